// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/i18n";
import type { LoginApi } from "../login/loginApi";
import { Field } from "./Field";
import { ProblemNote } from "./ProblemNote";
import { mistakeIn, SHORTEST_PASSWORD } from "./passwordRule";
import { useSubmission } from "./submission";

interface Props {
  readonly api: LoginApi;
  readonly onDone: () => void;
  /** The device was set up by another client meanwhile. */
  readonly onSetUp: () => void;
}

/** The set-up of a new device: the administrator's name and password. There is no default password. */
export function SetupForm({ api, onDone, onSetUp }: Props): JSX.Element {
  const user = useSignal("admin");
  const password = useSignal("");
  const again = useSignal("");
  const code = useSignal("");
  const needsCode = useSignal(false);
  const submission = useSubmission();
  const refused = submission.problem.value;
  const passwordField = useRef<HTMLInputElement>(null);
  const codeField = useRef<HTMLInputElement>(null);
  useEffect(() => (needsCode.value ? codeField : passwordField).current?.focus(), [needsCode.value]);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const mistake = mistakeIn(password.value, again.value);
    if (mistake !== undefined) {
      submission.reject(mistake);
      passwordField.current?.focus();
      return;
    }
    const answer = await submission.run(() =>
      api.setUp({
        localAuthMode: "password",
        user: user.value.trim(),
        password: password.value,
        ...(needsCode.value ? { code: code.value.trim() } : {}),
      }),
    );
    if (answer === undefined) {
      return;
    }
    if (answer.done) {
      onDone();
    } else if (answer.problem.code === "already_set_up") {
      onSetUp();
    } else if (answer.problem.code === "setup_code_required" && !needsCode.value) {
      submission.clear();
      needsCode.value = true;
    } else {
      (needsCode.value ? codeField : passwordField).current?.focus();
    }
  };

  return (
    <form class="login-form" aria-labelledby="setup-title" onSubmit={(event) => void submit(event)}>
      <h2 id="setup-title">{t("setupForm.setUpThisDevice")}</h2>
      <p>{t("setupForm.chooseTheNameAndThePassword")}</p>
      <Field id="setup-user" label={t("common.name")} value={user} autoComplete="username" />
      <Field
        id="setup-password"
        label={t("common.password")}
        type="password"
        value={password}
        autoComplete="new-password"
        hint={t("common.atLeastCharacters", { count: SHORTEST_PASSWORD })}
        invalid={refused !== undefined && !needsCode.value}
        inputRef={passwordField}
      />
      <Field
        id="setup-again"
        label={t("setupForm.passwordAgain")}
        type="password"
        value={again}
        autoComplete="new-password"
        invalid={refused !== undefined && !needsCode.value}
      />
      {needsCode.value && (
        <Field
          id="setup-code"
          label={t("setupForm.setUpCode")}
          value={code}
          autoComplete="off"
          hint={t("setupForm.yourComputerIsNotInThe")}
          invalid={refused !== undefined}
          inputRef={codeField}
        />
      )}
      <ProblemNote problem={refused} />
      <button type="submit" class="small-button" data-kind="go" data-testid="setup-submit" aria-disabled={submission.busy.value}>
        {submission.busy.value ? t("setupForm.settingUp") : t("setupForm.setUp")}
      </button>
    </form>
  );
}
