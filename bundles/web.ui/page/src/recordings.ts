// SPDX-License-Identifier: Apache-2.0

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

export function sizeText(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ""}`;
}

export function lengthText(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, "0"));
  return [String(Math.floor(whole / 3600)), ...parts].join(":");
}

const END_TEXTS: Readonly<Record<string, string>> = {
  stopped: "an administrator stopped it",
  duration_limit: "it reached the longest duration",
  size_limit: "it reached the largest size",
  total_limit: "the recordings take all the room that they may have",
  low_disk_space: "the disk of the device has too little room",
  write_failed: "the device could not write it",
  too_many_parts: "the picture changed its size too often",
  sign_unavailable: "the sign could not be shown to all sessions",
  recorder_stopped: "the recorder was replaced, or the device stopped",
};

/** Returns why the last recording ended; undefined where that needs no word. */
export function endText(reason: string | undefined): string | undefined {
  return reason === undefined || reason === "stopped" ? undefined : (END_TEXTS[reason] ?? reason);
}
