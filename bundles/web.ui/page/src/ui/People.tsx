// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Commands } from "../connection/commands";
import type { Store } from "../store";
import { PersonRow } from "./PersonRow";

export function People({ store, commands }: { store: Store; commands: Commands }): JSX.Element {
  const { people, maxSessions } = store.house.value;
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
          {people.map((person) => (
            <PersonRow key={person.id} store={store} commands={commands} person={person} />
          ))}
        </ul>
      )}
    </aside>
  );
}
