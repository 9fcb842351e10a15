// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";
import { reservedSession, controlHolder, type SessionState } from "./sessionState";
import { displayName, type Session } from "./session";

/** An action on control that this user may take, or could if it were not for `unavailableReason`. */
export interface ControlAction {
  readonly action: "requestControl" | "cancelRequest" | "releaseControl" | "claimControl" | "takeOver";
  readonly label: string;
  readonly prominent: boolean;
  readonly unavailableReason?: string;
  /** The question to confirm first. */
  readonly confirm?: string;
}

export function isAdmitted(state: SessionState): boolean {
  return state.mode === "primary" || state.mode === "observer" || state.mode === "queued";
}

export function canAdminister(state: SessionState): boolean {
  return isAdmitted(state) && state.role === "admin";
}

/** May hand control over and approve join requests. */
export function canModerate(state: SessionState): boolean {
  return state.mode === "primary" || canAdminister(state);
}

/** The actions beside the text on which session has control. */
export function controlActions(state: SessionState): readonly ControlAction[] {
  switch (state.mode) {
    case "primary":
      return [{ action: "releaseControl", label: t("actions.releaseControl"), prominent: false }];
    case "observer":
    case "queued":
      return [...requestActions(state), ...takeOverActions(state)];
    default:
      return [];
  }
}

function requestActions(state: SessionState): readonly ControlAction[] {
  if (state.role === "viewer") {
    return [
      {
        action: "requestControl",
        label: t("actions.requestControl"),
        prominent: false,
        unavailableReason: t("actions.yourRoleIsViewerYouMay"),
      },
    ];
  }
  if (state.control.state === "vacant") {
    return [{ action: "requestControl", label: t("actions.takeControl"), prominent: true }];
  }
  return state.mode === "queued"
    ? [{ action: "cancelRequest", label: t("actions.cancelRequest"), prominent: false }]
    : [{ action: "requestControl", label: t("actions.requestControl"), prominent: true }];
}

function takeOverActions(state: SessionState): readonly ControlAction[] {
  if (!canAdminister(state)) {
    return [];
  }
  if (state.control.state === "reserved") {
    const owner = reservedSession(state);
    const name = owner === undefined ? t("actions.aSessionThatLostItsConnection") : displayName(owner);
    return [
      {
        action: "claimControl",
        label: t("actions.takeOver"),
        prominent: false,
        confirm: t("actions.controlIsReservedForTakeIt", { name }),
      },
    ];
  }
  const primary = controlHolder(state);
  return state.control.state === "held" && primary !== undefined
    ? [
        {
          action: "takeOver",
          label: t("actions.takeOver"),
          prominent: false,
          confirm: t("actions.takeControlAwayFrom", { name: displayName(primary) }),
        },
      ]
    : [];
}

/** An action on another session of the list. */
export interface SessionAction {
  readonly action: "handOver" | "kick";
  readonly label: string;
  readonly unavailableReason?: string;
  readonly confirm?: string;
}

export function sessionActions(state: SessionState, session: Session): readonly SessionAction[] {
  if (session.id === state.ownId || state.mode === "unknown") {
    return [];
  }
  const actions: SessionAction[] = [];
  const name = displayName(session);
  if (canModerate(state) && session.mode !== "primary" && session.mode !== "pending") {
    const unavailableReason = ineligibility(session);
    actions.push({
      action: "handOver",
      label: t("actions.handControlOverTo", { name }),
      ...(unavailableReason === undefined ? {} : { unavailableReason }),
      ...(state.mode === "primary" ? {} : { confirm: t("actions.handControlOverTo2", { name }) }),
    });
  }
  if (canAdminister(state)) {
    actions.push({
      action: "kick",
      label: t("actions.remove", { name }),
      confirm: t("actions.removeTheyCannotJoinAgainFor", { name }),
    });
  }
  return actions;
}

/** Why a session cannot be given control. */
function ineligibility(session: Session): string | undefined {
  if (!session.mayControl) {
    return t("actions.mayObserveButNotControl", { name: displayName(session) });
  }
  return session.inGrace ? t("actions.isNotConnectedAtTheMoment", { name: displayName(session) }) : undefined;
}

/** A request that waits for a decision of this user. */
export interface Decision {
  readonly kind: "request" | "join";
  readonly session: Session;
  readonly until?: number;
  /** Why it cannot be approved now. */
  readonly unavailableReason?: string;
}

/** Requests for control, then join requests, each oldest first. A join request without a nickname is not shown yet. */
export function pendingDecisions(state: SessionState): readonly Decision[] {
  const others = state.sessions.filter((session) => session.id !== state.ownId);
  const requests =
    state.mode !== "primary" ? [] : others.filter((session) => session.mode === "queued").map(requestDecision);
  const joins = !canModerate(state)
    ? []
    : others
        .filter((session) => session.mode === "pending" && !session.inGrace && awaitsOnlyApproval(session))
        .map(joinDecision);
  return [...requests, ...joins];
}

function awaitsOnlyApproval(session: Session): boolean {
  return session.pendingReasons.every((reason) => reason === "approval");
}

function requestDecision(session: Session): Decision {
  const unavailableReason = ineligibility(session);
  return {
    kind: "request",
    session,
    ...(session.requestUntil === undefined ? {} : { until: session.requestUntil }),
    ...(unavailableReason === undefined ? {} : { unavailableReason }),
  };
}

function joinDecision(session: Session): Decision {
  return { kind: "join", session, ...(session.until === undefined ? {} : { until: session.until }) };
}
