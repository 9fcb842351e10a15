// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/i18n";
import { Field } from "../Field";
import { FormResult } from "../ProblemNote";
import { useSubmission } from "../submission";
import type { PanelProps } from "./AccountDialog";

/** Makes the device one without a password. It does so on loopback only; elsewhere it refuses. */
export function PasswordRemoval({ http, onChanged, onLoginChange }: PanelProps): JSX.Element {
  const open = useSignal(false);
  const password = useSignal("");
  const submission = useSubmission();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [open.value]);
  const refused = submission.problem.value;

  const remove = async (event: Event): Promise<void> => {
    event.preventDefault();
    const answer = await submission.run(() => {
      const change = http.send("DELETE", "/auth/local-password", { password: password.value });
      onLoginChange(change);
      return change;
    });
    if (answer?.done === true) {
      onChanged();
    } else {
      field.current?.focus();
    }
  };

  return (
    <form class="panel-part" aria-labelledby="removal-title" onSubmit={(event) => void remove(event)}>
      <h3 id="removal-title">{t("passwordRemoval.noPassword")}</h3>
      {!open.value ? (
        <button type="button" class="small-button" data-testid="removal-open" onClick={() => (open.value = true)}>
          {t("passwordRemoval.removeTheDevicesPassword")}
        </button>
      ) : (
        <>
          <p role="alert" data-testid="removal-warning">
            <strong>{t("passwordRemoval.everyProgramThatReachesThisDevice")}</strong> {t("passwordRemoval.allLoginsAndApiTokensEnd")}
          </p>
          <Field
            id="removal-password"
            label={t("common.presentPassword")}
            type="password"
            value={password}
            autoComplete="current-password"
            invalid={refused?.code === "bad_password"}
            errorId="removal-error"
            inputRef={field}
          />
          <FormResult submission={submission} id="removal" />
          <div class="buttons">
            <button type="submit" class="small-button" data-kind="danger" data-testid="removal-submit" aria-disabled={submission.busy.value}>
              {t("passwordRemoval.removeThePassword")}
            </button>
            <button
              type="button"
              class="small-button"
              data-testid="removal-cancel"
              onClick={() => {
                open.value = false;
                password.value = "";
                submission.clear();
              }}
            >
              {t("passwordRemoval.keepIt")}
            </button>
          </div>
        </>
      )}
    </form>
  );
}
