// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatDate, formatTime, t } from "../../i18n/i18n";
import type { DeviceHttp } from "../../login/deviceHttp";
import { parseHistory, parsePlan, parseUpgrade, probationSecondsLeft, type BundleChange, type Upgrade, type UpgradePlan } from "../../login/upgrade";
import { Confirm } from "../Confirm";
import { useNow } from "../now";
import { FormResult, ProblemNote } from "../ProblemNote";
import { useSubmission } from "../submission";
import { ago, duration } from "../timeText";
import type { PanelProps } from "./AccountDialog";
import { useLoaded } from "./loaded";
import { changeText, mayRollBack, stateText, stepText } from "./upgradeText";
import { Text } from "../../i18n/Text";

const PATH = "/baton/upgrade";
const FILE = "application/octet-stream";
/** How often the status is read while an upgrade runs, and else. */
const RUNNING_MILLIS = 1000;
const RESTING_MILLIS = 10_000;
const DAY_MILLIS = 86_400_000;

/** The software of the device: its latest upgrade, another one from a file, and those before. For administrators. */
export function SoftwarePanel({ http }: PanelProps): JSX.Element {
  const status = useLoaded(http, PATH, parseUpgrade);
  const history = useLoaded(http, `${PATH}/history`, parseHistory);
  const upgrade = status.value.value;
  const running = upgrade?.running === true;
  // Bundles that answer may be replaced meanwhile: what was read last stays, and it is read again.
  useEffect(() => {
    if (!running) {
      void history.reload();
    }
    const timer = window.setInterval(() => void status.reload(), running ? RUNNING_MILLIS : RESTING_MILLIS);
    return () => window.clearInterval(timer);
  }, [running]);
  return (
    <>
      <section class="panel-part">
        <h3>{t("common.software")}</h3>
        {!running && <ProblemNote problem={status.problem.value} id="software-error" />}
        {upgrade !== undefined && <Latest http={http} upgrade={upgrade} onChanged={() => void status.reload()} />}
      </section>
      {upgrade !== undefined && !running && <UpgradeForm http={http} onBegun={() => void status.reload()} />}
      <History attempts={history.value.value ?? []} />
    </>
  );
}

interface LatestProps {
  readonly http: DeviceHttp;
  readonly upgrade: Upgrade;
  readonly onChanged: () => void;
}

function Latest({ http, upgrade, onChanged }: LatestProps): JSX.Element {
  const submission = useSubmission();
  const asking = useSignal(false);
  const left = probationSecondsLeft(upgrade, useNow());
  const rollBack = async (): Promise<void> => {
    asking.value = false;
    await submission.run(() => http.send("POST", `${PATH}/rollback`, {}), t("common.thePreviousSoftwareIsBeingPut"));
    onChanged();
  };
  return (
    <>
      <p role="status" data-testid="upgrade-state" data-state={upgrade.state}>
        {upgrade.name !== "" && <strong>{upgrade.name}: </strong>}
        {stateText(upgrade.state)}
      </p>
      {left !== undefined && (
        <p data-testid="upgrade-probation">
          {left > 0 ? t("softwarePanel.forGoodInUnlessACheck", { time: duration(left) }) : t("softwarePanel.forGoodInAMoment")}
        </p>
      )}
      {upgrade.detail !== "" && (
        <p class="error" data-testid="upgrade-reason">
          {upgrade.detail}
        </p>
      )}
      <Changes bundles={upgrade.bundles} id="upgrade-changes" />
      {upgrade.steps.length > 0 && (
        <ol class="steps" aria-label={t("softwarePanel.steps")} data-testid="upgrade-steps">
          {upgrade.steps.map((step, i) => (
            <li key={i} aria-current={upgrade.running && i === upgrade.steps.length - 1 ? "step" : undefined} title={step.detail}>
              {stepText(step.name)}
              {step.at !== undefined && <span class="quiet"> {formatTime(step.at)}</span>}
            </li>
          ))}
        </ol>
      )}
      {upgrade.gapMillis > 0 && <p class="quiet">{t("softwarePanel.gap", { millis: upgrade.gapMillis })}</p>}
      <FormResult submission={submission} id="rollback" />
      {mayRollBack(upgrade) && !asking.value && (
        <button type="button" class="small-button" data-kind="danger" data-testid="upgrade-rollback" aria-disabled={submission.busy.value} onClick={() => (asking.value = true)}>
          {upgrade.running ? t("softwarePanel.rollBackNow") : t("softwarePanel.rollBack")}
        </button>
      )}
      {asking.value && (
        <Confirm
          question={t("softwarePanel.putTheSoftwareBackThatRan")}
          yes={t("softwarePanel.rollBack")}
          onYes={() => void rollBack()}
          onNo={() => (asking.value = false)}
        />
      )}
    </>
  );
}

interface FormProps {
  readonly http: DeviceHttp;
  readonly onBegun: () => void;
}

/** Two steps: the device checks the file and says what would change, and then installs it. */
function UpgradeForm({ http, onBegun }: FormProps): JSX.Element {
  const submission = useSubmission();
  const plan = useSignal<UpgradePlan | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const install = useRef<HTMLButtonElement>(null);
  const shown = plan.value;
  useEffect(() => install.current?.focus(), [shown]);

  const check = async (event: Event): Promise<void> => {
    event.preventDefault();
    const file = field.current?.files?.[0];
    if (file === undefined) {
      submission.reject(t("softwarePanel.chooseAnUpgradeFileBatonUpgrade"));
      field.current?.focus();
      return;
    }
    const answer = await submission.run(() => http.sendBody("POST", `${PATH}/plan`, FILE, file));
    plan.value = answer?.done === true ? parsePlan(answer.body) : undefined;
    if (answer?.done === false) {
      field.current?.focus();
    }
  };
  const apply = async (): Promise<void> => {
    const file = field.current?.files?.[0];
    if (file === undefined) {
      return;
    }
    const answer = await submission.run(() => http.sendBody("POST", PATH, FILE, file));
    plan.value = undefined;
    if (answer?.done === true) {
      onBegun();
    }
  };

  return (
    <form class="panel-part" aria-labelledby="upgrade-title" onSubmit={(event) => void check(event)}>
      <h3 id="upgrade-title">{t("softwarePanel.upgradeFromAFile")}</h3>
      <p class="quiet">{t("softwarePanel.sessionsAndVideoGoOnThe")}</p>
      <div class="field">
        <label htmlFor="upgrade-file">{t("softwarePanel.upgradeFile")}</label>
        <input
          ref={field}
          id="upgrade-file"
          data-testid="upgrade-file"
          type="file"
          accept=".baton-upgrade"
          aria-invalid={submission.problem.value !== undefined}
          aria-describedby="upgrade-error"
          onChange={() => {
            plan.value = undefined;
            submission.clear();
          }}
        />
      </div>
      <FormResult submission={submission} id="upgrade" />
      {shown === undefined ? (
        <button type="submit" class="small-button" data-kind="go" data-testid="upgrade-check" aria-disabled={submission.busy.value}>
          {submission.busy.value ? t("common.checking") : t("softwarePanel.checkTheFile")}
        </button>
      ) : (
        <section class="plan" aria-label={t("softwarePanel.whatWillChange")} data-testid="upgrade-plan">
          <p>
            <Text of="softwarePanel.plan" with={{ name: <strong>{shown.name}</strong>, key: shown.keyId }} />
          </p>
          <Changes bundles={shown.bundles} id="plan-changes" />
          <p class="quiet">
            {shown.staged
              ? t("softwarePanel.itIsInForceFromThe")
              : t("softwarePanel.observed", { time: duration(shown.probationSeconds) })}
          </p>
          <div class="buttons">
            <button ref={install} type="button" class="small-button" data-kind="go" data-testid="upgrade-install" aria-disabled={submission.busy.value} onClick={() => void apply()}>
              {t("softwarePanel.install")}
            </button>
            <button type="button" class="small-button" data-testid="upgrade-cancel" onClick={() => (plan.value = undefined)}>
              {t("common.cancel")}
            </button>
          </div>
        </section>
      )}
    </form>
  );
}

/** Returns the time that has passed today, and the day before that. */
function when(millis: number, now: number): string {
  return now - millis < DAY_MILLIS ? ago(millis, now) : formatDate(millis);
}

function Changes({ bundles, id }: { readonly bundles: readonly BundleChange[]; readonly id: string }): JSX.Element | null {
  return bundles.length === 0 ? null : (
    <ul class="changes" data-testid={id}>
      {bundles.map((change) => (
        <li key={change.name}>{changeText(change)}</li>
      ))}
    </ul>
  );
}

function History({ attempts }: { readonly attempts: readonly Upgrade[] }): JSX.Element | null {
  const now = useNow(60_000);
  return attempts.length === 0 ? null : (
    <section class="panel-part">
      <h3>{t("softwarePanel.earlierAttempts")}</h3>
      <ul class="rows" data-testid="upgrade-history">
        {attempts.map((attempt) => (
          <li class="row" key={attempt.id} data-testid="upgrade-attempt">
            <div class="row-text">
              <p>{attempt.name === "" ? t("softwarePanel.unverifiedFile") : attempt.name}</p>
              <p class="quiet">
                {stateText(attempt.state)}
                {attempt.actor !== "" && ` · ${attempt.actor}`}
                {attempt.begun !== undefined && ` · ${when(attempt.begun, now)}`}
              </p>
              {attempt.detail !== "" && <p class="quiet">{attempt.detail}</p>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
