// SPDX-License-Identifier: Apache-2.0

import type { Phase } from "../connection/machine";
import { displayName, type Session, type SessionMode } from "../sessions/session";
import { modeText } from "./controlText";

/** Short texts on the connection. */

/** @param setUpNeeded the device has no administrator yet, so that there is no login either */
export function phaseText(phase: Phase, interrupted: boolean, setUpNeeded: boolean): string {
  switch (phase) {
    case "live":
      return interrupted ? "Interrupted" : "Connected";
    case "connecting":
      return "Connecting";
    case "lost":
      return "Connection lost";
    case "replaced":
      return "Open elsewhere";
    case "refused":
      return "Not admitted";
    case "login":
      return setUpNeeded ? "Set-up needed" : "Login needed";
    case "ended":
      return "Session ended";
  }
}

/** The tab's title: the state, for a user who looks at another tab. */
export function titleText(
  phase: Phase,
  mode: SessionMode,
  decisions: number,
  expiring: boolean,
  setUpNeeded: boolean,
): string {
  const state = phase !== "live" ? phaseText(phase, false, setUpNeeded) : expiring ? "Are you still here?" : modeText(mode);
  return `${decisions > 0 ? `(${decisions}) ` : ""}${state} · Baton`;
}

/** Shown when a user without control types on the screen. */
export function viewOnlyHint(mode: SessionMode, primary: Session | undefined, vacant: boolean): string {
  if (vacant) {
    return "No session controls the target. Take control to type on it.";
  }
  if (mode === "queued") {
    return "You are in the queue. Your keys reach the target once you have control.";
  }
  return primary === undefined
    ? "You are observing. Your keys do not reach the target."
    : `You are observing. ${displayName(primary)} controls the target.`;
}
