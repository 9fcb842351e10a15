// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";
import { asJson, defined, number, text, time, type Json } from "../read";

export type SessionMode = "primary" | "observer" | "queued" | "pending" | "unknown";
export type Role = "admin" | "operator" | "viewer";

/** One row of the session list. Times are epoch milliseconds of this browser's clock. */
export interface Session {
  readonly id: string;
  readonly mode: SessionMode;
  readonly role?: Role;
  readonly nickname?: string;
  readonly browser?: string;
  /** Address; as {@link user}, sent only to sessions that administer or approve. */
  readonly source?: string;
  readonly user?: string;
  readonly since?: number;
  /** The link is lost; the session is kept until {@link until}. */
  readonly inGrace: boolean;
  /** 1 is next. */
  readonly queuePosition?: number;
  /** What a pending session still needs: `nickname`, `approval`. */
  readonly pendingReasons: readonly string[];
  /** When the grace period or the wait for approval ends. */
  readonly until?: number;
  /** When its request for control ends. */
  readonly requestUntil?: number;
  /** May have control; true for a device that does not report it. */
  readonly mayControl: boolean;
  /** A client that knows only JetKVM's protocol and cannot request control. */
  readonly legacy: boolean;
}

export function parseMode(value: unknown): SessionMode {
  return value === "primary" || value === "observer" || value === "queued" || value === "pending" ? value : "unknown";
}

export function parseRole(value: unknown): Role | undefined {
  return value === "admin" || value === "operator" || value === "viewer" ? value : undefined;
}

const ORDER: readonly SessionMode[] = ["primary", "queued", "observer", "pending", "unknown"];

/**
 * Returns the list in the order it is shown: primary, queued, observers, pending.
 *
 * @param now the time of arrival, to which the remaining seconds relate
 */
export function parseSessions(value: unknown, now: number): readonly Session[] {
  if (!Array.isArray(value)) {
    return [];
  }
  return value
    .map((row) => parseSession(asJson(row), now))
    .filter((session) => session !== undefined)
    .sort(
      (a, b) =>
        ORDER.indexOf(a.mode) - ORDER.indexOf(b.mode) ||
        (a.queuePosition ?? 0) - (b.queuePosition ?? 0) ||
        (a.since ?? 0) - (b.since ?? 0),
    );
}

function parseSession(row: Json, now: number): Session | undefined {
  const id = text(row["id"]) ?? text(row["sessionId"]);
  if (id === undefined) {
    return undefined;
  }
  const role = parseRole(row["role"]);
  const reasons = row["pendingReasons"];
  return {
    id,
    mode: parseMode(row["mode"]),
    inGrace: row["inGrace"] === true,
    pendingReasons: Array.isArray(reasons) ? reasons.filter((reason) => typeof reason === "string") : [],
    legacy: row["legacy"] === true,
    mayControl: typeof row["mayControl"] === "boolean" ? row["mayControl"] : role !== "viewer",
    ...defined({
      role,
      nickname: text(row["nickname"]),
      browser: capitalised(text(row["browser"])),
      source: text(row["source"]),
      user: text(row["user"]),
      since: time(row["created_at"] ?? row["createdAt"]),
      queuePosition: number(row["queuePosition"]),
      until: deadline(row["secondsLeft"], now),
      requestUntil: deadline(row["requestSecondsLeft"], now),
    }),
  };
}

function deadline(seconds: unknown, now: number): number | undefined {
  const left = number(seconds);
  return left === undefined ? undefined : now + left * 1000;
}

/** The nickname, or a description; never the id. */
export function displayName(session: Pick<Session, "nickname" | "browser">): string {
  return session.nickname ?? (session.browser === undefined ? t("session.guest") : t("session.guestOn", { browser: session.browser }));
}

export function capitalised(value: string | undefined): string | undefined {
  return value === undefined ? undefined : value.charAt(0).toUpperCase() + value.slice(1);
}
