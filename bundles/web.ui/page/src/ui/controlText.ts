// SPDX-License-Identifier: Apache-2.0

import { controlHolder, reservedSession, type Control, type SessionState } from "../sessions/sessionState";
import { displayName, type Role, type Session, type SessionMode } from "../sessions/session";

/** Texts on sessions and control. */

export function modeText(mode: SessionMode, queuePosition?: number): string {
  switch (mode) {
    case "primary":
      return "You control";
    case "queued":
      return queuePosition === undefined ? "In queue" : `${ordinal(queuePosition)} in queue`;
    case "pending":
      return "Waiting for approval";
    case "observer":
      return "Observing";
    case "unknown":
      return "Connected";
  }
}

/** The session that has control, for the top bar; empty while unknown. */
export function controlText(state: SessionState): string {
  switch (state.control.state) {
    case "vacant":
      return "No session controls";
    case "reserved": {
      const owner = reservedSession(state);
      return owner === undefined ? "Reserved" : `Reserved for ${displayName(owner)}`;
    }
    default: {
      const holder = controlHolder(state);
      return holder === undefined ? "" : `${displayName(holder)} controls`;
    }
  }
}

/** Why control is vacant; undefined while it is not. */
export function vacancyText(control: Control): string | undefined {
  if (control.state !== "vacant") {
    return undefined;
  }
  switch (control.reason) {
    case "no_candidate":
      return "No connected session may have control without requesting it.";
    case "auto_promote_off":
      return "Control is given only on request.";
    case "emergency_rate":
      return "Control was passed on automatically too often in a short time. Wait a moment, or take it.";
    case "emergency_streak":
      return "Control was passed on automatically several times in a row. It has to be taken by a user.";
    default:
      return "Control is free. Any session may take it.";
  }
}

export function roleText(role: Role | undefined): string | undefined {
  switch (role) {
    case "admin":
      return "Admin";
    case "viewer":
      return "Viewer";
    default:
      return undefined;
  }
}

/** The activity of a session in the list; an activity that has a deadline is followed by a countdown. */
export function activityText(session: Session): string {
  if (session.inGrace) {
    return "Reconnecting";
  }
  switch (session.mode) {
    case "primary":
      return "In control";
    case "queued":
      return session.queuePosition === undefined ? "Requests control" : `${ordinal(session.queuePosition)} in queue`;
    case "pending":
      return session.pendingReasons.includes("nickname") ? "Joining, no name yet" : "Waiting for approval";
    default:
      return "Observing";
  }
}

export function activityDeadline(session: Session): number | undefined {
  if (session.inGrace || session.mode === "pending") {
    return session.until;
  }
  return session.mode === "queued" ? session.requestUntil : undefined;
}

export function ordinal(place: number): string {
  const tens = place % 100;
  const suffix = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${place}${suffix}`;
}

/** Label and value of what is known of a session that waits for a decision. */
export function sessionFacts(session: Session): readonly (readonly [string, string])[] {
  const facts: [string, string | undefined][] = [
    ["Browser", session.browser],
    ["Account", session.user],
    ["Address", session.source],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}
