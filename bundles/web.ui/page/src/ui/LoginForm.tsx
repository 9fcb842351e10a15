// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/i18n";
import type { LoginApi } from "../login/loginApi";
import type { Problem } from "../problem";
import { Field } from "./Field";
import { ProblemNote } from "./ProblemNote";
import { useSubmission } from "./submission";

interface Props {
  readonly api: LoginApi;
  /** Why there is no login any more. */
  readonly note?: string | undefined;
  /** Why a view link was refused. */
  readonly problem?: Problem | undefined;
  readonly onDone: () => void;
}

/** The login: name and password, then the code of the second factor where the account has one. */
export function LoginForm({ api, note, problem, onDone }: Props): JSX.Element {
  const user = useSignal("");
  const password = useSignal("");
  const totp = useSignal("");
  const needsCode = useSignal(false);
  const submission = useSubmission(problem);
  const refused = submission.problem.value;
  const passwordField = useRef<HTMLInputElement>(null);
  const codeField = useRef<HTMLInputElement>(null);
  useEffect(() => (needsCode.value ? codeField : passwordField).current?.focus(), [needsCode.value]);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const answer = await submission.run(() =>
      api.logIn({
        password: password.value,
        ...(user.value.trim() === "" ? {} : { user: user.value.trim() }),
        ...(needsCode.value ? { totp: totp.value.trim() } : {}),
      }),
    );
    if (answer === undefined) {
      return;
    }
    if (answer.done || answer.problem.code === "no_password") {
      onDone();
    } else if (answer.problem.code === "totp_required") {
      submission.clear();
      needsCode.value = true;
    } else {
      totp.value = "";
      const field = (needsCode.value ? codeField : passwordField).current;
      field?.focus();
      field?.select();
    }
  };
  const restart = (): void => {
    needsCode.value = false;
    totp.value = "";
    submission.clear();
  };

  return (
    <form class="login-form" aria-labelledby="login-title" onSubmit={(event) => void submit(event)}>
      <h2 id="login-title">{needsCode.value ? t("common.secondFactor") : t("loginForm.logIn")}</h2>
      {note !== undefined && refused === undefined && !needsCode.value && (
        <p role="status" data-testid="login-note">
          {note}
        </p>
      )}
      {needsCode.value ? (
        <Field
          id="login-totp"
          label={t("loginForm.codeFromYourAuthenticatorApp")}
          value={totp}
          autoComplete="one-time-code"
          numeric
          invalid={refused?.code === "bad_totp"}
          inputRef={codeField}
        />
      ) : (
        <>
          <Field
            id="login-user"
            label={t("common.name")}
            value={user}
            autoComplete="username"
            optional
            hint={t("loginForm.leaveItEmptyIfTheDevice")}
          />
          <Field
            id="login-password"
            label={t("common.password")}
            type="password"
            value={password}
            autoComplete="current-password"
            invalid={refused?.code === "bad_password"}
            inputRef={passwordField}
          />
        </>
      )}
      <ProblemNote problem={refused} />
      <button type="submit" class="small-button" data-kind="go" data-testid="login-submit" aria-disabled={submission.busy.value}>
        {submission.busy.value ? t("common.checking") : needsCode.value ? t("loginForm.continue") : t("loginForm.logIn")}
      </button>
      {needsCode.value && (
        <button type="button" class="small-button" data-testid="login-back" onClick={restart}>
          {t("loginForm.back")}
        </button>
      )}
    </form>
  );
}
