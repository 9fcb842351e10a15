// SPDX-License-Identifier: Apache-2.0
import { empty, hear, seated, type House } from "../src/sessions/house";
import type { Person, SessionMode } from "../src/sessions/person";

/** Somebody for a test. */
export function person(id: string, mode: SessionMode, over: Partial<Person> = {}): Person {
  return { id, mode, inGrace: false, pendingReasons: [], mayControl: true, legacy: false, ...over };
}

export type Row = Readonly<Record<string, unknown>>;

export const row = (id: string, mode: string, over: Row = {}): Row => ({ id, mode, nickname: id, role: "operator", ...over });

/** A snapshot in the shape of the wire, for session `me`. */
export function snapshot(revision: number, rows: readonly Row[], over: Row = {}): Row {
  const own = rows.find((each) => each["id"] === "me");
  const primary = rows.find((each) => each["mode"] === "primary");
  return {
    revision,
    yourId: "me",
    yourMode: own?.["mode"],
    yourRole: own?.["role"],
    control: primary === undefined ? { state: "vacant", reason: "no_candidate" } : { state: "held", sessionId: primary["id"] },
    sessions: rows,
    ...over,
  };
}

export function told(house: House, revision: number, rows: readonly Row[], over: Row = {}, now = 0): House {
  return hear(house, "sessionsUpdated", snapshot(revision, rows, over), now);
}

/** A house with `me` in it, as after the first list. */
export function house(rows: readonly Row[], over: Row = {}): House {
  const mode = rows.find((each) => each["id"] === "me")?.["mode"];
  return told(seated(empty(), { sessionId: "me", ...(typeof mode === "string" ? { mode } : {}) }), 1, rows, over);
}
