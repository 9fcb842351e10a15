// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Commands } from "../connection/commands";
import { displayName, type Person } from "../sessions/person";
import { rowOffers, type RowOffer } from "../sessions/rights";
import type { Store } from "../store";
import { Confirm } from "./Confirm";
import { doingUntil, doingWords, roleWords } from "./controlwords";
import { HandOverIcon, ModeIcon, RemoveIcon } from "./icons";
import { Left } from "./Left";
import { useNow } from "./now";
import { OwnName } from "./OwnName";
import { ago } from "./words";

const CLOCK_MILLIS = 15_000;

interface Props {
  readonly store: Store;
  readonly commands: Commands;
  readonly person: Person;
}

export function PersonRow({ store, commands, person }: Props): JSX.Element {
  const asked = useSignal<RowOffer["action"] | undefined>(undefined);
  const house = store.house.value;
  const own = person.id === house.me;
  const found = store.phase.value === "live" ? rowOffers(house, person) : [];
  const open = found.find(({ action }) => action === asked.value);
  const act = ({ action }: RowOffer): void => {
    asked.value = undefined;
    commands[action](person.id);
  };
  return (
    <li
      class="person"
      data-testid="person"
      data-mode={person.mode}
      data-session={person.id}
      data-own={own}
      data-grace={person.inGrace}
    >
      <span class="badge">
        <ModeIcon mode={person.mode} />
      </span>
      <span class="who">
        <span class="name">
          {own ? <OwnName store={store} commands={commands} /> : <bdi>{displayName(person)}</bdi>}
          {own && <span class="you">you</span>}
        </span>
        <Doing person={person} />
      </span>
      {found.length > 0 && (
        <span class="row-tools">
          {found.map((offer) => (
            <button
              key={offer.action}
              type="button"
              class="row-tool"
              data-testid={offer.action === "handOver" ? "hand-over" : "kick"}
              title={offer.why ?? offer.label}
              aria-label={offer.why === undefined ? offer.label : `${offer.label}. ${offer.why}`}
              aria-disabled={offer.why !== undefined}
              disabled={store.busy.value.has(`${offer.action} ${person.id}`)}
              onClick={() => {
                if (offer.why !== undefined) {
                  store.remarks.say({ words: offer.why, urgent: false, shown: true });
                } else if (offer.confirm === undefined) {
                  act(offer);
                } else {
                  asked.value = asked.value === offer.action ? undefined : offer.action;
                }
              }}
            >
              {offer.action === "handOver" ? <HandOverIcon /> : <RemoveIcon />}
            </button>
          ))}
        </span>
      )}
      {open?.confirm !== undefined && (
        <Confirm
          question={open.confirm}
          yes={open.action === "kick" ? "Remove" : "Hand over"}
          onYes={() => act(open)}
          onNo={() => (asked.value = undefined)}
        />
      )}
    </li>
  );
}

function Doing({ person }: { person: Person }): JSX.Element {
  const now = useNow(CLOCK_MILLIS);
  const until = doingUntil(person);
  const facts = [
    roleWords(person.role),
    person.legacy ? "JetKVM client" : undefined,
    person.nickname === undefined ? undefined : person.browser,
    person.since === undefined ? undefined : ago(person.since, now),
  ].filter((fact) => fact !== undefined);
  const more = [...facts, person.user, person.source].filter((fact) => fact !== undefined);
  return (
    <>
      <span class="what">
        {doingWords(person)}
        <Left until={until} before={person.inGrace ? ", " : " · "} />
      </span>
      <span class="what faint" title={more.join(" · ")}>
        {facts.join(" · ")}
      </span>
    </>
  );
}
