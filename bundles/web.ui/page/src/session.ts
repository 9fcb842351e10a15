// SPDX-License-Identifier: Apache-2.0

/** Reading what the device tells about sessions and the target, tolerant of other firmware's shapes. */

export type SessionMode = "primary" | "observer" | "queued" | "pending" | "unknown";

export interface Person {
  readonly id: string;
  readonly mode: SessionMode;
  readonly nickname?: string;
  readonly browser?: string;
  /** Epoch milliseconds. */
  readonly since?: number;
}

export interface VideoInput {
  readonly ready: boolean;
  readonly error?: string;
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
}

type Json = Readonly<Record<string, unknown>>;

export function asJson(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}

export function modeOf(value: unknown): SessionMode {
  return value === "primary" || value === "observer" || value === "queued" || value === "pending" ? value : "unknown";
}

/** The list in the order it is shown: who controls, who waits for control, who watches, who waits at the door. */
export function peopleOf(value: unknown): readonly Person[] {
  if (!Array.isArray(value)) {
    return [];
  }
  const order: readonly SessionMode[] = ["primary", "queued", "observer", "pending", "unknown"];
  return value
    .map(personOf)
    .filter((person) => person !== undefined)
    .sort((a, b) => order.indexOf(a.mode) - order.indexOf(b.mode) || (a.since ?? 0) - (b.since ?? 0));
}

function personOf(value: unknown): Person | undefined {
  const row = asJson(value);
  const id = row["id"] ?? row["sessionId"];
  if (typeof id !== "string") {
    return undefined;
  }
  const nickname = text(row["nickname"]);
  const browser = capitalised(text(row["browser"]));
  const since = time(row["created_at"] ?? row["createdAt"]);
  return {
    id,
    mode: modeOf(row["mode"]),
    ...(nickname === undefined ? {} : { nickname }),
    ...(browser === undefined ? {} : { browser }),
    ...(since === undefined ? {} : { since }),
  };
}

export function videoInputOf(value: unknown): VideoInput {
  const state = asJson(value);
  const error = text(state["error"]);
  const width = number(state["width"]);
  const height = number(state["height"]);
  const fps = number(state["fps"]);
  return {
    ready: state["ready"] === true,
    ...(error === undefined ? {} : { error }),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(fps === undefined ? {} : { fps }),
  };
}

/** What to call somebody who has not said: never the id, which is nobody's name. */
export function displayName(person: Person): string {
  return person.nickname ?? (person.browser === undefined ? "Guest" : `Guest on ${person.browser}`);
}

function capitalised(word: string | undefined): string | undefined {
  return word === undefined ? undefined : word.charAt(0).toUpperCase() + word.slice(1);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function time(value: unknown): number | undefined {
  const millis = typeof value === "string" ? Date.parse(value) : typeof value === "number" ? value : Number.NaN;
  return Number.isFinite(millis) ? millis : undefined;
}
