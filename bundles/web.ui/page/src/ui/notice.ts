// SPDX-License-Identifier: Apache-2.0

import type { ConnectionState, Ending } from "../connection/machine";
import type { SessionMode } from "../sessions/session";
import type { Problem } from "../problem";
import { defined } from "../read";
import { problemText } from "./problemText";
import type { VideoInput } from "../target";

/** A message that covers the picture. */
export interface Notice {
  readonly kind: "busy" | "lost" | "signal" | "stop";
  readonly title: string;
  readonly text: string;
  readonly action?: "retry" | "use" | "join" | "reload";
  readonly countdown: boolean;
  /** The refusal that is shown. */
  readonly problem?: Problem;
  /** For tests, where it is not `notice`. */
  readonly testid?: string;
}

const H264_ADVICE =
  "Use a current Chrome, Edge, Safari or Firefox. A new Firefox downloads its H.264 plugin first: reload in a minute.";

/** The notice for a state, undefined while the picture is shown. */
export function noticeFor(
  connection: ConnectionState,
  mode: SessionMode,
  picture: "none" | "playing" | "stalled",
  input: VideoInput | undefined,
  videoRejected = false,
): Notice | undefined {
  switch (connection.phase) {
    case "connecting":
      return connection.resumeToken === undefined
        ? { kind: "busy", title: "Connecting", text: connectingText(connection), countdown: false }
        : { kind: "busy", title: "Reconnecting", text: RESUMING[mode], countdown: false };
    case "ended":
      return endedNotice(connection.ending);
    case "lost":
      if (connection.problem !== undefined) {
        return {
          kind: "stop",
          title: "The device refuses the connection",
          text: problemText(connection.problem),
          problem: connection.problem,
          action: "retry",
          countdown: true,
        };
      }
      return {
        kind: "lost",
        title: "Connection lost",
        text:
          mode === "primary"
            ? "This page tries to reconnect automatically. Control is reserved for you for a short time."
            : "The device does not answer. This page tries to reconnect automatically.",
        action: "retry",
        countdown: true,
      };
    case "replaced":
      return {
        kind: "stop",
        title: "Open somewhere else",
        text: "This session continues on another page, or was ended by the device.",
        action: "use",
        countdown: false,
      };
    case "refused":
      if (connection.refusal?.code === "unsupported_offer") {
        return {
          kind: "stop",
          title: "This browser is not supported",
          text: `The device needs WebRTC data channels or H.264 video, which this browser does not offer. ${H264_ADVICE}`,
          action: "reload",
          countdown: false,
          testid: "refused",
        };
      }
      return {
        kind: "stop",
        title: refusalTitle(connection.refusal?.code),
        text: connection.refusal === undefined ? "The device refused the connection." : problemText(connection.refusal),
        ...defined({ problem: connection.refusal }),
        action: "retry",
        countdown: connection.retryAt !== undefined,
        testid: "refused",
      };
    case "login":
      return {
        kind: "stop",
        title: "Login needed",
        text: "This device requires a login. Log in, then try again.",
        action: "retry",
        countdown: false,
      };
    case "live":
      return liveNotice(picture, input, videoRejected);
  }
}

function liveNotice(
  picture: "none" | "playing" | "stalled",
  input: VideoInput | undefined,
  videoRejected: boolean,
): Notice | undefined {
  if (videoRejected) {
    return {
      kind: "signal",
      title: "This browser cannot show the picture",
      text: `The device sends H.264 video, which this browser cannot decode. ${H264_ADVICE}`,
      action: "reload",
      countdown: false,
      testid: "no-video",
    };
  }
  if (input !== undefined && !input.ready && input.error !== undefined) {
    const deviceGone = input.cause === "device_gone";
    return {
      kind: "signal",
      title: deviceGone ? "No capture device" : "No signal",
      text: signalText(deviceGone ? "device_gone" : input.error),
      countdown: false,
    };
  }
  if (picture === "none") {
    return { kind: "busy", title: "Connected", text: "Waiting for the first picture.", countdown: false };
  }
  return picture === "stalled"
    ? {
        kind: "signal",
        title: "The picture is frozen",
        text: "The connection is up, but no new pictures arrive.",
        countdown: false,
      }
    : undefined;
}

const RESUMING: Readonly<Record<SessionMode, string>> = {
  primary: "Your session and control are reserved for you.",
  queued: "Your session and your position in the queue are reserved for you.",
  observer: "Your session is reserved for you.",
  pending: "Your join request is kept.",
  unknown: "Your session continues if you are back in time.",
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

/** By the reason on the wire. */
const ENDINGS: Readonly<Record<string, readonly [title: string, text: string]>> = {
  denied: ["Join request denied", "A connected user denied your request to join."],
  kicked: ["You were removed", "An administrator removed your session from this device."],
  expired: ["Session expired", "This page was not used for a long time, so its session was ended."],
  pending_timeout: ["Request not answered", "Your request to join was not answered in time. You can ask again."],
  taken_over: ["Open somewhere else", "A newer connection of your account took over this session."],
  capacity: ["Session ended while you were away", "All sessions of the device were needed while you were disconnected."],
};

/** Why there is no login any more, as the login form says it. */
export function loginEndText(ending: Ending | undefined): string | undefined {
  switch (ending?.reason) {
    case "logged_out":
      return "You are logged out. Log in to go on.";
    case "account_changed":
      return "Your account was changed. Log in again.";
    default:
      return undefined;
  }
}

function connectingText(connection: ConnectionState): string {
  return connection.socket === "open" ? "Setting up picture and keyboard." : "Contacting the device.";
}

function signalText(error: string): string {
  switch (error) {
    case "no_signal":
      return "The target sends no picture. It may be off, asleep or unplugged.";
    case "device_gone":
      return "The device's video capture hardware is missing or fails. The picture comes back by itself once it works.";
    case "no_lock":
      return "The device cannot lock on to the target's picture. Try another cable or video mode.";
    case "out_of_range":
      return "The target's resolution or refresh rate is out of range.";
    default:
      return "The device cannot show the target's picture.";
  }
}

function refusalTitle(code: string | undefined): string {
  switch (code) {
    case "capacity":
      return "All sessions are in use";
    case "cool_down":
      return "Please wait";
    case "busy":
      return "The device is busy";
    case "rate_limited":
      return "Too many attempts";
    default:
      return "Not admitted";
  }
}
