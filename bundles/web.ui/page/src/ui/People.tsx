// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Commands } from "../connection/commands";
import type { Person } from "../sessions/person";
import type { Store } from "../store";
import { PersonRow } from "./PersonRow";

/** Oneself first: what is typed into one's own name stays where it is, however the list changes. */
function ordered(people: readonly Person[], me: string | undefined): readonly Person[] {
  return [...people].sort((a, b) => Number(b.id === me) - Number(a.id === me));
}

export function People({ store, commands }: { store: Store; commands: Commands }): JSX.Element {
  const { people, maxSessions, me } = store.house.value;
  return (
    <aside class="side" aria-label="Who is here" data-testid="people">
      <h2>
        Who is here
        <span class="count">{maxSessions === undefined ? people.length : `${people.length} of ${maxSessions}`}</span>
      </h2>
      {people.length === 0 ? (
        <p class="quiet">{store.phase.value === "live" ? "The device has not said yet." : "Not connected."}</p>
      ) : (
        <ul class="people" data-stale={store.phase.value !== "live"}>
          {ordered(people, me).map((person) => (
            <PersonRow key={person.id} store={store} commands={commands} person={person} />
          ))}
        </ul>
      )}
    </aside>
  );
}
