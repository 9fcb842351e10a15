// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { LoginApi } from "../login/loginApi";
import { Field, FormError } from "./Field";

interface Props {
  readonly api: LoginApi;
  readonly message?: string | undefined;
  readonly onDone: () => void;
}

/** The login: name and password, then the code of the second factor where the account has one. */
export function LoginForm({ api, message, onDone }: Props): JSX.Element {
  const user = useSignal("");
  const password = useSignal("");
  const totp = useSignal("");
  const needsCode = useSignal(false);
  const error = useSignal(message);
  const busy = useSignal(false);
  const passwordField = useRef<HTMLInputElement>(null);
  const codeField = useRef<HTMLInputElement>(null);
  useEffect(() => (needsCode.value ? codeField : passwordField).current?.focus(), [needsCode.value]);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) {
      return;
    }
    busy.value = true;
    error.value = undefined;
    const answer = await api.logIn({
      password: password.value,
      ...(user.value.trim() === "" ? {} : { user: user.value.trim() }),
      ...(needsCode.value ? { totp: totp.value.trim() } : {}),
    });
    busy.value = false;
    if (answer.done || answer.code === "no_password") {
      onDone();
    } else if (answer.code === "totp_required") {
      needsCode.value = true;
    } else {
      error.value = answer.message;
      totp.value = "";
      (needsCode.value ? codeField : passwordField).current?.focus();
    }
  };
  const restart = (): void => {
    needsCode.value = false;
    totp.value = "";
    error.value = undefined;
  };

  return (
    <form class="login-form" aria-labelledby="login-title" onSubmit={(event) => void submit(event)}>
      <h2 id="login-title">{needsCode.value ? "Second factor" : "Log in"}</h2>
      {needsCode.value ? (
        <Field
          id="login-totp"
          label="Code from your authenticator app"
          value={totp}
          autoComplete="one-time-code"
          numeric
          invalid={error.value !== undefined}
          inputRef={codeField}
        />
      ) : (
        <>
          <Field
            id="login-user"
            label="Name"
            value={user}
            autoComplete="username"
            optional
            hint="Leave it empty if the device has one password for all."
          />
          <Field
            id="login-password"
            label="Password"
            type="password"
            value={password}
            autoComplete="current-password"
            invalid={error.value !== undefined}
            inputRef={passwordField}
          />
        </>
      )}
      <FormError text={error.value} />
      <button type="submit" class="small-button" data-kind="go" data-testid="login-submit" aria-disabled={busy.value}>
        {busy.value ? "Checking…" : needsCode.value ? "Continue" : "Log in"}
      </button>
      {needsCode.value && (
        <button type="button" class="small-button" data-testid="login-back" onClick={restart}>
          Back
        </button>
      )}
    </form>
  );
}
