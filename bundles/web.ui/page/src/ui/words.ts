// SPDX-License-Identifier: Apache-2.0

import type { ConnectionState, Ending, Phase } from "../connection/machine";
import { displayName, type Person, type SessionMode } from "../sessions/person";
import type { VideoInput } from "../target";
import { modeWords } from "./controlwords";

/** Sentences on the connection and the picture. */

export function phaseWords(phase: Phase, interrupted: boolean): string {
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
      return "Login needed";
    case "ended":
      return "Session ended";
  }
}

/** The tab's title: what somebody has to know who looks at another tab. */
export function titleWords(phase: Phase, mode: SessionMode, waiting: number, expiring: boolean): string {
  const state = phase !== "live" ? phaseWords(phase, false) : expiring ? "Are you still here?" : modeWords(mode);
  return `${waiting > 0 ? `(${waiting}) ` : ""}${state} · Baton`;
}

export interface Notice {
  readonly kind: "busy" | "lost" | "signal" | "stop";
  readonly title: string;
  readonly text: string;
  readonly action?: "retry" | "use" | "join";
  readonly countdown: boolean;
  /** For tests, where it is not just a notice. */
  readonly testid?: string;
}

/** What covers the picture, if anything does. */
export function noticeFor(
  connection: ConnectionState,
  mode: SessionMode,
  picture: "none" | "playing" | "stalled",
  input: VideoInput | undefined,
): Notice | undefined {
  switch (connection.phase) {
    case "connecting":
      return connection.resumeToken === undefined
        ? { kind: "busy", title: "Connecting", text: connectingText(connection), countdown: false }
        : { kind: "busy", title: "Reconnecting", text: RESUMING[mode], countdown: false };
    case "ended":
      return endedNotice(connection.ending);
    case "lost":
      return {
        kind: "lost",
        title: "Connection lost",
        text:
          mode === "primary"
            ? "This page keeps trying by itself. Control is kept for you for a little while."
            : "The device does not answer. This page keeps trying by itself.",
        action: "retry",
        countdown: true,
      };
    case "replaced":
      return {
        kind: "stop",
        title: "Open somewhere else",
        text: "This session went to another page, or was ended by the device.",
        action: "use",
        countdown: false,
      };
    case "refused":
      return {
        kind: "stop",
        title: refusalTitle(connection.refusal?.code),
        text: connection.refusal?.message ?? "The device refused the connection.",
        action: "retry",
        countdown: connection.retryAt !== undefined,
        testid: "refused",
      };
    case "login":
      return {
        kind: "stop",
        title: "Login needed",
        text: "This device asks for a login first. Log in, then try again.",
        action: "retry",
        countdown: false,
      };
    case "live":
      return liveNotice(picture, input);
  }
}

function liveNotice(
  picture: "none" | "playing" | "stalled",
  input: VideoInput | undefined,
): Notice | undefined {
  if (input !== undefined && !input.ready && input.error !== undefined) {
    return { kind: "signal", title: "No signal", text: signalText(input.error), countdown: false };
  }
  if (picture === "none") {
    return { kind: "busy", title: "Connected", text: "Waiting for the first picture.", countdown: false };
  }
  return picture === "stalled"
    ? { kind: "signal", title: "The picture stands still", text: "The link is up, but no new pictures arrive.", countdown: false }
    : undefined;
}

const RESUMING: Readonly<Record<SessionMode, string>> = {
  primary: "Your place is kept, and control with it.",
  queued: "Your place and your turn in the queue are kept.",
  observer: "Your place is kept.",
  pending: "Your place at the door is kept.",
  unknown: "Your place is kept if you come back in time.",
};

function endedNotice(ending: Ending | undefined): Notice {
  const reason = ending?.reason ?? "";
  const [title, text] = ENDINGS[reason] ?? ["Session ended", "The device ended this session."];
  return {
    kind: "stop",
    title,
    text: (reason === "denied" ? undefined : ending?.message) ?? text,
    action: "join",
    countdown: false,
    testid: reason === "denied" ? "denied" : "removed",
  };
}

/** By the device's word for why. */
const ENDINGS: Readonly<Record<string, readonly [title: string, text: string]>> = {
  denied: ["Not let in", "Somebody who is here decided not to let you in."],
  kicked: ["You were removed", "An administrator removed you from this device."],
  expired: ["Disconnected after a long time", "Nobody did anything on this page for a long time, so the seat was given up."],
  pending_timeout: ["Nobody answered", "Nobody let you in in time. You can ask once more."],
  logged_out: ["Logged out", "This session ended with the logout."],
  account_changed: ["Your account changed", "An administrator changed what your account may do."],
  taken_over: ["Open somewhere else", "A newer connection of yours took over."],
  capacity: ["Your place was given away", "All seats were needed while you were away."],
};

function connectingText(connection: ConnectionState): string {
  if (connection.socket !== "open") {
    return "Reaching the device.";
  }
  return "Setting up picture and keyboard.";
}

function signalText(error: string): string {
  switch (error) {
    case "no_signal":
      return "The target sends no picture. It may be off, asleep or unplugged.";
    case "no_lock":
      return "The target's picture cannot be locked on to. Another cable or mode may help.";
    case "out_of_range":
      return "The target's resolution or rate is out of range.";
    default:
      return "The device cannot show the target's picture.";
  }
}

function refusalTitle(code: string | undefined): string {
  switch (code) {
    case "capacity":
      return "All seats are taken";
    case "cool_down":
      return "Please wait";
    default:
      return "Not admitted";
  }
}

/** Shown to somebody who types without control. */
export function watchingHint(mode: SessionMode, primary: Person | undefined, vacant: boolean): string {
  if (vacant) {
    return "Nobody controls the target. Take control to type on it.";
  }
  if (mode === "queued") {
    return "You are in the queue. Keys reach the target once control is yours.";
  }
  return primary === undefined
    ? "You are watching. Your keys do not reach the target."
    : `You are watching. ${displayName(primary)} controls the target.`;
}

/** Seconds for people: short below a minute and a half, minutes above. */
export function duration(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

export function ago(since: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - since) / 60_000);
  if (minutes < 1) {
    return "now";
  }
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
