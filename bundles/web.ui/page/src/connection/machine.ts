// SPDX-License-Identifier: Apache-2.0

import type { Problem } from "../problem";
import { defined } from "../read";
import type { Refusal, SessionGrant } from "../protocol/signalling";
import { backoffMillis } from "./backoff";

/**
 * The state machine of the connection: decides when to open the socket, offer, attach, retry and stop. A pure function
 * of state and event. Socket and peer connection are independent: a lost socket leaves a live picture alone, and a lost
 * peer connection is replaced on the open socket.
 */
export type Phase = "connecting" | "live" | "lost" | "replaced" | "refused" | "login" | "ended";

/** Why the device ended the session; the reason as the wire names it, such as `kicked`. */
export interface Ending {
  readonly reason: string;
  readonly message?: string;
}

export interface ConnectionState {
  readonly phase: Phase;
  readonly socket: "closed" | "opening" | "open";
  readonly link: "none" | "offering" | "up";
  /** An attach frame is on its way: the next refusal answers it. */
  readonly attaching: boolean;
  /** Failures in a row. */
  readonly attempts: number;
  /** Epoch milliseconds of the next attempt, while one is planned. */
  readonly retryAt?: number;
  readonly resumeToken?: string;
  readonly refusal?: Refusal;
  /** Why the device did not let the page connect, until the next attempt. */
  readonly problem?: Problem;
  readonly ending?: Ending;
  /** Epoch milliseconds before which the device refuses a join. From then on the user may join; there is no retry. */
  readonly allowedAt?: number;
}

export type ConnectionEvent =
  | { readonly type: "start" }
  | { readonly type: "loginRequired" }
  | { readonly type: "loginEnded"; readonly ending: Ending }
  | { readonly type: "ready" }
  /** The socket is closed, or was not opened; with the problem where the device refused it. */
  | { readonly type: "socketClosed"; readonly problem?: Problem }
  | { readonly type: "answered"; readonly grant: SessionGrant }
  | { readonly type: "attached"; readonly grant: SessionGrant }
  | { readonly type: "refused"; readonly refusal: Refusal }
  | { readonly type: "linkUp" }
  | { readonly type: "linkLost" }
  | { readonly type: "replaced" }
  | { readonly type: "denied"; readonly message?: string; readonly retryAfterMillis?: number }
  | { readonly type: "removed"; readonly ending: Ending; readonly retryAfterMillis?: number }
  | { readonly type: "online" }
  | { readonly type: "due" }
  | { readonly type: "retryNow" };

export type Effect =
  | { readonly type: "openSocket" }
  | { readonly type: "offer"; readonly resumeToken?: string }
  | { readonly type: "attach"; readonly resumeToken: string }
  | { readonly type: "closeLink" }
  | { readonly type: "closeSocket" }
  | { readonly type: "wake"; readonly at: number };

export interface Step {
  readonly state: ConnectionState;
  readonly effects: readonly Effect[];
}

export function initial(resumeToken?: string): ConnectionState {
  return {
    phase: "connecting",
    socket: "closed",
    link: "none",
    attaching: false,
    attempts: 0,
    ...(resumeToken === undefined ? {} : { resumeToken }),
  };
}

/** @param jitter 0..1, spreads the retries of many clients */
export function advance(state: ConnectionState, event: ConnectionEvent, now: number, jitter: number): Step {
  switch (event.type) {
    case "start":
      return open(state);
    case "due":
      return state.retryAt === undefined ? same(state) : tryAgain(state);
    case "online":
      return stopped(state) ? same(state) : advance(state, { type: "retryNow" }, now, jitter);
    case "retryNow":
      return state.phase === "live" ? same(state) : tryAgain({ ...state, attempts: 0 });
    case "loginRequired":
      return {
        state: { ...withoutPlans(state), phase: "login", socket: "closed", link: "none", ...defined({ ending: state.ending }) },
        effects: CLOSE_LINK,
      };
    case "loginEnded":
      return loginEnded(state, event.ending);
    case "ready":
      return stopped(state) ? same({ ...state, socket: "open" }) : negotiate({ ...state, socket: "open" });
    case "socketClosed":
      return socketClosed({ ...state, ...defined({ problem: event.problem }) }, now, jitter);
    case "answered":
      return same(withToken(state, event.grant));
    case "attached":
      return same({ ...withToken(state, event.grant), attaching: false, attempts: 0 });
    case "refused":
      return refused(state, event.refusal, now, jitter);
    case "linkUp":
      return state.link === "none" ? same(state) : same({ ...withoutPlans(state), phase: "live", link: "up", attempts: 0 });
    case "linkLost":
      return linkLost(state, now, jitter);
    case "denied":
      return same(ended(state, { reason: "denied", ...defined({ message: event.message }) }, event.retryAfterMillis, now));
    case "removed":
      return {
        state: { ...ended(state, event.ending, event.retryAfterMillis, now), socket: "closed", link: "none" },
        effects: [{ type: "closeLink" }, { type: "closeSocket" }],
      };
    case "replaced":
      if (state.phase === "ended") {
        return { state: { ...state, link: "none" }, effects: CLOSE_LINK };
      }
      return { state: { ...withoutPlans(state), phase: "replaced", link: "none", attaching: false }, effects: CLOSE_LINK };
  }
}

const CLOSE_LINK: readonly Effect[] = [{ type: "closeLink" }];

function stopped(state: ConnectionState): boolean {
  return (
    state.phase === "replaced" || state.phase === "refused" || state.phase === "login" || state.phase === "ended"
  );
}

/** Drops the token, which is void. The first ending stays: a denial is followed by a removal. */
function ended(state: ConnectionState, ending: Ending, retryAfterMillis: number | undefined, now: number): ConnectionState {
  const { resumeToken: _, ...withoutToken } = withoutPlans(state);
  const allowedAt = retryAfterMillis === undefined ? state.allowedAt : now + retryAfterMillis;
  return {
    ...withoutToken,
    phase: "ended",
    attaching: false,
    ending: { ...ending, ...(state.ending?.reason === ending.reason ? state.ending : {}) },
    ...defined({ allowedAt }),
  };
}

/** Connects again: the device then asks for a login, unless the browser has another one by now. */
function loginEnded(state: ConnectionState, ending: Ending): Step {
  const { resumeToken: _, ...withoutToken } = withoutPlans(state);
  return {
    state: { ...withoutToken, phase: "connecting", socket: "opening", link: "none", attaching: false, ending },
    effects: [{ type: "closeLink" }, { type: "closeSocket" }, { type: "openSocket" }],
  };
}

function open(state: ConnectionState): Step {
  return { state: { ...withoutPlans(state), socket: "opening" }, effects: [{ type: "openSocket" }] };
}

/** The socket is ready: attaches a live link, or makes one. */
function negotiate(state: ConnectionState): Step {
  if (state.link === "up") {
    return state.resumeToken === undefined
      ? same(withoutPlans(state))
      : {
          state: { ...withoutPlans(state), attaching: true },
          effects: [{ type: "attach", resumeToken: state.resumeToken }],
        };
  }
  const token = state.resumeToken;
  return {
    state: { ...withoutPlans(state), link: "offering", attaching: false },
    effects: [{ type: "closeLink" }, token === undefined ? { type: "offer" } : { type: "offer", resumeToken: token }],
  };
}

function tryAgain(state: ConnectionState): Step {
  const live = state.phase === "live";
  const next: ConnectionState = { ...withoutPlans(state), phase: live ? "live" : "connecting" };
  switch (next.socket) {
    case "open":
      return negotiate(next);
    case "closed":
      return open(next);
    case "opening":
      return same(next);
  }
}

function socketClosed(state: ConnectionState, now: number, jitter: number): Step {
  const closed: ConnectionState = { ...state, socket: "closed", attaching: false };
  if (state.phase === "refused" && state.retryAt !== undefined) {
    return same(closed);
  }
  if (stopped(state)) {
    return same(closed);
  }
  return state.link === "up" ? later(closed, closed.phase, now, jitter) : later(withoutLink(closed), "lost", now, jitter, true);
}

function linkLost(state: ConnectionState, now: number, jitter: number): Step {
  if (stopped(state) || state.link === "none") {
    return same(state);
  }
  const lost = withoutLink(state);
  // A link that was up is replaced at once; one that never came up waits for the backoff.
  if (state.link === "up" && state.socket === "open") {
    const next = negotiate({ ...lost, phase: "connecting" });
    return { ...next, state: { ...next.state, attempts: state.attempts + 1 } };
  }
  if (state.socket !== "open") {
    const retry = state.retryAt;
    return retry === undefined
      ? { state: { ...lost, phase: "lost" }, effects: CLOSE_LINK }
      : { state: { ...lost, phase: "lost", retryAt: retry }, effects: CLOSE_LINK };
  }
  return later(lost, "lost", now, jitter, true);
}

/** Refusals that pass by themselves: retried until they do. */
const TRANSIENT: ReadonlySet<string> = new Set(["temporarily_unavailable", "busy", "rate_limited"]);

/** Refusals that may pass, such as of a session whose connection was just lost: retried a few times. */
const UNCERTAIN: ReadonlySet<string> = new Set(["not_allowed", "internal_error"]);
const UNCERTAIN_RETRIES = 5;

function refused(state: ConnectionState, refusal: Refusal, now: number, jitter: number): Step {
  if (state.attaching) {
    return attachRefused(state, refusal, now, jitter);
  }
  if (state.link !== "offering") {
    return same(state);
  }
  const lost = withoutLink(state);
  if (refusal.code === "temporarily_unavailable") {
    return later(lost, "lost", now, jitter, true, refusal.retryAfterMillis);
  }
  if (TRANSIENT.has(refusal.code) || (UNCERTAIN.has(refusal.code) && state.attempts < UNCERTAIN_RETRIES)) {
    // The token is still good: the session is resumed once the device agrees.
    return later({ ...lost, refusal }, "refused", now, jitter, true, refusal.retryAfterMillis);
  }
  const { resumeToken: _, ...withoutToken } = lost;
  const shown: ConnectionState = { ...withoutToken, refusal };
  if (refusal.code === "cool_down") {
    // The user asks again by hand.
    const allowedAt = now + (refusal.retryAfterMillis ?? 0);
    return { state: { ...shown, phase: "refused", allowedAt }, effects: CLOSE_LINK };
  }
  if (state.resumeToken !== undefined && refusal.code === "unknown_session") {
    // The token was used by a copy of this tab: this one joins as a new session.
    return negotiate({ ...withoutToken, phase: "connecting" });
  }
  return refusal.retryAfterMillis === undefined
    ? { state: { ...shown, phase: "refused" }, effects: CLOSE_LINK }
    : later(shown, "refused", now, jitter, true, refusal.retryAfterMillis);
}

function attachRefused(state: ConnectionState, refusal: Refusal, now: number, jitter: number): Step {
  if (TRANSIENT.has(refusal.code)) {
    return later({ ...state, attaching: false }, "live", now, jitter, false, refusal.retryAfterMillis);
  }
  const next: ConnectionState = { ...state, attaching: false, link: "none", phase: "connecting" };
  if (refusal.code === "not_allowed") {
    // The device has lost the link of this session: an offer with the token resumes it.
    return negotiate(next);
  }
  const { resumeToken: _, ...withoutToken } = next;
  return negotiate(withoutToken);
}

function withoutLink(state: ConnectionState): ConnectionState {
  return { ...state, link: "none", attaching: false };
}

function later(
  state: ConnectionState,
  phase: Phase,
  now: number,
  jitter: number,
  closeLink = false,
  atLeastMillis = 0,
): Step {
  const at = now + Math.max(atLeastMillis, backoffMillis(state.attempts, jitter));
  const wake: Effect = { type: "wake", at };
  return {
    state: { ...state, phase, attempts: state.attempts + 1, retryAt: at },
    effects: closeLink ? [{ type: "closeLink" }, wake] : [wake],
  };
}

function withToken(state: ConnectionState, grant: SessionGrant): ConnectionState {
  return grant.resumeToken === undefined ? state : { ...state, resumeToken: grant.resumeToken };
}

function withoutPlans(state: ConnectionState): ConnectionState {
  const { retryAt: _at, refusal: _refusal, problem: _problem, ending: _ending, allowedAt: _opens, ...rest } = state;
  return rest;
}

function same(state: ConnectionState): Step {
  return { state, effects: [] };
}
