// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Commands } from "../connection/commands";
import { ownSession, type SessionState } from "../sessions/sessionState";
import { controlActions, type ControlAction } from "../sessions/actions";
import type { Store } from "../store";
import { Confirm } from "./Confirm";
import { controlText, modeText, vacancyText } from "./controlText";
import { ModeIcon } from "./icons";
import { TimeLeft } from "./TimeLeft";

interface Props {
  readonly store: Store;
  readonly commands: Commands;
}

const TEST_IDS: Readonly<Record<ControlAction["action"], string>> = {
  requestControl: "request-control",
  cancelRequest: "cancel-request",
  releaseControl: "release-control",
  claimControl: "claim-control",
  takeOver: "claim-control",
};

/** Shows which session has control, and the actions on it. */
export function ControlBar({ store, commands }: Props): JSX.Element {
  const confirming = useSignal<ControlAction | undefined>(undefined);
  const state = store.sessionState.value;
  const actions = controlActions(state);
  const open = actions.find(({ action, confirm }) => confirm !== undefined && action === confirming.value?.action);
  const act = (item: ControlAction): void => {
    confirming.value = undefined;
    commands[item.action]();
  };
  return (
    <div class="control-bar">
      <ControlStatus state={state} />
      <div class="control-actions">
        {actions.map((item) => (
          <ActionButton
            key={item.action}
            item={item}
            busy={store.busy.value.has(item.action)}
            onClick={() => {
              if (item.unavailableReason !== undefined) {
                store.notifications.add({ text: item.unavailableReason, urgent: false, shown: true });
              } else if (item.confirm === undefined) {
                act(item);
              } else {
                confirming.value = confirming.value === undefined ? item : undefined;
              }
            }}
          />
        ))}
        {open?.confirm !== undefined && (
          <Confirm
            question={open.confirm}
            yes={open.label}
            onYes={() => act(open)}
            onNo={() => (confirming.value = undefined)}
          />
        )}
      </div>
    </div>
  );
}

function ControlStatus({ state }: { state: SessionState }): JSX.Element {
  const { control, mode } = state;
  const own = ownSession(state);
  const text = mode === "primary" ? "" : controlText(state);
  return (
    <span class="control-status" data-testid="control-state" data-state={control.state}>
      <span class="pill mode" data-mode={mode} data-testid="mode">
        <ModeIcon mode={mode} />
        {modeText(mode, own?.queuePosition)}
        {mode === "queued" && <TimeLeft until={own?.requestUntil} />}
      </span>
      {text !== "" && (
        <span class="holder" data-state={control.state} title={vacancyText(control)}>
          <bdi>{text}</bdi>
          {control.state === "reserved" && <TimeLeft until={control.until} />}
        </span>
      )}
    </span>
  );
}

function ActionButton({ item, busy, onClick }: { item: ControlAction; busy: boolean; onClick: () => void }): JSX.Element {
  return (
    <button
      type="button"
      class="control-button"
      data-prominent={item.prominent}
      data-testid={TEST_IDS[item.action]}
      disabled={busy}
      aria-disabled={item.unavailableReason !== undefined}
      title={item.unavailableReason}
      onClick={onClick}
    >
      {item.label}
      {item.unavailableReason !== undefined && <span class="visually-hidden">. {item.unavailableReason}</span>}
    </button>
  );
}
