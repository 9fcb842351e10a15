// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../../i18n/i18n";
import type { DeviceSetting } from "../../settings/deviceSettings";
import { FormResult } from "../ProblemNote";
import { useSubmission } from "../submission";
import type { Answer } from "../../login/deviceHttp";

interface Props {
  readonly setting: DeviceSetting;
  /** @param value undefined for the default */
  readonly onSet: (setting: DeviceSetting, value: string | undefined) => Promise<Answer>;
}

/** A setting of the device: what it is, its value, and where that comes from. Switches and choices apply at once. */
export function SettingRow({ setting, onSet }: Props): JSX.Element {
  const draft = useSignal<string | undefined>(undefined);
  const submission = useSubmission();
  const id = `setting-${setting.pid.replaceAll(".", "-")}-${setting.name}`;
  const fixed = setting.source === "environment";
  const shown = draft.value ?? setting.value;
  const changed = draft.value !== undefined && (setting.secret || draft.value !== setting.value);

  const set = async (value: string | undefined): Promise<void> => {
    const answer = await submission.run(() => onSet(setting, value), t("settings.stored"));
    if (answer?.done === true) {
      draft.value = undefined;
    }
  };
  const shared = {
    id,
    "data-testid": id,
    disabled: fixed,
    "aria-describedby": `${id}-about ${id}-error`,
    "aria-invalid": submission.problem.value !== undefined,
  };
  return (
    <form
      class="setting"
      data-testid="setting"
      data-name={setting.name}
      data-source={setting.source}
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) {
          void set(draft.value);
        }
      }}
    >
      <div class="setting-head">
        {/* The bundles of the device declare their settings in English. */}
        <label htmlFor={id} lang="en" dir="auto">
          {setting.label}
        </label>
        {setting.type === "switch" && (
          <input {...shared} type="checkbox" role="switch" checked={shown === "true"} onChange={(event) => void set(String(event.currentTarget.checked))} />
        )}
      </div>
      {setting.type !== "switch" && setting.options.length > 0 && (
        <select {...shared} value={shown} onChange={(event) => void set(event.currentTarget.value)}>
          {setting.options.every(({ value }) => value !== shown) && <option value={shown}>{shown}</option>}
          {setting.options.map(({ value, label }) => (
            <option key={value} value={value} lang="en">
              {label}
            </option>
          ))}
        </select>
      )}
      {setting.type !== "switch" && setting.options.length === 0 && setting.list && (
        <textarea {...shared} rows={3} spellcheck={false} value={shown} onInput={(event) => (draft.value = event.currentTarget.value)} />
      )}
      {setting.type !== "switch" && setting.options.length === 0 && !setting.list && (
        <input
          {...shared}
          type={(setting.secret ? "password" : setting.type === "text" ? "text" : "number") as "text"}
          autoComplete="off"
          spellcheck={false}
          step={setting.type === "number" ? "any" : 1}
          {...(setting.min === undefined ? {} : { min: setting.min })}
          {...(setting.max === undefined ? {} : { max: setting.max })}
          {...(setting.secret ? { placeholder: setting.set ? t("settings.secretSet") : t("settings.secretNotSet") } : {})}
          value={setting.secret ? (draft.value ?? "") : shown}
          onInput={(event) => (draft.value = event.currentTarget.value)}
        />
      )}
      <p id={`${id}-about`} class="field-hint">
        <span lang="en" dir="auto">{setting.description}</span>{" "}
        {!setting.secret && <span class="setting-default">{t("settings.default", { value: setting.default === "" ? t("settings.empty") : setting.default.replaceAll("\n", ", ") })}</span>}
      </p>
      {setting.source !== "default" && (
        <p class="setting-source" data-testid="setting-source">
          {sourceText(setting)}
        </p>
      )}
      {(changed || (!fixed && setting.source !== "default")) && (
        <div class="buttons">
          {changed && (
            <button type="submit" class="small-button" data-kind="go" data-testid="setting-apply" aria-disabled={submission.busy.value}>
              {t("settings.apply")}
            </button>
          )}
          {changed && (
            <button type="button" class="small-button" onClick={() => (draft.value = undefined)}>
              {t("common.cancel")}
            </button>
          )}
          {!changed && (
            <button type="button" class="small-button" data-testid="setting-reset" aria-label={t("settings.resetOf", { name: setting.label })} aria-disabled={submission.busy.value} onClick={() => void set(undefined)}>
              {t("settings.useDefault")}
            </button>
          )}
        </div>
      )}
      <FormResult submission={submission} id={id} />
    </form>
  );
}

function sourceText({ source, variable }: DeviceSetting): string {
  switch (source) {
    case "environment":
      return t("settings.byEnvironment", { variable: variable ?? "" });
    case "device":
      return t("settings.byDevice");
    case "file":
      return t("settings.byFile");
    case "default":
      return "";
  }
}
