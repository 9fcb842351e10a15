// SPDX-License-Identifier: Apache-2.0
import { emptySessionState, applyEvent, joined, type SessionState } from "../src/sessions/sessionState";
import type { Session, SessionMode } from "../src/sessions/session";

/** A session of the list. */
export function session(id: string, mode: SessionMode, over: Partial<Session> = {}): Session {
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

export function afterSnapshot(state: SessionState, revision: number, rows: readonly Row[], over: Row = {}, now = 0): SessionState {
  return applyEvent(state, "sessionsUpdated", snapshot(revision, rows, over), now);
}

/** The state after the first list, with the own session `me`. */
export function stateWith(rows: readonly Row[], over: Row = {}): SessionState {
  const mode = rows.find((each) => each["id"] === "me")?.["mode"];
  return afterSnapshot(joined(emptySessionState(), { sessionId: "me", ...(typeof mode === "string" ? { mode } : {}) }), 1, rows, over);
}
