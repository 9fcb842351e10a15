// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import { Fragment, type JSX } from "preact";
import { useRef } from "preact/hooks";
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
  selfSigned: "Made by the device: browsers warn until it is trusted",
  uploaded: "Uploaded",
  file: "From the configuration of the device",
};

/** The TLS certificate of the device: its fingerprint, and for administrators its replacement. */
export function CertificatePanel({ http, own }: PanelProps): JSX.Element {
  const loaded = useLoaded(http, PATH, parseCertificate);
  const submission = useSubmission();
  const removing = useSignal(false);
  const chain = useRef<HTMLInputElement>(null);
  const key = useRef<HTMLInputElement>(null);
  const certificate = loaded.value.value;
  const refused = submission.problem.value;

  const upload = async (event: Event): Promise<void> => {
    event.preventDefault();
    const pem = await pemOf([chain.current, key.current]);
    if (pem === "") {
      submission.reject("Choose the file with the certificates.");
      chain.current?.focus();
      return;
    }
    const answer = await submission.run(() => http.sendBody("PUT", PATH, PEM, pem), "The certificate is in use.");
    if (answer?.done === true) {
      [chain.current, key.current].forEach((field) => field !== null && (field.value = ""));
      await loaded.reload();
    } else {
      chain.current?.focus();
    }
  };
  const remove = async (): Promise<void> => {
    removing.value = false;
    await submission.run(() => http.send("DELETE", PATH, {}), "The device uses its own certificate again.");
    await loaded.reload();
  };

  return (
    <>
      <section class="panel-part">
        <h3>Certificate</h3>
        <p class="quiet">Compare the fingerprint with the one that your browser shows for this page.</p>
        <ProblemNote problem={loaded.problem.value} id="certificate-show-error" />
        {certificate !== undefined && <Facts certificate={certificate} />}
      </section>
      {own.role === "admin" && certificate !== undefined && (
        <form class="panel-part" aria-labelledby="certificate-title" onSubmit={(event) => void upload(event)}>
          <h3 id="certificate-title">Use another certificate</h3>
          <PemFile id="certificate-chain" label="Certificates (PEM): the device's first, then those of its issuers" fileRef={chain} invalid={refused !== undefined} />
          <PemFile id="certificate-key" label="Private key (PEM, without a password), if it is not in the same file" fileRef={key} invalid={refused !== undefined} />
          <FormResult submission={submission} id="certificate" />
          <div class="buttons">
            <button type="submit" class="small-button" data-kind="go" data-testid="certificate-submit" aria-disabled={submission.busy.value}>
              Upload
            </button>
            {certificate.source === "uploaded" && !removing.value && (
              <button type="button" class="small-button" data-testid="certificate-remove" onClick={() => (removing.value = true)}>
                Remove the uploaded one
              </button>
            )}
          </div>
          {removing.value && (
            <Confirm
              question="Remove the uploaded certificate? Browsers will warn of the device's own."
              yes="Remove"
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
  const day = (millis: number | undefined): string => (millis === undefined ? "unknown" : new Date(millis).toLocaleDateString());
  return (
    <dl class="certificate" data-testid="certificate" data-source={certificate.source}>
      <dt>SHA-256 fingerprint</dt>
      <dd class="fingerprint" data-testid="fingerprint">
        {certificate.sha256.split(":").map((pair, i) => (
          <Fragment key={i}>
            {i > 0 && ":"}
            <wbr />
            {pair}
          </Fragment>
        ))}
      </dd>
      <dt>Origin</dt>
      <dd>{SOURCES[certificate.source] ?? certificate.source}</dd>
      <dt>Valid</dt>
      <dd>
        {day(notBefore)} to {day(notAfter)}
        {notAfter !== undefined && ` (${remaining(notAfter, now)})`}
      </dd>
      <dt>Name</dt>
      <dd>{certificate.subject}</dd>
      <dt>Issuer</dt>
      <dd>{certificate.issuer === certificate.subject ? "itself (self-signed)" : certificate.issuer}</dd>
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
