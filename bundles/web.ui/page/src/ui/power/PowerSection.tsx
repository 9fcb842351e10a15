// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Commands } from "../../connection/commands";
import { formatNumber, t } from "../../i18n/i18n";
import { callOf, type PowerAction, type PowerProvider } from "../../power";
import type { Problem } from "../../problem";
import type { Store } from "../../store";
import { Confirm } from "../Confirm";
import { ProblemNote } from "../ProblemNote";

interface Props {
  readonly store: Store;
  readonly commands: Commands;
}

const LABELS: Readonly<Record<PowerAction, string>> = {
  get "power-short"() { return t("power.pressPower"); },
  get "power-long"() { return t("power.holdPower"); },
  get reset() { return t("power.reset"); },
  get on() { return t("power.switchOn"); },
  get off() { return t("power.switchOff"); },
};

const DONE: Readonly<Record<PowerAction, string>> = {
  get "power-short"() { return t("power.powerPressed"); },
  get "power-long"() { return t("power.powerHeld"); },
  get reset() { return t("power.resetPressed"); },
  get on() { return t("power.switchedOn"); },
  get off() { return t("power.switchedOff"); },
};

/** What an action costs; those without a question are done at once. */
const QUESTIONS: Readonly<Partial<Record<PowerAction, string>>> = {
  get "power-long"() { return t("power.holdQuestion"); },
  get reset() { return t("power.resetQuestion"); },
  get off() { return t("power.switchOffQuestion"); },
};

const restoreOptions = (): readonly string[] => [t("power.restoreOff"), t("power.restoreOn"), t("power.restoreLast")];

/** The power controls of the device, with what they know and what can be done. */
export function PowerSection({ store, commands }: Props): JSX.Element {
  const problem = useSignal<Problem | undefined>(undefined);
  const done = useSignal("");
  const busy = useSignal(false);
  const asking = useSignal<PowerAction | undefined>(undefined);
  const providers = store.power.value ?? [];
  const controls = store.controls.value;

  const call = async (method: string, params: Readonly<Record<string, unknown>>, text: string): Promise<void> => {
    if (busy.value || !controls) {
      return;
    }
    busy.value = true;
    asking.value = undefined;
    done.value = "";
    const answer = await commands.callMethod(method, params);
    problem.value = answer.problem;
    done.value = answer.problem === undefined ? text : "";
    busy.value = false;
  };
  const act = (action: PowerAction): void => void call(...callOf(action), DONE[action]);
  const ask = (action: PowerAction): void => {
    if (controls && QUESTIONS[action] !== undefined) {
      asking.value = action;
    } else {
      act(action);
    }
  };

  return (
    <section aria-labelledby="power-target" class="power-section">
      <h3 id="power-target">{t("power.target")}</h3>
      {providers.length === 0 && (
        <p class="quiet" data-testid="power-none">
          {t("power.nothingIsConfigured")}
        </p>
      )}
      {providers.map((provider, index) => (
        <div key={index} class="power-provider" data-testid="power-provider" data-kind={provider.kind}>
          <p class="power-name">
            <strong>{provider.name}</strong>
            <span class="pill" data-on={provider.on} data-testid="power-state">
              <span class="dot" />
              {stateText(provider)}
            </span>
            {provider.disk !== undefined && (
              <span class="quiet" data-testid="power-disk">
                {provider.disk ? t("power.diskBusy") : t("power.diskIdle")}
              </span>
            )}
          </p>
          {measured(provider) !== "" && (
            <p class="quiet" data-testid="power-measured">
              {measured(provider)}
            </p>
          )}
          {provider.problem !== undefined && (
            <p class="problem" data-testid="power-problem">
              {provider.problem}
            </p>
          )}
          {!provider.active && (
            <p class={provider.competing ? "problem" : "quiet"} data-testid="power-unused">
              {provider.competing ? t("power.competing") : t("power.notUsed")}
            </p>
          )}
          {provider.active && (
            <div class="buttons">
              {provider.actions.map((action) => (
                <button
                  key={action}
                  type="button"
                  class="small-button"
                  data-kind={QUESTIONS[action] === undefined ? "go" : "danger"}
                  data-testid={`power-${action}`}
                  aria-disabled={busy.value || !controls}
                  aria-describedby={controls ? undefined : "power-no-control"}
                  onClick={() => ask(action)}
                >
                  {LABELS[action]}
                </button>
              ))}
            </div>
          )}
          {provider.active && asking.value !== undefined && provider.actions.includes(asking.value) && controls && (
            <Confirm question={QUESTIONS[asking.value] ?? ""} yes={LABELS[asking.value]} onYes={() => act(asking.value as PowerAction)} onNo={() => (asking.value = undefined)} />
          )}
          {provider.active && provider.restoreState !== undefined && (
            <div class="field">
              <label htmlFor="power-restore">{t("power.afterAPowerCut")}</label>
              <select
                id="power-restore"
                data-testid="power-restore"
                disabled={!controls}
                value={provider.restoreState}
                onChange={(event) => void call("setDCRestoreState", { state: Number(event.currentTarget.value) }, t("power.restoreStored"))}
              >
                {restoreOptions().map((label, state) => (
                  <option key={state} value={state}>
                    {label}
                  </option>
                ))}
              </select>
            </div>
          )}
        </div>
      ))}
      <ProblemNote problem={problem.value} id="power-error" />
      <p class="done" role="status" data-testid="power-done">
        {done.value}
      </p>
    </section>
  );
}

function stateText(provider: PowerProvider): string {
  if (provider.on === undefined) {
    return t("power.unknown");
  }
  return provider.on ? t("power.on") : t("power.off");
}

/** Returns the measured values with their units; empty without any. */
function measured(provider: PowerProvider): string {
  const values: readonly (readonly [number | undefined, string])[] = [
    [provider.volts, "V"],
    [provider.amperes, "A"],
    [provider.watts, "W"],
  ];
  return values
    .filter(([value]) => value !== undefined)
    .map(([value, unit]) => `${formatNumber(value ?? 0)} ${unit}`)
    .join(", ");
}
