// SPDX-License-Identifier: Apache-2.0

import type { ConnectionState, Ending } from "../connection/machine";
import { t } from "../i18n/i18n";
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
        ? { kind: "busy", title: t("common.connecting"), text: connectingText(connection), countdown: false }
        : { kind: "busy", title: t("common.reconnecting"), text: RESUMING[mode], countdown: false };
    case "ended":
      return endedNotice(connection.ending);
    case "lost":
      if (connection.problem !== undefined) {
        return {
          kind: "stop",
          title: t("notice.theDeviceRefusesTheConnection"),
          text: problemText(connection.problem),
          problem: connection.problem,
          action: "retry",
          countdown: true,
        };
      }
      return {
        kind: "lost",
        title: t("common.connectionLost"),
        text:
          mode === "primary"
            ? t("notice.thisPageTriesToReconnectAutomatically")
            : t("notice.theDeviceDoesNotAnswerThis"),
        action: "retry",
        countdown: true,
      };
    case "replaced":
      return {
        kind: "stop",
        title: t("notice.openSomewhereElse"),
        text: t("notice.thisSessionContinuesOnAnotherPage"),
        action: "use",
        countdown: false,
      };
    case "refused":
      if (connection.refusal?.code === "unsupported_offer") {
        return {
          kind: "stop",
          title: t("notice.thisBrowserIsNotSupported"),
          text: t("notice.theDeviceNeedsWebrtcDataChannels", { advice: t("notice.useACurrentChromeEdgeSafari") }),
          action: "reload",
          countdown: false,
          testid: "refused",
        };
      }
      return {
        kind: "stop",
        title: refusalTitle(connection.refusal?.code),
        text: connection.refusal === undefined ? t("notice.theDeviceRefusedTheConnection") : problemText(connection.refusal),
        ...defined({ problem: connection.refusal }),
        action: "retry",
        countdown: connection.retryAt !== undefined,
        testid: "refused",
      };
    case "login":
      return {
        kind: "stop",
        title: t("common.loginNeeded"),
        text: t("notice.thisDeviceRequiresALoginLog"),
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
      title: t("notice.thisBrowserCannotShowThePicture"),
      text: t("notice.theDeviceSendsH264Video", { advice: t("notice.useACurrentChromeEdgeSafari") }),
      action: "reload",
      countdown: false,
      testid: "no-video",
    };
  }
  if (input !== undefined && !input.ready && input.error !== undefined) {
    const deviceGone = input.cause === "device_gone";
    return {
      kind: "signal",
      title: deviceGone ? t("notice.noCaptureDevice") : t("notice.noSignal"),
      text: signalText(deviceGone ? "device_gone" : input.error),
      countdown: false,
    };
  }
  if (picture === "none") {
    return { kind: "busy", title: t("common.connected"), text: t("notice.waitingForTheFirstPicture"), countdown: false };
  }
  return picture === "stalled"
    ? {
        kind: "signal",
        title: t("notice.thePictureIsFrozen"),
        text: t("notice.theConnectionIsUpButNo"),
        countdown: false,
      }
    : undefined;
}

const RESUMING: Readonly<Record<SessionMode, string>> = {
  get primary() { return t("notice.yourSessionAndControlAreReserved"); },
  get queued() { return t("notice.yourSessionAndYourPositionIn"); },
  get observer() { return t("notice.yourSessionIsReservedForYou"); },
  get pending() { return t("notice.yourJoinRequestIsKept"); },
  get unknown() { return t("notice.yourSessionContinuesIfYouAre"); },
};

function endedNotice(ending: Ending | undefined): Notice {
  const reason = ending?.reason ?? "";
  const [title, text] = ENDINGS[reason] ?? [t("common.sessionEnded"), t("notice.theDeviceEndedThisSession")];
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
  get denied() { return [t("notice.joinRequestDenied"), t("notice.aConnectedUserDeniedYourRequest")] as const; },
  get kicked() { return [t("notice.youWereRemoved"), t("notice.anAdministratorRemovedYourSessionFrom")] as const; },
  get expired() { return [t("notice.sessionExpired"), t("notice.thisPageWasNotUsedFor")] as const; },
  get pending_timeout() { return [t("notice.requestNotAnswered"), t("notice.yourRequestToJoinWasNot")] as const; },
  get taken_over() { return [t("notice.openSomewhereElse"), t("notice.aNewerConnectionOfYourAccount")] as const; },
  get capacity() { return [t("notice.sessionEndedWhileYouWereAway"), t("notice.allSessionsOfTheDeviceWere")] as const; },
};

/** Why there is no login any more, as the login form says it. */
export function loginEndText(ending: Ending | undefined): string | undefined {
  switch (ending?.reason) {
    case "logged_out":
      return t("notice.youAreLoggedOutLogIn");
    case "account_changed":
      return t("notice.yourAccountWasChangedLogIn");
    default:
      return undefined;
  }
}

function connectingText(connection: ConnectionState): string {
  return connection.socket === "open" ? t("notice.settingUpPictureAndKeyboard") : t("notice.contactingTheDevice");
}

function signalText(error: string): string {
  switch (error) {
    case "no_signal":
      return t("notice.theTargetSendsNoPictureIt");
    case "device_gone":
      return t("notice.theDevicesVideoCaptureHardwareIs");
    case "no_lock":
      return t("notice.theDeviceCannotLockOnTo");
    case "out_of_range":
      return t("notice.theTargetsResolutionOrRefreshRate");
    default:
      return t("notice.theDeviceCannotShowTheTargets");
  }
}

function refusalTitle(code: string | undefined): string {
  switch (code) {
    case "capacity":
      return t("notice.allSessionsAreInUse");
    case "cool_down":
      return t("notice.pleaseWait");
    case "busy":
      return t("notice.theDeviceIsBusy");
    case "rate_limited":
      return t("notice.tooManyAttempts");
    default:
      return t("common.notAdmitted");
  }
}
