// SPDX-License-Identifier: Apache-2.0

import { asJson, defined, number, text, time, type Json } from "../read";

/** Upgrades of the device's software, as `/baton/upgrade` tells them. */

export interface BundleChange {
  readonly name: string;
  /** Empty for a bundle that is new. */
  readonly from: string;
  readonly to: string;
}

export interface UpgradeStep {
  readonly name: string;
  readonly at?: number;
  readonly detail: string;
}

export interface Upgrade {
  /** Empty while no attempt is recorded. */
  readonly id: string;
  readonly name: string;
  /** The word of the wire, such as `probation`. */
  readonly state: string;
  readonly running: boolean;
  readonly actor: string;
  readonly begun?: number;
  readonly steps: readonly UpgradeStep[];
  readonly bundles: readonly BundleChange[];
  /** Epoch milliseconds by the clock of the device. */
  readonly probationEnds?: number;
  readonly gapMillis: number;
  readonly reason: string;
  readonly detail: string;
}

export interface UpgradePlan {
  readonly name: string;
  readonly keyId: string;
  readonly bundles: readonly BundleChange[];
  /** In force from the next start of the device. */
  readonly staged: boolean;
  readonly probationSeconds: number;
}

export function parseUpgrade(body: Json): Upgrade {
  return {
    id: text(body["id"]) ?? "",
    name: text(body["name"]) ?? "",
    state: text(body["state"]) ?? "idle",
    running: body["running"] === true,
    actor: text(body["actor"]) ?? "",
    steps: rows(body["steps"]).map((step) => ({
      name: text(step["name"]) ?? "",
      detail: text(step["detail"]) ?? "",
      ...defined({ at: time(step["at"]) }),
    })),
    bundles: changes(body),
    gapMillis: number(body["gapMillis"]) ?? 0,
    reason: text(body["reason"]) ?? "",
    detail: text(body["detail"]) ?? "",
    ...defined({ begun: time(body["begun"]), probationEnds: time(body["probationEnds"]) }),
  };
}

export function parsePlan(body: Json): UpgradePlan {
  return {
    name: text(body["name"]) ?? "",
    keyId: text(body["keyId"]) ?? "",
    bundles: changes(body),
    staged: body["staged"] === true,
    probationSeconds: number(body["probationSeconds"]) ?? 0,
  };
}

export function parseHistory(body: Json): readonly Upgrade[] {
  return rows(body["attempts"]).map(parseUpgrade);
}

/**
 * Returns the seconds until an upgrade in probation is permanent; undefined in no probation. The clocks of device and
 * browser may differ: there are never more than the device gave it.
 */
export function probationSecondsLeft(upgrade: Upgrade, now: number): number | undefined {
  const ends = upgrade.probationEnds;
  if (upgrade.state !== "probation" || ends === undefined) {
    return undefined;
  }
  const began = upgrade.steps.find((step) => step.name === "probation")?.at;
  const longest = began === undefined ? Number.POSITIVE_INFINITY : ends - began;
  return Math.ceil(Math.min(Math.max(0, ends - now), longest) / 1000);
}

function changes(body: Json): readonly BundleChange[] {
  return rows(body["bundles"]).map((change) => ({
    name: text(change["symbolicName"]) ?? "",
    from: text(change["fromVersion"]) ?? "",
    to: text(change["toVersion"]) ?? "",
  }));
}

function rows(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(asJson) : [];
}
