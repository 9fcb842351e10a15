// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Commands } from "../../connection/commands";
import { t } from "../../i18n/i18n";
import { parseTimeState, words, type TimeFacts } from "../../network";
import type { Problem } from "../../problem";
import { Field } from "../Field";
import { ProblemNote } from "../ProblemNote";
import { Select } from "../account/Select";

/** Whether the clock of the device can be trusted, and what sets it. Nothing on a device that does not tell. */
export function TimePart({ commands }: { readonly commands: Commands }): JSX.Element | null {
  const state = useSignal<TimeFacts | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const done = useSignal("");
  const enabled = useSignal("true");
  const zone = useSignal("");
  const servers = useSignal("");
  const use = (result: unknown): void => {
    const facts = parseTimeState(result);
    state.value = facts;
    enabled.value = String(facts.enabled ?? true);
    zone.value = facts.zone;
    servers.value = facts.servers;
  };
  useEffect(() => void commands.callMethod("getTimeState").then((answer) => answer.problem === undefined && use(answer.result)), []);
  const facts = state.value;
  if (facts === undefined) {
    return null;
  }
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const answer = await commands.callMethod("setTimeSettings", { settings: { enabled: enabled.value === "true", zone: zone.value, servers: words(servers.value) } });
    problem.value = answer.problem;
    done.value = answer.problem === undefined ? t("time.changed") : "";
    if (answer.problem === undefined) {
      use(answer.result);
    }
  };
  return (
    <>
      <section class="panel-part">
        <h3>{t("time.title")}</h3>
        <dl class="certificate" data-testid="time-state" data-synchronised={facts.synchronised}>
          <dt>{t("time.clock")}</dt>
          <dd>{facts.synchronised ? t("time.synchronised") : t("time.notSynchronised")}</dd>
          {facts.server !== undefined && <dt>{t("time.server")}</dt>}
          {facts.server !== undefined && <dd>{facts.server}</dd>}
          {facts.offsetMillis !== undefined && <dt>{t("time.offset")}</dt>}
          {facts.offsetMillis !== undefined && <dd>{t("time.millis", { millis: facts.offsetMillis })}</dd>}
          <dt>{t("time.zone")}</dt>
          <dd>{facts.zone === "" ? t("common.unknown") : facts.zone}</dd>
        </dl>
        {!facts.writable && (
          <p class="quiet" data-testid="time-readonly">
            {t("time.readOnly", { reason: facts.reason })}
          </p>
        )}
      </section>
      {facts.writable && (
        <form class="panel-part" aria-label={t("time.title")} onSubmit={(event) => void submit(event)}>
          <Select
            id="time-enabled"
            label={t("time.byServer")}
            value={enabled}
            options={[
              ["true", t("network.on")],
              ["false", t("network.off")],
            ]}
          />
          <Field id="time-servers" label={t("time.servers")} value={servers} autoComplete="off" optional errorId="time-error" />
          <Field id="time-zone" label={t("time.zone")} value={zone} autoComplete="off" errorId="time-error" />
          <ProblemNote problem={problem.value} id="time-error" />
          <p class="done" role="status">
            {done.value}
          </p>
          <div class="buttons">
            <button type="submit" class="small-button" data-kind="go" data-testid="time-submit">
              {t("network.apply")}
            </button>
          </div>
        </form>
      )}
    </>
  );
}
