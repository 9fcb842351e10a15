// SPDX-License-Identifier: Apache-2.0

import { asJson, defined, number, text, type Json } from "../read";
import type { SessionGrant } from "../protocol/signalling";
import { parseMode, parseRole, parseSessions, type Role, type Session, type SessionMode } from "./session";

/** Which session has control. */
export type Control =
  | { readonly state: "unknown" }
  | { readonly state: "held"; readonly sessionId?: string }
  | { readonly state: "reserved"; readonly sessionId?: string; readonly until?: number }
  | { readonly state: "vacant"; readonly reason?: string };

/** The session list and this page's own session. Immutable; {@link applyEvent} makes the next state. */
export interface SessionState {
  /** Of the last snapshot; −1 before the first. */
  readonly revision: number;
  readonly ownId?: string;
  readonly mode: SessionMode;
  /** The cause of the last change of mode, as the wire names it. */
  readonly cause?: string;
  readonly role?: Role;
  readonly nickname?: string;
  readonly control: Control;
  readonly sessions: readonly Session[];
  readonly maxSessions?: number;
  /** How this page joined: as a new session, as the session before a reload, or in place of one that has ended. */
  readonly joinKind: "new" | "resumed" | "replaced";
  /** Control was lost and the device has not yet told where it went: the notification waits for that. */
  readonly lossPending: boolean;
  /** The session is pending and no session that could approve it is connected. */
  readonly noApprover: boolean;
  /** Epoch milliseconds at which the session ends unless its user confirms to be present. */
  readonly expiresAt?: number;
}

/** @param ownId the session of this tab before a reload */
export function emptySessionState(ownId?: string): SessionState {
  return {
    revision: -1,
    mode: "unknown",
    control: { state: "unknown" },
    sessions: [],
    joinKind: "new",
    lossPending: false,
    noApprover: false,
    ...defined({ ownId }),
  };
}

/** The state after an accepted offer. Revisions start anew: the device may have been restarted in between. */
export function joined(state: SessionState, grant: SessionGrant): SessionState {
  const resumed = grant.sessionId !== undefined && grant.sessionId === state.ownId;
  const { cause: _cause, expiresAt: _expires, ...rest } = state;
  return {
    ...rest,
    ...granted(grant),
    revision: -1,
    lossPending: false,
    noApprover: false,
    joinKind: resumed ? "resumed" : state.ownId === undefined ? "new" : "replaced",
  };
}

/** The state after the same session and link were attached to another socket. */
export function reattached(state: SessionState, grant: SessionGrant): SessionState {
  return { ...state, ...granted(grant) };
}

function granted(grant: SessionGrant): Partial<SessionState> {
  const mode = parseMode(grant.mode);
  return defined({
    ownId: grant.sessionId,
    nickname: text(grant.nickname),
    mode: mode === "unknown" ? undefined : mode,
  }) as Partial<SessionState>;
}

/**
 * The state after an event of the `rpc` channel; the same object when the event is not about sessions or is out of
 * date. Requests for control and join requests have no events of their own: they are rows of the list, which is always
 * sent whole.
 */
export function applyEvent(state: SessionState, event: string, value: unknown, now: number): SessionState {
  const next = applied(state, event, value, now);
  return next.lossPending && next.control.state !== "unknown" ? lossSettled(next) : next;
}

/** The state after waiting long enough for where control went. */
export function lossSettled(state: SessionState): SessionState {
  return { ...state, lossPending: false };
}

function applied(state: SessionState, event: string, value: unknown, now: number): SessionState {
  const params = asJson(value);
  switch (event) {
    case "sessionsUpdated":
      return snapshot(state, params, now);
    case "modeChanged":
      return modeChanged(state, parseMode(params["mode"]), text(params["reason"]));
    case "noApprover":
      return { ...state, noApprover: true };
    case "controlVacant":
      return { ...state, control: { state: "vacant", ...defined({ reason: text(params["reason"]) }) } };
    case "controlReserved":
      return { ...state, control: reserved(params["sessionId"], params["seconds"], state.control, now) };
    case "sessionExpiring":
      return { ...state, expiresAt: now + (number(params["seconds"]) ?? 60) * 1000 };
    default:
      return state;
  }
}

/** The state after the user confirmed to be present. */
export function presenceConfirmed(state: SessionState): SessionState {
  const { expiresAt: _expires, ...rest } = state;
  return rest;
}

/** The state after approval was requested again: a session that can approve may have joined meanwhile. */
export function approvalRequested(state: SessionState): SessionState {
  return { ...state, noApprover: false };
}

export function ownSession(state: SessionState): Session | undefined {
  return state.sessions.find((session) => session.id === state.ownId);
}

/** The session that has control and is connected. */
export function controlHolder(state: SessionState): Session | undefined {
  return state.sessions.find((session) => session.mode === "primary" && !session.inGrace);
}

/** The session that control is reserved for. */
export function reservedSession(state: SessionState): Session | undefined {
  const control = state.control;
  return control.state === "reserved" ? state.sessions.find((session) => session.id === control.sessionId) : undefined;
}

function snapshot(state: SessionState, params: Json, now: number): SessionState {
  const revision = number(params["revision"]) ?? state.revision + 1;
  const ownId = text(params["yourId"]) ?? state.ownId;
  if (ownId === state.ownId && revision < state.revision) {
    return state;
  }
  const sessions = withStableDeadlines(state.sessions, parseSessions(params["sessions"], now));
  const own = sessions.find((session) => session.id === ownId);
  const reported = parseMode(params["yourMode"] ?? own?.mode);
  const mode = reported === "unknown" ? state.mode : reported;
  const before = ownSession(state)?.until;
  const extended = before !== undefined && (own?.until ?? 0) > before + SAME_MILLIS;
  const { cause, ...rest } = state;
  return {
    ...rest,
    revision,
    mode,
    sessions,
    control: parseControl(params["control"], sessions, state.control, now),
    // The time of a pending session starts anew when the first session that can approve it joins.
    noApprover: state.noApprover && mode === "pending" && !extended,
    ...defined({
      ownId,
      cause: mode === state.mode ? cause : undefined,
      nickname: own?.nickname ?? state.nickname,
      role: parseRole(params["yourRole"] ?? own?.role) ?? state.role,
      maxSessions: number(params["maxSessions"]) ?? state.maxSessions,
    }),
  } as SessionState;
}

function parseControl(value: unknown, sessions: readonly Session[], before: Control, now: number): Control {
  const control = asJson(value);
  const sessionId = text(control["sessionId"]);
  switch (control["state"]) {
    case "held":
      return { state: "held", ...defined({ sessionId }) };
    case "reserved":
      return reserved(control["sessionId"], control["secondsLeft"], before, now);
    case "vacant":
      return { state: "vacant", ...defined({ reason: text(control["reason"]) }) };
    default: {
      const primary = sessions.find((session) => session.mode === "primary");
      return primary === undefined ? { state: "unknown" } : { state: "held", sessionId: primary.id };
    }
  }
}

function reserved(id: unknown, seconds: unknown, before: Control, now: number): Control {
  const left = number(seconds);
  const until = left === undefined ? undefined : now + left * 1000;
  const sessionId = text(id);
  const same = before.state === "reserved" && before.sessionId === sessionId;
  return { state: "reserved", ...defined({ sessionId, until: same ? stable(before.until, until) : until }) };
}

/** The list follows within a moment; until then the rows that this event decides are corrected here. */
function modeChanged(state: SessionState, mode: SessionMode, cause: string | undefined): SessionState {
  if (mode === "unknown") {
    return state;
  }
  const { cause: _, ...rest } = state;
  const gains = mode === "primary";
  const sessions = state.sessions.map((session) =>
    session.id === state.ownId
      ? { ...session, mode }
      : gains && session.mode === "primary"
        ? { ...session, mode: "observer" as const }
        : session,
  );
  const control: Control =
    gains && state.ownId !== undefined
      ? { state: "held", sessionId: state.ownId }
      : state.control.state === "held" && state.control.sessionId === state.ownId
        ? { state: "unknown" }
        : state.control;
  const loses = state.mode === "primary" && !gains;
  const lossPending = control.state === "unknown" && (loses || (state.lossPending && !gains));
  return { ...rest, mode, sessions, control, lossPending, ...defined({ cause }) };
}

/** Remaining times come in whole seconds, again and again: a deadline moves only when it differs by more than this. */
const SAME_MILLIS = 1500;

function stable(before: number | undefined, after: number | undefined): number | undefined {
  return before !== undefined && after !== undefined && Math.abs(before - after) <= SAME_MILLIS ? before : after;
}

function withStableDeadlines(before: readonly Session[], after: readonly Session[]): readonly Session[] {
  return after.map((session) => {
    const old = before.find((other) => other.id === session.id);
    return old === undefined || old.mode !== session.mode
      ? session
      : {
          ...session,
          ...defined({
            until: old.inGrace === session.inGrace ? stable(old.until, session.until) : session.until,
            requestUntil: stable(old.requestUntil, session.requestUntil),
          }),
        };
  });
}
