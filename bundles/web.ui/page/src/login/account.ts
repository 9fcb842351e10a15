// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";
import { asJson, defined, text, time, type Json } from "../read";

export type Role = "admin" | "operator" | "viewer";

/** The login of this browser, from `GET /auth/me`. */
export interface OwnLogin {
  readonly hasPassword: boolean;
  /** Empty for the shared password, and on a device without a password. */
  readonly user: string;
  readonly role: Role;
  /** A login by a view link, which may only watch. */
  readonly byLink: boolean;
  readonly ownAccount: boolean;
  readonly totp: boolean;
}

export interface LoginRow {
  readonly id: string;
  readonly user: string;
  readonly current: boolean;
  readonly source: string;
  readonly client: string;
  readonly lastUsed?: number;
}

/** An API token or a view link. */
export interface GrantRow {
  readonly id: string;
  readonly name: string;
  readonly user: string;
  readonly scope: string;
  readonly idles: boolean;
  readonly expires?: number;
}

export interface AccountRow {
  readonly user: string;
  readonly role: Role;
  readonly disabled: boolean;
  readonly totp: boolean;
  readonly owner: boolean;
}

export interface Certificate {
  readonly sha256: string;
  readonly source: string;
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore?: number;
  readonly notAfter?: number;
}

export function parseOwnLogin(body: Json): OwnLogin {
  const user = text(body["user"]) ?? "";
  const byLink = user.startsWith("link:");
  return {
    hasPassword: body["authMode"] === "password",
    user,
    role: role(body["role"]),
    byLink,
    ownAccount: body["strength"] === "own_account" && user !== "" && !byLink,
    totp: body["totp"] === true,
  };
}

export function parseLogins(body: Json): readonly LoginRow[] {
  return rows(body["logins"]).map((row) => ({
    ...named(row),
    current: row["current"] === true,
    source: text(row["source"]) ?? "",
    client: text(row["client"]) ?? "",
    ...defined({ lastUsed: time(row["lastUsed"]) }),
  }));
}

/** @param list `tokens` or `links` */
export function parseGrants(body: Json, list: string): readonly GrantRow[] {
  return rows(body[list]).map((row) => ({
    ...named(row),
    name: text(row["name"]) ?? "",
    scope: text(row["scope"]) ?? "view",
    idles: row["idles"] === true,
    ...defined({ expires: time(row["expires"]) }),
  }));
}

export function parseAccounts(body: Json): readonly AccountRow[] {
  return rows(body["accounts"]).map((row) => ({
    user: text(row["user"]) ?? "",
    role: role(row["role"]),
    disabled: row["disabled"] === true,
    totp: row["totp"] === true,
    owner: row["owner"] === true,
  }));
}

export function parseCertificate(body: Json): Certificate {
  return {
    sha256: text(body["sha256"]) ?? "",
    source: text(body["source"]) ?? "",
    subject: text(body["subject"]) ?? "",
    issuer: text(body["issuer"]) ?? "",
    ...defined({ notBefore: time(body["notBefore"]), notAfter: time(body["notAfter"]) }),
  };
}

/** Returns browser and system of a User-Agent header, as far as they are known. */
export function clientName(userAgent: string): string {
  const browser = [
    ["Edg/", "Edge"],
    ["Firefox/", "Firefox"],
    ["Chrome/", "Chrome"],
    ["Safari/", "Safari"],
  ].find(([mark]) => userAgent.includes(mark ?? ""))?.[1];
  const system = [
    ["Android", "Android"],
    ["iPhone", "iPhone"],
    ["iPad", "iPad"],
    ["Windows", "Windows"],
    ["Mac OS", "macOS"],
    ["Linux", "Linux"],
  ].find(([mark]) => userAgent.includes(mark ?? ""))?.[1];
  if (browser === undefined) {
    return userAgent === "" ? t("account.unknownClient") : userAgent.slice(0, 40);
  }
  return system === undefined ? browser : t("account.on", { browser, system });
}

function named(row: Json): { readonly id: string; readonly user: string } {
  return { id: text(row["id"]) ?? "", user: text(row["user"]) ?? "" };
}

function rows(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(asJson) : [];
}

/** An unknown role counts as the least. */
function role(value: unknown): Role {
  const name = typeof value === "string" ? value.toLowerCase() : "";
  return name === "admin" || name === "operator" ? name : "viewer";
}
