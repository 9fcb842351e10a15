// SPDX-License-Identifier: Apache-2.0

import { asJson, known, number, text, time, type Json } from "../read";

export type SessionMode = "primary" | "observer" | "queued" | "pending" | "unknown";
export type Role = "admin" | "operator" | "viewer";

/** One row of the list of who is here. Times are epoch milliseconds of this browser's clock. */
export interface Person {
  readonly id: string;
  readonly mode: SessionMode;
  readonly role?: Role;
  readonly nickname?: string;
  readonly browser?: string;
  /** Where from and as whom: told to administrators, and to whoever may let a newcomer in. */
  readonly source?: string;
  readonly user?: string;
  readonly since?: number;
  /** The link is lost; the place is kept until {@link until}. */
  readonly inGrace: boolean;
  /** 1 is next. */
  readonly queuePosition?: number;
  /** What a newcomer still waits for: `nickname`, `approval`. */
  readonly pendingReasons: readonly string[];
  /** When its grace or its wait at the door ends. */
  readonly until?: number;
  /** When its request for control ends. */
  readonly requestUntil?: number;
  /** May have control; a device that does not say lets everybody. */
  readonly mayControl: boolean;
  /** Knows only JetKVM's protocol, and has no button to ask for control with. */
  readonly legacy: boolean;
}

export function modeOf(value: unknown): SessionMode {
  return value === "primary" || value === "observer" || value === "queued" || value === "pending" ? value : "unknown";
}

export function roleOf(value: unknown): Role | undefined {
  return value === "admin" || value === "operator" || value === "viewer" ? value : undefined;
}

const ORDER: readonly SessionMode[] = ["primary", "queued", "observer", "pending", "unknown"];

/**
 * The list in the order it is shown: who controls, who waits for control, who watches, who waits at the door.
 *
 * @param now when the list came, to which its seconds count
 */
export function peopleOf(value: unknown, now: number): readonly Person[] {
  if (!Array.isArray(value)) {
    return [];
  }
  return value
    .map((row) => personOf(asJson(row), now))
    .filter((person) => person !== undefined)
    .sort(
      (a, b) =>
        ORDER.indexOf(a.mode) - ORDER.indexOf(b.mode) ||
        (a.queuePosition ?? 0) - (b.queuePosition ?? 0) ||
        (a.since ?? 0) - (b.since ?? 0),
    );
}

function personOf(row: Json, now: number): Person | undefined {
  const id = text(row["id"]) ?? text(row["sessionId"]);
  if (id === undefined) {
    return undefined;
  }
  const role = roleOf(row["role"]);
  const reasons = row["pendingReasons"];
  return {
    id,
    mode: modeOf(row["mode"]),
    inGrace: row["inGrace"] === true,
    pendingReasons: Array.isArray(reasons) ? reasons.filter((reason) => typeof reason === "string") : [],
    legacy: row["legacy"] === true,
    mayControl: typeof row["mayControl"] === "boolean" ? row["mayControl"] : role !== "viewer",
    ...known({
      role,
      nickname: text(row["nickname"]),
      browser: capitalised(text(row["browser"])),
      source: text(row["source"]),
      user: text(row["user"]),
      since: time(row["created_at"] ?? row["createdAt"]),
      queuePosition: number(row["queuePosition"]),
      until: deadline(row["secondsLeft"], now),
      requestUntil: deadline(row["requestSecondsLeft"], now),
    }),
  };
}

function deadline(seconds: unknown, now: number): number | undefined {
  const left = number(seconds);
  return left === undefined ? undefined : now + left * 1000;
}

/** What to call somebody who has not said: never the id, which is nobody's name. */
export function displayName(person: Pick<Person, "nickname" | "browser">): string {
  return person.nickname ?? (person.browser === undefined ? "Guest" : `Guest on ${person.browser}`);
}

export function capitalised(word: string | undefined): string | undefined {
  return word === undefined ? undefined : word.charAt(0).toUpperCase() + word.slice(1);
}
