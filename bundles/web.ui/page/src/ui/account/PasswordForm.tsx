// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { t } from "../../i18n/i18n";
import { Field } from "../Field";
import { mistakeIn, SHORTEST_PASSWORD } from "../passwordRule";
import { FormResult } from "../ProblemNote";
import { useSubmission } from "../submission";
import type { PanelProps } from "./AccountDialog";

/** Changes the password, or gives a device without one its first. Every login with the old one ends. */
export function PasswordForm({ http, own, onChanged, onLoginChange }: PanelProps): JSX.Element {
  const user = useSignal("admin");
  const old = useSignal("");
  const password = useSignal("");
  const again = useSignal("");
  const submission = useSubmission();
  const first = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const refused = submission.problem.value;

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const mistake = mistakeIn(password.value, again.value);
    if (mistake !== undefined) {
      submission.reject(mistake);
      passwordField.current?.focus();
      return;
    }
    const answer = await submission.run(
      () => {
        const change = own.hasPassword
          ? http.send("PUT", "/auth/password-local", { oldPassword: old.value, newPassword: password.value })
          : http.send("POST", "/auth/password-local", { user: user.value.trim(), password: password.value });
        onLoginChange(change);
        return change;
      },
      own.hasPassword ? t("passwordForm.thePasswordIsChangedAllOther") : t("passwordForm.theDeviceHasAPasswordNow"),
    );
    if (answer === undefined) {
      return;
    }
    if (answer.done) {
      old.value = password.value = again.value = "";
      onChanged();
    }
    first.current?.focus();
  };

  return (
    <form class="panel-part" aria-labelledby="password-title" onSubmit={(event) => void submit(event)}>
      <h3 id="password-title">{own.hasPassword ? t("common.password") : t("passwordForm.setAPassword")}</h3>
      {own.hasPassword ? (
        <Field
          id="password-old"
          label={t("common.presentPassword")}
          type="password"
          value={old}
          autoComplete="current-password"
          invalid={refused?.code === "bad_password"}
          errorId="password-error"
          inputRef={first}
        />
      ) : (
        <Field id="password-user" label={t("common.name")} value={user} autoComplete="username" errorId="password-error" inputRef={first} />
      )}
      <Field
        id="password-new"
        label={t("common.newPassword")}
        type="password"
        value={password}
        autoComplete="new-password"
        hint={t("common.atLeastCharacters", { count: SHORTEST_PASSWORD })}
        invalid={refused !== undefined && refused.code !== "bad_password"}
        errorId="password-error"
        inputRef={passwordField}
      />
      <Field
        id="password-again"
        label={t("passwordForm.newPasswordAgain")}
        type="password"
        value={again}
        autoComplete="new-password"
        errorId="password-error"
      />
      <FormResult submission={submission} id="password" />
      <button type="submit" class="small-button" data-kind="go" data-testid="password-submit" aria-disabled={submission.busy.value}>
        {own.hasPassword ? t("passwordForm.changePassword") : t("passwordForm.setPassword")}
      </button>
    </form>
  );
}
