// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/i18n";
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
      own.totp ? t("totpForm.theSecondFactorIsRemoved") : undefined,
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
      t("totpForm.theSecondFactorIsInForce"),
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
      <h3 id="totp-title">{t("common.secondFactor")}</h3>
      {enrolment.value === undefined ? (
        <>
          <p class="quiet" data-testid="totp-state">
            {own.totp
              ? t("totpForm.inForceALoginNeedsThe")
              : t("totpForm.notInForceThePasswordAlone")}
          </p>
          <Field
            id="totp-password"
            label={t("common.password")}
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
          <QrCode text={enrolment.value.uri} label={t("totpForm.qrCodeWithTheSecretFor")} />
          <Secret
            id="totp-secret"
            label={t("totpForm.secret")}
            hint={t("totpForm.scanTheCodeWithYourAuthenticator")}
            value={enrolment.value.secret}
          />
          <p>
            <a href={enrolment.value.uri} data-testid="totp-link">
              {t("totpForm.openInAnAuthenticatorAppOn")}
            </a>
          </p>
          <Field
            id="totp-code"
            label={t("totpForm.codeFromTheApp")}
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
          {enrolment.value !== undefined ? t("totpForm.confirm") : own.totp ? t("totpForm.removeSecondFactor") : t("totpForm.setUpSecondFactor")}
        </button>
        {enrolment.value !== undefined && (
          <button type="button" class="small-button" data-testid="totp-cancel" onClick={() => (enrolment.value = undefined)}>
            {t("common.cancel")}
          </button>
        )}
      </div>
    </form>
  );
}
