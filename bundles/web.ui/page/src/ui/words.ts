// SPDX-License-Identifier: Apache-2.0

import type { ConnectionState, Phase } from "../connection/machine";
import { displayName, type Person, type SessionMode, type VideoInput } from "../session";

/** Every sentence that depends on the state, in one place. */

export function modeWords(mode: SessionMode): string {
  switch (mode) {
    case "primary":
      return "You control";
    case "queued":
      return "In queue";
    case "pending":
      return "Waiting to be let in";
    case "observer":
      return "Watching";
    case "unknown":
      return "Connected";
  }
}

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
  }
}

export interface Notice {
  readonly kind: "busy" | "lost" | "signal" | "stop";
  readonly title: string;
  readonly text: string;
  readonly action?: "retry" | "use";
  readonly countdown: boolean;
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
      return { kind: "busy", title: "Connecting", text: connectingText(connection), countdown: false };
    case "lost":
      return {
        kind: "lost",
        title: "Connection lost",
        text: "The device does not answer. This page keeps trying by itself.",
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
      return liveNotice(mode, picture, input);
  }
}

function liveNotice(
  mode: SessionMode,
  picture: "none" | "playing" | "stalled",
  input: VideoInput | undefined,
): Notice | undefined {
  if (mode === "pending") {
    return {
      kind: "busy",
      title: "Waiting to be let in",
      text: "Somebody who is already here has to admit you.",
      countdown: false,
    };
  }
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
export function watchingHint(mode: SessionMode, primary: Person | undefined): string {
  if (mode === "queued") {
    return "You are in the queue. Keys reach the target once control is yours.";
  }
  return primary === undefined
    ? "You are watching. Your keys do not reach the target."
    : `You are watching. ${displayName(primary)} controls the target.`;
}

export function ago(since: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - since) / 60_000);
  if (minutes < 1) {
    return "just now";
  }
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
