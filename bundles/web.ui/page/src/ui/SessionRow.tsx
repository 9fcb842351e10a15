// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Commands } from "../connection/commands";
import { t } from "../i18n/i18n";
import { displayName, type Session } from "../sessions/session";
import { sessionActions, type SessionAction } from "../sessions/actions";
import type { Store } from "../store";
import { Confirm } from "./Confirm";
import { activityDeadline, activityText, roleText } from "./controlText";
import { HandOverIcon, ModeIcon, RemoveIcon } from "./icons";
import { TimeLeft } from "./TimeLeft";
import { useNow } from "./now";
import { OwnName } from "./OwnName";
import { ago } from "./timeText";

const CLOCK_MILLIS = 15_000;

interface Props {
  readonly store: Store;
  readonly commands: Commands;
  readonly session: Session;
}

export function SessionRow({ store, commands, session }: Props): JSX.Element {
  const confirming = useSignal<SessionAction["action"] | undefined>(undefined);
  const state = store.sessionState.value;
  const own = session.id === state.ownId;
  const actions = store.phase.value === "live" ? sessionActions(state, session) : [];
  const open = actions.find(({ action }) => action === confirming.value);
  const act = ({ action }: SessionAction): void => {
    confirming.value = undefined;
    commands[action](session.id);
  };
  return (
    <li
      class="session-row"
      data-testid="session-row"
      data-mode={session.mode}
      data-session={session.id}
      data-own={own}
      data-grace={session.inGrace}
    >
      <span class="badge">
        <ModeIcon mode={session.mode} />
      </span>
      <span class="identity">
        <span class="name">
          {own ? <OwnName store={store} commands={commands} /> : <bdi>{displayName(session)}</bdi>}
          {own && <span class="own-mark">{t("common.you")}</span>}
        </span>
        <Activity session={session} />
      </span>
      {actions.length > 0 && (
        <span class="row-actions">
          {actions.map((item) => (
            <button
              key={item.action}
              type="button"
              class="icon-button"
              data-testid={item.action === "handOver" ? "hand-over" : "kick"}
              title={item.unavailableReason ?? item.label}
              aria-label={item.unavailableReason === undefined ? item.label : `${item.label}. ${item.unavailableReason}`}
              aria-disabled={item.unavailableReason !== undefined}
              disabled={store.busy.value.has(`${item.action} ${session.id}`)}
              onClick={() => {
                if (item.unavailableReason !== undefined) {
                  store.notifications.add({ text: item.unavailableReason, urgent: false, shown: true });
                } else if (item.confirm === undefined) {
                  act(item);
                } else {
                  confirming.value = confirming.value === item.action ? undefined : item.action;
                }
              }}
            >
              {item.action === "handOver" ? <HandOverIcon /> : <RemoveIcon />}
            </button>
          ))}
        </span>
      )}
      {open?.confirm !== undefined && (
        <Confirm
          question={open.confirm}
          yes={open.action === "kick" ? t("common.remove") : t("common.handOver")}
          onYes={() => act(open)}
          onNo={() => (confirming.value = undefined)}
        />
      )}
    </li>
  );
}

function Activity({ session }: { session: Session }): JSX.Element {
  const now = useNow(CLOCK_MILLIS);
  const until = activityDeadline(session);
  const facts = [
    roleText(session.role),
    session.legacy ? t("sessionRow.jetkvmClient") : undefined,
    session.nickname === undefined ? undefined : session.browser,
    session.since === undefined ? undefined : ago(session.since, now),
  ].filter((fact) => fact !== undefined);
  const tooltip = [...facts, session.user, session.source].filter((fact) => fact !== undefined);
  return (
    <>
      <span class="detail">
        {activityText(session)}
        <TimeLeft until={until} before={session.inGrace ? ", " : " · "} />
      </span>
      <span class="detail faint" title={tooltip.join(" · ")}>
        {facts.join(" · ")}
      </span>
    </>
  );
}
