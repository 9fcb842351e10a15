// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { LoginApi } from "../login/loginApi";
import { Field, FormError } from "./Field";

/** As the device has it; it checks again. */
const SHORTEST_PASSWORD = 8;

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
  const error = useSignal<string | undefined>(undefined);
  const busy = useSignal(false);
  const passwordField = useRef<HTMLInputElement>(null);
  const codeField = useRef<HTMLInputElement>(null);
  useEffect(() => (needsCode.value ? codeField : passwordField).current?.focus(), [needsCode.value]);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) {
      return;
    }
    error.value = mistake(password.value, again.value);
    if (error.value !== undefined) {
      passwordField.current?.focus();
      return;
    }
    busy.value = true;
    const answer = await api.setUp({
      localAuthMode: "password",
      user: user.value.trim(),
      password: password.value,
      ...(needsCode.value ? { code: code.value.trim() } : {}),
    });
    busy.value = false;
    if (answer.done) {
      onDone();
    } else if (answer.code === "already_set_up") {
      onSetUp();
    } else if (answer.code === "setup_code_required" && !needsCode.value) {
      needsCode.value = true;
    } else {
      error.value = answer.message;
    }
  };

  return (
    <form class="login-form" aria-labelledby="setup-title" onSubmit={(event) => void submit(event)}>
      <h2 id="setup-title">Set up this device</h2>
      <p>Choose the name and the password of its administrator.</p>
      <Field id="setup-user" label="Name" value={user} autoComplete="username" />
      <Field
        id="setup-password"
        label="Password"
        type="password"
        value={password}
        autoComplete="new-password"
        hint={`At least ${SHORTEST_PASSWORD} characters.`}
        invalid={error.value !== undefined}
        inputRef={passwordField}
      />
      <Field
        id="setup-again"
        label="Password again"
        type="password"
        value={again}
        autoComplete="new-password"
        invalid={error.value !== undefined}
      />
      {needsCode.value && (
        <Field
          id="setup-code"
          label="Set-up code"
          value={code}
          autoComplete="off"
          hint="Your computer is not in the device's network. The device prints the code on its console and in its log."
          inputRef={codeField}
        />
      )}
      <FormError text={error.value} />
      <button type="submit" class="small-button" data-kind="go" data-testid="setup-submit" aria-disabled={busy.value}>
        {busy.value ? "Setting up…" : "Set up"}
      </button>
    </form>
  );
}

function mistake(password: string, again: string): string | undefined {
  if (password.length < SHORTEST_PASSWORD) {
    return `The password needs at least ${SHORTEST_PASSWORD} characters.`;
  }
  return password === again ? undefined : "The two passwords differ.";
}
