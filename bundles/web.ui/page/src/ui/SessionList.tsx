// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Commands } from "../connection/commands";
import { t } from "../i18n/i18n";
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
    <aside class="sidebar" aria-label={t("common.sessions")} data-testid="session-list">
      <h2>
        {t("common.sessions")}
        <span class="count">{maxSessions === undefined ? sessions.length : t("sessionList.countOf", { sessions: sessions.length, most: maxSessions })}</span>
      </h2>
      {sessions.length === 0 ? (
        <p class="quiet">
          {store.phase.value === "live" ? t("sessionList.theDeviceHasNotSentThe") : t("sessionList.notConnected")}
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
