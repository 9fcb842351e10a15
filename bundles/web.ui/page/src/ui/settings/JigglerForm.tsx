// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Commands } from "../../connection/commands";
import { t } from "../../i18n/i18n";
import { asJson, number, text } from "../../read";
import { Field } from "../Field";
import { FormResult } from "../ProblemNote";
import { useSubmission } from "../submission";

/** Keeps the target awake: small movements of the pointer while nobody sends input, by a schedule. For administrators. */
export function JigglerForm({ commands }: { readonly commands: Commands }): JSX.Element | null {
  const loaded = useSignal(false);
  const enabled = useSignal(false);
  const seconds = useSignal("60");
  const jitter = useSignal("25");
  const schedule = useSignal("0 * * * * *");
  const zone = useSignal("UTC");
  const zones = useSignal<readonly string[]>([]);
  const submission = useSubmission();

  useEffect(() => {
    void (async () => {
      const [state, config, known] = await Promise.all([commands.callMethod("getJigglerState"), commands.callMethod("getJigglerConfig"), commands.callMethod("getTimezones")]);
      if (config.problem !== undefined) {
        return;
      }
      const json = asJson(config.result);
      enabled.value = state.result === true;
      seconds.value = String(number(json["inactivity_limit_seconds"]) ?? seconds.value);
      jitter.value = String(number(json["jitter_percentage"]) ?? jitter.value);
      schedule.value = text(json["schedule_cron_tab"]) ?? schedule.value;
      zone.value = text(json["timezone"]) ?? zone.value;
      zones.value = Array.isArray(known.result) ? known.result.map(String) : [];
      loaded.value = true;
    })();
  }, []);
  if (!loaded.value) {
    return null;
  }

  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    await submission.run(async () => {
      const stored = await commands.callMethod("setJigglerConfig", {
        jigglerConfig: {
          inactivity_limit_seconds: Number(seconds.value),
          jitter_percentage: Number(jitter.value),
          schedule_cron_tab: schedule.value.trim(),
          timezone: zone.value,
        },
      });
      const problem = stored.problem ?? (await commands.callMethod("setJigglerState", { enabled: enabled.value })).problem;
      return problem === undefined ? { done: true, body: {} } : { done: false, problem };
    }, t("settings.stored"));
  };
  return (
    <form class="panel-part" aria-labelledby="jiggler-title" data-testid="jiggler-form" onSubmit={(event) => void save(event)}>
      <h3 id="jiggler-title">{t("jiggler.title")}</h3>
      <p class="quiet">{t("jiggler.about")}</p>
      <label class="check">
        <input type="checkbox" data-testid="jiggler-enabled" checked={enabled.value} onChange={(event) => (enabled.value = event.currentTarget.checked)} />
        {t("jiggler.enabled")}
      </label>
      <div class="fields">
        <Field id="jiggler-seconds" label={t("jiggler.seconds")} type="number" numeric value={seconds} autoComplete="off" errorId="jiggler-error" />
        <Field id="jiggler-jitter" label={t("jiggler.jitter")} type="number" numeric value={jitter} autoComplete="off" errorId="jiggler-error" />
        <Field id="jiggler-schedule" label={t("jiggler.schedule")} value={schedule} autoComplete="off" hint={t("jiggler.scheduleHint")} errorId="jiggler-error" />
        <div class="field">
          <label htmlFor="jiggler-zone">{t("jiggler.zone")}</label>
          <select id="jiggler-zone" data-testid="jiggler-zone" value={zone.value} onChange={(event) => (zone.value = event.currentTarget.value)}>
            {!zones.value.includes(zone.value) && <option value={zone.value}>{zone.value}</option>}
            {zones.value.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
      </div>
      <FormResult submission={submission} id="jiggler" />
      <button type="submit" class="small-button" data-kind="go" data-testid="jiggler-save" aria-disabled={submission.busy.value}>
        {t("accountEntry.save")}
      </button>
    </form>
  );
}
