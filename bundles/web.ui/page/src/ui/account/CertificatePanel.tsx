// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import { Fragment, type JSX } from "preact";
import { useRef } from "preact/hooks";
import { formatDate, t } from "../../i18n/i18n";
import { parseCertificate, type Certificate } from "../../login/account";
import { FormResult, ProblemNote } from "../ProblemNote";
import { Confirm } from "../Confirm";
import { useNow } from "../now";
import { useSubmission } from "../submission";
import { remaining } from "../timeText";
import type { PanelProps } from "./AccountDialog";
import { useLoaded } from "./loaded";

const PATH = "/device/certificate";
const PEM = "application/x-pem-file";
const CLOCK_MILLIS = 60_000;
const SOURCES: Readonly<Record<string, string>> = {
  get selfSigned() { return t("certificatePanel.madeByTheDeviceBrowsersWarn"); },
  get uploaded() { return t("certificatePanel.uploaded"); },
  get file() { return t("certificatePanel.fromTheConfigurationOfTheDevice"); },
};

/** The TLS certificate of the device: its fingerprint, and for administrators its replacement. */
export function CertificatePanel({ http, own }: PanelProps): JSX.Element {
  const loaded = useLoaded(http, PATH, parseCertificate);
  const submission = useSubmission();
  const removing = useSignal(false);
  const chain = useRef<HTMLInputElement>(null);
  const key = useRef<HTMLInputElement>(null);
  const answered = loaded.value.value;
  const certificate = answered?.source === "none" ? undefined : answered;
  const refused = submission.problem.value;

  const upload = async (event: Event): Promise<void> => {
    event.preventDefault();
    const pem = await pemOf([chain.current, key.current]);
    if (pem === "") {
      submission.reject(t("certificatePanel.chooseTheFileWithTheCertificates"));
      chain.current?.focus();
      return;
    }
    const answer = await submission.run(() => http.sendBody("PUT", PATH, PEM, pem), t("certificatePanel.theCertificateIsInUse"));
    if (answer?.done === true) {
      [chain.current, key.current].forEach((field) => field !== null && (field.value = ""));
      await loaded.reload();
    } else {
      chain.current?.focus();
    }
  };
  const remove = async (): Promise<void> => {
    removing.value = false;
    await submission.run(() => http.send("DELETE", PATH, {}), t("certificatePanel.theDeviceUsesItsOwnCertificate"));
    await loaded.reload();
  };

  return (
    <>
      <section class="panel-part">
        <h3>{t("common.certificate")}</h3>
        <p class="quiet">{t("certificatePanel.compareTheFingerprintWithTheOne")}</p>
        <ProblemNote problem={loaded.problem.value} id="certificate-show-error" />
        {answered?.source === "none" && <p data-testid="certificate-none">{t("certificatePanel.none")}</p>}
        {certificate !== undefined && <Facts certificate={certificate} />}
      </section>
      {own.role === "admin" && certificate !== undefined && (
        <form class="panel-part" aria-labelledby="certificate-title" onSubmit={(event) => void upload(event)}>
          <h3 id="certificate-title">{t("certificatePanel.useAnotherCertificate")}</h3>
          <PemFile id="certificate-chain" label={t("certificatePanel.certificatesPemTheDevicesFirstThen")} fileRef={chain} invalid={refused !== undefined} />
          <PemFile id="certificate-key" label={t("certificatePanel.privateKeyPemWithoutAPassword")} fileRef={key} invalid={refused !== undefined} />
          <FormResult submission={submission} id="certificate" />
          <div class="buttons">
            <button type="submit" class="small-button" data-kind="go" data-testid="certificate-submit" aria-disabled={submission.busy.value}>
              {t("certificatePanel.upload")}
            </button>
            {certificate.source === "uploaded" && !removing.value && (
              <button type="button" class="small-button" data-testid="certificate-remove" onClick={() => (removing.value = true)}>
                {t("certificatePanel.removeTheUploadedOne")}
              </button>
            )}
          </div>
          {removing.value && (
            <Confirm
              question={t("certificatePanel.removeTheUploadedCertificateBrowsersWill")}
              yes={t("common.remove")}
              onYes={() => void remove()}
              onNo={() => (removing.value = false)}
            />
          )}
        </form>
      )}
    </>
  );
}

function Facts({ certificate }: { readonly certificate: Certificate }): JSX.Element {
  const now = useNow(CLOCK_MILLIS);
  const { notBefore, notAfter } = certificate;
  const day = (millis: number | undefined): string => (millis === undefined ? t("common.unknown") : formatDate(millis));
  return (
    <dl class="certificate" data-testid="certificate" data-source={certificate.source}>
      <dt>{t("certificatePanel.sha256Fingerprint")}</dt>
      <dd class="fingerprint" data-testid="fingerprint">
        {certificate.sha256.split(":").map((pair, i) => (
          <Fragment key={i}>
            {i > 0 && ":"}
            <wbr />
            {pair}
          </Fragment>
        ))}
      </dd>
      <dt>{t("certificatePanel.origin")}</dt>
      <dd>{SOURCES[certificate.source] ?? certificate.source}</dd>
      <dt>{t("certificatePanel.valid")}</dt>
      <dd>
        {t("certificatePanel.days", { from: day(notBefore), to: day(notAfter) })}
        {notAfter !== undefined && ` (${remaining(notAfter, now)})`}
      </dd>
      <dt>{t("common.name")}</dt>
      <dd>{certificate.subject}</dd>
      <dt>{t("certificatePanel.issuer")}</dt>
      <dd>{certificate.issuer === certificate.subject ? t("certificatePanel.itselfSelfSigned") : certificate.issuer}</dd>
    </dl>
  );
}

interface FileProps {
  readonly id: string;
  readonly label: string;
  readonly fileRef: { current: HTMLInputElement | null };
  readonly invalid: boolean;
}

function PemFile({ id, label, fileRef, invalid }: FileProps): JSX.Element {
  return (
    <div class="field">
      <label htmlFor={id}>{label}</label>
      <input
        ref={fileRef}
        id={id}
        data-testid={id}
        type="file"
        accept=".pem,.crt,.cer,.key"
        aria-invalid={invalid}
        aria-describedby="certificate-error"
      />
    </div>
  );
}

/** Returns the contents of the chosen files, one after the other. */
async function pemOf(fields: readonly (HTMLInputElement | null)[]): Promise<string> {
  const files = fields.flatMap((field) => [...(field?.files ?? [])]);
  return (await Promise.all(files.map((file) => file.text()))).join("\n");
}
