// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { text } from "../../read";
import { Field } from "../Field";
import { FormResult } from "../ProblemNote";
import { useSubmission } from "../submission";
import type { PanelProps } from "./AccountDialog";
import { QrCode } from "./QrCode";
import { Secret } from "./Secret";

interface Enrolment {
  readonly secret: string;
  readonly uri: string;
}

/** Sets up and removes the second factor. The secret is shown once, and in force once a code of it was entered. */
export function TotpForm({ http, own, onChanged }: PanelProps): JSX.Element {
  const password = useSignal("");
  const code = useSignal("");
  const enrolment = useSignal<Enrolment | undefined>(undefined);
  const submission = useSubmission();
  const passwordField = useRef<HTMLInputElement>(null);
  const codeField = useRef<HTMLInputElement>(null);
  const wasEnrolling = useRef(false);
  const refused = submission.problem.value;
  useEffect(() => {
    if (wasEnrolling.current && enrolment.value === undefined) {
      passwordField.current?.focus();
    }
    wasEnrolling.current = enrolment.value !== undefined;
  }, [enrolment.value]);

  const begin = async (): Promise<void> => {
    const answer = await submission.run(
      () => http.send(own.totp ? "DELETE" : "POST", "/auth/totp", { password: password.value }),
      own.totp ? "The second factor is removed." : undefined,
    );
    if (answer?.done !== true) {
      passwordField.current?.focus();
      return;
    }
    password.value = "";
    if (own.totp) {
      onChanged();
    } else {
      enrolment.value = { secret: text(answer.body["secret"]) ?? "", uri: text(answer.body["uri"]) ?? "" };
    }
  };
  const confirm = async (): Promise<void> => {
    const answer = await submission.run(
      () => http.send("PUT", "/auth/totp", { code: code.value.trim() }),
      "The second factor is in force. The next login asks for a code.",
    );
    code.value = "";
    if (answer?.done === true) {
      enrolment.value = undefined;
      onChanged();
    } else {
      codeField.current?.focus();
    }
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    void (enrolment.value === undefined ? begin() : confirm());
  };

  return (
    <form class="panel-part" aria-labelledby="totp-title" onSubmit={submit}>
      <h3 id="totp-title">Second factor</h3>
      {enrolment.value === undefined ? (
        <>
          <p class="quiet" data-testid="totp-state">
            {own.totp
              ? "In force: a login needs the password and a code of your authenticator app."
              : "Not in force: the password alone is enough."}
          </p>
          <Field
            id="totp-password"
            label="Password"
            type="password"
            value={password}
            autoComplete="current-password"
            invalid={refused !== undefined}
            errorId="totp-error"
            inputRef={passwordField}
          />
        </>
      ) : (
        <>
          <QrCode text={enrolment.value.uri} label="QR code with the secret, for the camera of your authenticator app" />
          <Secret
            id="totp-secret"
            label="Secret"
            hint="Scan the code with your authenticator app, or enter this text as a time-based secret. It is shown only now."
            value={enrolment.value.secret}
          />
          <p>
            <a href={enrolment.value.uri} data-testid="totp-link">
              Open in an authenticator app on this device
            </a>
          </p>
          <Field
            id="totp-code"
            label="Code from the app"
            value={code}
            autoComplete="one-time-code"
            numeric
            invalid={refused !== undefined}
            errorId="totp-error"
            inputRef={codeField}
          />
        </>
      )}
      <FormResult submission={submission} id="totp" />
      <div class="buttons">
        <button
          type="submit"
          class="small-button"
          data-kind={own.totp ? "danger" : "go"}
          data-testid="totp-submit"
          aria-disabled={submission.busy.value}
        >
          {enrolment.value !== undefined ? "Confirm" : own.totp ? "Remove second factor" : "Set up second factor"}
        </button>
        {enrolment.value !== undefined && (
          <button type="button" class="small-button" data-testid="totp-cancel" onClick={() => (enrolment.value = undefined)}>
            Cancel
          </button>
        )}
      </div>
    </form>
  );
}
