// SPDX-License-Identifier: Apache-2.0

import type { Phase } from "../connection/machine";
import { t } from "../i18n/i18n";
import { displayName, type Session, type SessionMode } from "../sessions/session";
import { modeText } from "./controlText";

/** Short texts on the connection. */

/** @param setUpNeeded the device has no administrator yet, so that there is no login either */
export function phaseText(phase: Phase, interrupted: boolean, setUpNeeded: boolean): string {
  switch (phase) {
    case "live":
      return interrupted ? t("connectionText.interrupted") : t("common.connected");
    case "connecting":
      return t("common.connecting");
    case "lost":
      return t("common.connectionLost");
    case "replaced":
      return t("connectionText.openElsewhere");
    case "refused":
      return t("common.notAdmitted");
    case "login":
      return setUpNeeded ? t("connectionText.setUpNeeded") : t("common.loginNeeded");
    case "ended":
      return t("common.sessionEnded");
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
  const state = phase !== "live" ? phaseText(phase, false, setUpNeeded) : expiring ? t("connectionText.areYouStillHere") : modeText(mode);
  return `${decisions > 0 ? `(${decisions}) ` : ""}${state} · Baton`;
}

/** Shown when a user without control types on the screen. */
export function viewOnlyHint(mode: SessionMode, primary: Session | undefined, vacant: boolean): string {
  if (vacant) {
    return t("connectionText.noSessionControlsTheTargetTake");
  }
  if (mode === "queued") {
    return t("connectionText.youAreInTheQueueYour");
  }
  return primary === undefined
    ? t("connectionText.youAreObservingYourKeysDo")
    : t("connectionText.youAreObservingControlsTheTarget", { name: displayName(primary) });
}
