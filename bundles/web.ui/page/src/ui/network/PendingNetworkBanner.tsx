// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Commands } from "../../connection/commands";
import { t } from "../../i18n/i18n";
import { Text } from "../../i18n/Text";
import type { Problem } from "../../problem";
import type { Store } from "../../store";
import { ProblemNote } from "../ProblemNote";
import { TimeLeft } from "../TimeLeft";

interface Props {
  readonly store: Store;
  readonly commands: Commands;
  /** Several of them may be on the page. */
  readonly id: string;
}

/** Asks an administrator whether the changed network is to stay; without an answer the device undoes the change. */
export function PendingNetworkBanner({ store, commands, id }: Props): JSX.Element | null {
  const busy = useSignal(false);
  const problem = useSignal<Problem | undefined>(undefined);
  const pending = store.networkPending.value;
  if (pending === undefined || store.phase.value !== "live") {
    return null;
  }
  const answer = async (method: string): Promise<void> => {
    if (!busy.value) {
      busy.value = true;
      problem.value = (await commands.callMethod(method)).problem;
      busy.value = false;
    }
  };
  return (
    <div class="banner" role="status" data-testid={id}>
      <div>
        <p>
          {pending.by === undefined ? t("network.wasChanged") : t("network.wasChangedBy", { name: pending.by })} {t("network.keepQuestion")}
          <span aria-hidden="true">
            {" "}
            <Text of="network.timeLeft" with={{ time: <TimeLeft until={pending.until} /> }} />
          </span>
        </p>
        <ProblemNote problem={problem.value} id={`${id}-error`} />
      </div>
      <button type="button" class="small-button" data-kind="go" data-testid={`${id}-keep`} aria-disabled={busy.value} onMouseDown={(event) => event.preventDefault()} onClick={() => void answer("confirmNetworkSettings")}>
        {t("network.keep")}
      </button>
      <button type="button" class="small-button" data-testid={`${id}-undo`} aria-disabled={busy.value} onMouseDown={(event) => event.preventDefault()} onClick={() => void answer("undoNetworkSettings")}>
        {t("network.undo")}
      </button>
    </div>
  );
}
