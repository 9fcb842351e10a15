// SPDX-License-Identifier: Apache-2.0

import { language, t, textNamed } from "../i18n/i18n";
import { controlHolder, reservedSession, type Control, type SessionState } from "../sessions/sessionState";
import { displayName, type Role, type Session, type SessionMode } from "../sessions/session";

/** Texts on sessions and control. */

export function modeText(mode: SessionMode, queuePosition?: number): string {
  switch (mode) {
    case "primary":
      return t("controlText.youControl");
    case "queued":
      return queuePosition === undefined ? t("controlText.inQueue") : placeText(queuePosition);
    case "pending":
      return t("common.waitingForApproval");
    case "observer":
      return t("controlText.observing");
    case "unknown":
      return t("common.connected");
  }
}

/** The session that has control, for the top bar; empty while unknown. */
export function controlText(state: SessionState): string {
  switch (state.control.state) {
    case "vacant":
      return t("controlText.noSessionControls");
    case "reserved": {
      const owner = reservedSession(state);
      return owner === undefined ? t("controlText.reserved") : t("controlText.reservedFor", { name: displayName(owner) });
    }
    default: {
      const holder = controlHolder(state);
      return holder === undefined ? "" : t("controlText.controls", { name: displayName(holder) });
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
      return t("controlText.noConnectedSessionMayHaveControl");
    case "auto_promote_off":
      return t("controlText.controlIsGivenOnlyOnRequest");
    case "emergency_rate":
      return t("controlText.controlWasPassedOnAutomaticallyToo");
    case "emergency_streak":
      return t("controlText.controlWasPassedOnAutomaticallySeveral");
    default:
      return t("controlText.controlIsFreeAnySessionMay");
  }
}

export function roleText(role: Role | undefined): string | undefined {
  switch (role) {
    case "admin":
      return t("controlText.admin");
    case "viewer":
      return t("common.viewer");
    default:
      return undefined;
  }
}

/** The activity of a session in the list; an activity that has a deadline is followed by a countdown. */
export function activityText(session: Session): string {
  if (session.inGrace) {
    return t("common.reconnecting");
  }
  switch (session.mode) {
    case "primary":
      return t("controlText.inControl");
    case "queued":
      return session.queuePosition === undefined ? t("controlText.requestsControl") : placeText(session.queuePosition);
    case "pending":
      return session.pendingReasons.includes("nickname") ? t("controlText.joiningNoNameYet") : t("common.waitingForApproval");
    default:
      return t("controlText.observing");
  }
}

export function activityDeadline(session: Session): number | undefined {
  if (session.inGrace || session.mode === "pending") {
    return session.until;
  }
  return session.mode === "queued" ? session.requestUntil : undefined;
}

/** The forms are those of ordinal numbers. */
export function placeText(place: number): string {
  const form = new Intl.PluralRules(language(), { type: "ordinal" }).select(place);
  return textNamed(`place.${form}`, { place }) ?? t("place.other", { place });
}

/** Label and value of what is known of a session that waits for a decision. */
export function sessionFacts(session: Session): readonly (readonly [string, string])[] {
  const facts: [string, string | undefined][] = [
    [t("controlText.browser"), session.browser],
    [t("controlText.account"), session.user],
    [t("controlText.address"), session.source],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}
