// SPDX-License-Identifier: Apache-2.0

import { t } from "./i18n/i18n";
import { asJson, number, text, time } from "./read";

export type RecordingState = "recording" | "complete" | "unfinished";

/** One file of a recording. */
export interface Recording {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at?: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly state: RecordingState;
}

export interface Recordings {
  readonly list: readonly Recording[];
  /** Of all files, also those that are not in the list. */
  readonly count: number;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly freeBytes: number;
  /** Why the last recording ended, as the wire names it. */
  readonly lastEnd?: string;
}

export function parseRecordings(value: unknown): Recordings {
  const answer = asJson(value);
  const rows = answer["recordings"];
  const list = Array.isArray(rows) ? rows.map(recording).filter((each) => each !== undefined) : [];
  const lastEnd = text(answer["lastEnd"]);
  return {
    list,
    count: number(answer["count"]) ?? list.length,
    bytes: number(answer["bytes"]) ?? 0,
    maxBytes: number(answer["maxBytes"]) ?? 0,
    freeBytes: number(answer["freeBytes"]) ?? 0,
    ...(lastEnd === undefined ? {} : { lastEnd }),
  };
}

function recording(value: unknown): Recording | undefined {
  const row = asJson(value);
  const name = text(row["name"]);
  if (name === undefined) {
    return undefined;
  }
  const at = time(row["at"]);
  const state = row["state"];
  return {
    name,
    ...(at === undefined ? {} : { at }),
    seconds: number(row["seconds"]) ?? 0,
    bytes: number(row["bytes"]) ?? 0,
    width: number(row["width"]) ?? 0,
    height: number(row["height"]) ?? 0,
    state: state === "recording" || state === "unfinished" ? state : "complete",
  };
}

/** Returns where a recording is downloaded. */
export function downloadPath(name: string): string {
  return `/device/recordings/${encodeURIComponent(name)}`;
}

export function lengthText(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, "0"));
  return [String(Math.floor(whole / 3600)), ...parts].join(":");
}

const END_TEXTS: Readonly<Record<string, string>> = {
  get stopped() { return t("recordings.anAdministratorStoppedIt"); },
  get duration_limit() { return t("recordings.itReachedTheLongestDuration"); },
  get size_limit() { return t("recordings.itReachedTheLargestSize"); },
  get total_limit() { return t("recordings.theRecordingsTakeAllTheRoom"); },
  get low_disk_space() { return t("recordings.theDiskOfTheDeviceHas"); },
  get write_failed() { return t("recordings.theDeviceCouldNotWriteIt"); },
  get too_many_parts() { return t("recordings.thePictureChangedItsSizeToo"); },
  get sign_unavailable() { return t("recordings.theSignCouldNotBeShown"); },
  get recorder_stopped() { return t("recordings.theRecorderWasReplacedOrThe"); },
};

/** Returns why the last recording ended; undefined where that needs no word. */
export function endText(reason: string | undefined): string | undefined {
  return reason === undefined || reason === "stopped" ? undefined : (END_TEXTS[reason] ?? reason);
}
