// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Commands } from "../connection/commands";
import type { Session } from "../sessions/session";
import type { Store } from "../store";
import { SessionRow } from "./SessionRow";

/** The own session first: the name field in it stays in place however the list changes. */
function ordered(sessions: readonly Session[], ownId: string | undefined): readonly Session[] {
  return [...sessions].sort((a, b) => Number(b.id === ownId) - Number(a.id === ownId));
}

export function SessionList({ store, commands }: { store: Store; commands: Commands }): JSX.Element {
  const { sessions, maxSessions, ownId } = store.sessionState.value;
  return (
    <aside class="sidebar" aria-label="Sessions" data-testid="session-list">
      <h2>
        Sessions
        <span class="count">{maxSessions === undefined ? sessions.length : `${sessions.length} of ${maxSessions}`}</span>
      </h2>
      {sessions.length === 0 ? (
        <p class="quiet">
          {store.phase.value === "live" ? "The device has not sent the list yet." : "Not connected."}
        </p>
      ) : (
        <ul class="session-list" data-stale={store.phase.value !== "live"}>
          {ordered(sessions, ownId).map((session) => (
            <SessionRow key={session.id} store={store} commands={commands} session={session} />
          ))}
        </ul>
      )}
    </aside>
  );
}
