// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Commands } from "../../connection/commands";
import { displayName, edidFault, hex2, plainHex, preferredMode, type EdidFault } from "../../edid";
import { t } from "../../i18n/i18n";
import { asJson, number, text } from "../../read";
import { Field } from "../Field";
import { FormResult } from "../ProblemNote";
import { useSubmission } from "../submission";

interface Preset {
  readonly name: string;
  readonly edid: string;
}

/** What the device has. */
interface State {
  readonly edid: string;
  readonly presets: readonly Preset[];
  /** Whether the picture comes from a capture device. */
  readonly captures: boolean;
  /** Seconds; less than 0 for never. */
  readonly sleepAfter: number;
  readonly hides: boolean;
  readonly canHide: boolean;
}

const OF_DEVICE = "device";
const OWN = "own";
const USUAL_SECONDS = 90;
const MAX_SECONDS = 86_400;

/** What the target is told of its display, and what becomes of that without viewers. For administrators. */
export function DisplayForm({ commands }: { readonly commands: Commands }): JSX.Element | null {
  const state = useSignal<State | undefined>(undefined);
  /** The EDID of a preset, {@link OF_DEVICE} or {@link OWN}. */
  const choice = useSignal("");
  const hex = useSignal("");
  const sleeps = useSignal(false);
  const seconds = useSignal(String(USUAL_SECONDS));
  const hides = useSignal(false);
  const submission = useSubmission();

  useEffect(() => {
    void (async () => {
      const read = await readState(commands);
      if (read === undefined) {
        return;
      }
      choice.value = read.presets.some(({ edid }) => edid === read.edid) ? read.edid : read.edid === "" ? OF_DEVICE : OWN;
      hex.value = choice.value === OWN ? read.edid : "";
      sleeps.value = read.sleepAfter >= 0;
      seconds.value = String(read.sleepAfter > 0 ? read.sleepAfter : USUAL_SECONDS);
      hides.value = read.hides;
      state.value = read;
    })();
  }, []);
  const present = state.value;
  if (present === undefined) {
    return null;
  }
  const wanted = choice.value === OWN ? plainHex(hex.value) : choice.value === OF_DEVICE ? "" : choice.value;
  const changes = wanted !== present.edid;

  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const fault = changes && choice.value === OWN ? edidFault(wanted) : undefined;
    const after = sleeps.value ? Number(seconds.value) : -1;
    if (fault !== undefined) {
      submission.reject(faultText(fault));
      return;
    }
    if (sleeps.value && !(Number.isInteger(after) && after >= 1 && after <= MAX_SECONDS)) {
      submission.reject(t("display.secondsRange", { most: MAX_SECONDS }));
      return;
    }
    await submission.run(async () => {
      const calls: (readonly [string, Readonly<Record<string, unknown>>])[] = [];
      const hide = ["setHostDisplayIdleMode", { enabled: hides.value }] as const;
      if (hides.value !== present.hides && !hides.value) {
        calls.push(hide);
      }
      if (changes) {
        calls.push(["setEDID", { edid: wanted }]);
      }
      if (hides.value !== present.hides && hides.value) {
        calls.push(hide);
      }
      if (after !== present.sleepAfter) {
        calls.push(["setVideoSleepMode", { duration: after }]);
      }
      let problem;
      for (const [method, params] of calls) {
        problem ??= (await commands.callMethod(method, params)).problem;
      }
      state.value = (await readState(commands)) ?? present;
      return problem === undefined ? { done: true, body: {} } : { done: false, problem };
    }, t("settings.stored"));
  };
  return (
    <form class="panel-part" aria-labelledby="display-title" data-testid="display-form" noValidate onSubmit={(event) => void save(event)}>
      <h3 id="display-title">{t("display.title")}</h3>
      {!present.captures && (
        <p class="quiet" data-testid="display-absent">
          {t("display.noCapture")}
        </p>
      )}
      {present.captures && (
        <>
          <p class="quiet">{t("display.about")}</p>
          <p data-testid="display-now">{seenText(present.edid)}</p>
          <div class="fields">
            <div class="field">
              <label htmlFor="display-edid">{t("display.edid")}</label>
              <select id="display-edid" data-testid="display-edid" aria-describedby="display-blinks" value={choice.value} onChange={(event) => (choice.value = event.currentTarget.value)}>
                <option value={OF_DEVICE}>{t("display.ofDevice")}</option>
                {present.presets.map(({ name, edid }) => (
                  <option key={name} value={edid} lang="en">
                    {name}
                  </option>
                ))}
                <option value={OWN}>{t("display.own")}</option>
              </select>
              <p id="display-blinks" class="field-hint">
                {t("display.blinks")}
              </p>
            </div>
          </div>
          {choice.value === OWN && (
            <div class="field">
              <label htmlFor="display-hex">{t("display.hex")}</label>
              <textarea
                id="display-hex"
                data-testid="display-hex"
                rows={5}
                spellcheck={false}
                autoCapitalize="none"
                dir="ltr"
                maxLength={4096}
                aria-describedby="display-hex-hint display-error"
                value={hex.value}
                onInput={(event) => (hex.value = event.currentTarget.value)}
              />
              <p id="display-hex-hint" class="field-hint">
                {t("display.hexHint")}
              </p>
            </div>
          )}
          <label class="check">
            <input type="checkbox" data-testid="display-sleeps" checked={sleeps.value} onChange={(event) => (sleeps.value = event.currentTarget.checked)} />
            {t("display.sleeps")}
          </label>
          {sleeps.value && (
            <div class="fields">
              <Field id="display-seconds" label={t("display.seconds")} type="number" numeric value={seconds} autoComplete="off" errorId="display-error" />
            </div>
          )}
          <label class="check">
            <input
              type="checkbox"
              data-testid="display-hides"
              disabled={!present.canHide && !hides.value}
              aria-describedby="display-hides-hint"
              checked={hides.value}
              onChange={(event) => (hides.value = event.currentTarget.checked)}
            />
            {t("display.hides")}
          </label>
          <p id="display-hides-hint" class="field-hint">
            {present.canHide ? t("display.hidesHint") : t("display.cannotHide")}
          </p>
          <FormResult submission={submission} id="display" />
          <button type="submit" class="small-button" data-kind="go" data-testid="display-save" aria-disabled={submission.busy.value}>
            {t("accountEntry.save")}
          </button>
        </>
      )}
    </form>
  );
}

async function readState(commands: Commands): Promise<State | undefined> {
  const [edid, presets, sleep, hide] = await Promise.all([
    commands.callMethod("getEDID"),
    commands.callMethod("getEDIDPresets"),
    commands.callMethod("getVideoSleepMode"),
    commands.callMethod("getHostDisplayIdleMode"),
  ]);
  if (edid.problem !== undefined || sleep.problem !== undefined) {
    return undefined;
  }
  const rest = asJson(sleep.result);
  const hiding = asJson(hide.result);
  return {
    edid: plainHex(typeof edid.result === "string" ? edid.result : ""),
    presets: (Array.isArray(presets.result) ? presets.result : []).map((each) => ({ name: text(asJson(each)["name"]) ?? "", edid: plainHex(text(asJson(each)["edid"]) ?? "") })),
    captures: rest["supported"] === true,
    sleepAfter: number(rest["duration"]) ?? -1,
    hides: hiding["enabled"] === true,
    canHide: hiding["supported"] === true,
  };
}

function seenText(edid: string): string {
  if (edid === "" || edidFault(edid) !== undefined) {
    return t("display.nowUnknown");
  }
  const mode = preferredMode(edid);
  const name = displayName(edid);
  return mode === undefined ? t("display.nowWithoutMode", { name }) : t("display.now", { name, mode: `${String(mode.width)}×${String(mode.height)}`, rate: mode.rate });
}

function faultText(fault: EdidFault): string {
  switch (fault.kind) {
    case "digits":
      return t("display.faultDigits");
    case "length":
      return t("display.faultLength", { bytes: fault.bytes });
    case "header":
      return t("display.faultHeader");
    case "extensions":
      return t("display.faultExtensions", { said: fault.said, has: fault.has });
    case "checksum":
      return t("display.faultChecksum", { block: fault.block, is: hex2(fault.is), expected: hex2(fault.expected) });
  }
}
