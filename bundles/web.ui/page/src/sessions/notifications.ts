// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";
import type { Problem } from "../problem";
import { controlHolder, reservedSession, type SessionState } from "./sessionState";
import { displayName, type SessionMode } from "./session";
import { pendingDecisions } from "./actions";

/** A message to the user about one change. */
export interface Notification {
  readonly text: string;
  /** Interrupts a screen reader: only for gaining and losing control. */
  readonly urgent: boolean;
  /** Also shown on the page for a moment. */
  readonly shown: boolean;
  /** The refusal that is notified. */
  readonly problem?: Problem;
}

/** The notifications for the step from one session state to the next. */
export function notificationsFor(before: SessionState, after: SessionState): readonly Notification[] {
  if (after.revision === -1) {
    return [];
  }
  if (before.revision === -1) {
    return [...joinedAs(after), ...newDecisions(before, after)];
  }
  if (before.lossPending && !after.lossPending && after.mode !== "primary") {
    return [lossOf(after), ...newDecisions(before, after)];
  }
  const own = ownMode(before, after);
  const touched = before.mode === "primary" || after.mode === "primary";
  return [...own, ...(touched && own.length > 0 ? [] : control(before, after)), ...newDecisions(before, after)];
}

function joinedAs(state: SessionState): readonly Notification[] {
  const text = standing(state);
  switch (state.joinKind) {
    case "resumed":
      return [polite(state.mode === "primary" ? t("notifications.youAreBackAndStillHave") : t("notifications.youAreBack", { text }), true)];
    case "replaced":
      return [polite(t("notifications.yourEarlierSessionHasEndedThis", { text }), true)];
    case "new":
      return [polite(text, false)];
  }
}

function standing(state: SessionState): string {
  switch (state.mode) {
    case "primary":
      return t("notifications.youControlTheTarget");
    case "pending":
      return t("notifications.yourSessionIsWaitingForApproval");
    case "queued":
      return t("notifications.youHaveRequestedControl", { control: controlSentence(state) });
    default:
      return t("notifications.youAreObserving", { control: controlSentence(state) });
  }
}

/** A sentence on which session has control, for a session that has not. */
export function controlSentence(state: SessionState): string {
  const control = state.control;
  switch (control.state) {
    case "vacant":
      return t("notifications.noSessionControlsTheTarget");
    case "reserved": {
      const owner = reservedSession(state);
      return owner === undefined
        ? t("notifications.controlIsReservedForASession")
        : t("notifications.controlIsReservedForWhoLost", { name: displayName(owner) });
    }
    default: {
      const holder = controlHolder(state);
      return holder === undefined ? "" : t("notifications.controlsTheTarget", { name: displayName(holder) });
    }
  }
}

function ownMode(before: SessionState, after: SessionState): readonly Notification[] {
  if (before.mode === after.mode) {
    return [];
  }
  if (after.mode === "primary") {
    return [{ text: gained(after.cause), urgent: true, shown: true }];
  }
  if (before.mode === "primary") {
    return after.lossPending ? [] : [lossOf(after)];
  }
  if (before.mode === "pending") {
    return [polite(t("notifications.yourSessionWasApproved", { control: controlSentence(after) }).trim(), true)];
  }
  if (after.mode === "queued") {
    return [polite(t("notifications.youHaveRequestedControl2"), false)];
  }
  return before.mode === "queued" ? [requestEnded(after.cause, after.mode)] : [];
}

/** One notification for the loss and for where control went. */
function lossOf(state: SessionState): Notification {
  return { text: `${lost(state.cause)} ${controlSentence(state)}`.trim(), urgent: true, shown: true };
}

function gained(cause: string | undefined): string {
  switch (cause) {
    case "request_approved":
      return t("notifications.yourRequestWasApprovedYouControl");
    case "transferred":
      return t("notifications.controlWasHandedOverToYou");
    case "claimed":
    case "requested":
      return t("notifications.youTookControl");
    case "resumed":
      return t("notifications.youAreBackAndStillHave");
    default:
      return t("notifications.youControlTheTargetNow");
  }
}

function lost(cause: string | undefined): string {
  switch (cause) {
    case "released":
      return t("notifications.youReleasedControl");
    case "inactive":
      return t("notifications.controlPassedOnBecauseYouSent");
    default:
      return t("notifications.youNoLongerControlTheTarget");
  }
}

function requestEnded(cause: string | undefined, mode: SessionMode): Notification {
  switch (cause) {
    case "request_denied":
      return polite(t("notifications.yourRequestForControlWasDenied"), true);
    case "timeout":
      return polite(t("notifications.yourRequestForControlWasNot"), true);
    default:
      return polite(mode === "observer" ? t("notifications.yourRequestForControlWasWithdrawn") : "", false);
  }
}

/** Control passing between other sessions. A pending session is not told: it does not see the others. */
function control(before: SessionState, after: SessionState): readonly Notification[] {
  if (after.mode === "pending") {
    return [];
  }
  const key = ({ control: is }: SessionState): string =>
    `${is.state} ${is.state === "held" || is.state === "reserved" ? is.sessionId : ""}`;
  const text = controlSentence(after);
  return key(before) === key(after) || text === "" || after.mode === "primary" ? [] : [polite(text, true)];
}

/** Requests that began to wait for a decision of this user. The cards show them; these announce them. */
function newDecisions(before: SessionState, after: SessionState): readonly Notification[] {
  const known = new Set(pendingDecisions(before).map(({ kind, session }) => `${kind} ${session.id}`));
  return pendingDecisions(after)
    .filter(({ kind, session }) => !known.has(`${kind} ${session.id}`))
    .map(({ kind, session }) =>
      polite(kind === "request" ? t("notifications.requestsControl", { name: displayName(session) }) : t("notifications.asksToJoin", { name: displayName(session) }), false),
    );
}

function polite(text: string, shown: boolean): Notification {
  return { text, urgent: false, shown };
}
