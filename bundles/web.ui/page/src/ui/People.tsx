// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { displayName, type Person, type SessionMode } from "../session";
import type { Store } from "../store";
import { ModeIcon } from "./icons";
import { ago } from "./words";

const CLOCK_MILLIS = 15_000;

export function People({ store }: { store: Store }): JSX.Element {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => (now.value = Date.now()), CLOCK_MILLIS);
    return () => window.clearInterval(timer);
  }, []);
  const people = store.people.value;
  return (
    <aside class="side" aria-label="Who is here" data-testid="people">
      <h2>
        Who is here <span class="count">{people.length}</span>
      </h2>
      {people.length === 0 ? (
        <p class="quiet">{store.phase.value === "live" ? "The device has not said yet." : "Not connected."}</p>
      ) : (
        <ul class="people" data-stale={store.phase.value !== "live"}>
          {people.map((person) => (
            <Row key={person.id} person={person} own={person.id === store.sessionId.value} now={now.value} />
          ))}
        </ul>
      )}
    </aside>
  );
}

function Row({ person, own, now }: { person: Person; own: boolean; now: number }): JSX.Element {
  return (
    <li class="person" data-mode={person.mode} data-own={own} data-testid="person">
      <span class="badge">
        <ModeIcon mode={person.mode} />
      </span>
      <span class="who">
        <span class="name">
          <bdi>{displayName(person)}</bdi>
          {own && <span class="you">you</span>}
        </span>
        <span class="what">
          {rowWords(person.mode)}
          {person.nickname !== undefined && person.browser !== undefined && ` · ${person.browser}`}
          {person.since !== undefined && ` · ${ago(person.since, now)}`}
        </span>
      </span>
    </li>
  );
}

function rowWords(mode: SessionMode): string {
  switch (mode) {
    case "primary":
      return "Controls";
    case "queued":
      return "Asks for control";
    case "pending":
      return "At the door";
    default:
      return "Watches";
  }
}
