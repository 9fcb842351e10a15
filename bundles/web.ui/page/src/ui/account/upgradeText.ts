// SPDX-License-Identifier: Apache-2.0

import type { BundleChange, Upgrade } from "../../login/upgrade";

const STATES: Readonly<Record<string, string>> = {
  idle: "No upgrade yet: the device runs what it was delivered with.",
  checking: "The file is being checked.",
  installing: "Bundles are being replaced. Video and sessions go on.",
  probation: "The new software runs and is observed.",
  committed: "In force for good.",
  staged: "Stored. In force from the next start of the device.",
  rolling_back: "The previous software is being put back.",
  rolled_back: "Rolled back: the previous software runs.",
  refused: "Refused. Nothing was changed.",
  failed: "Failed. The next start of the device has the previous software.",
};

/** Steps that every upgrade has; a step of newer firmware is shown by its own word. */
const STEPS: Readonly<Record<string, string>> = {
  received: "File received",
  verified: "Signature and contents verified",
  stored: "Bundles stored",
  trial: "Trial noted",
  swapping: "Replacing bundles",
  swapped: "Bundles replaced",
  swap_failed: "Bundles could not be replaced",
  probation: "Under observation",
  committing: "Making it permanent",
  committed: "Permanent",
  staging: "Storing for the next start",
  staged: "Stored for the next start",
  restarting: "Restarting the device",
  given_up: "Given up",
  restoring: "Putting the previous set back",
  rolling_back: "Rolling back",
  rolled_back: "Rolled back",
  refused: "Refused",
  failed: "Failed",
};

export function stateText(state: string): string {
  return STATES[state] ?? state;
}

export function stepText(name: string): string {
  return STEPS[name] ?? name.replaceAll("_", " ");
}

/** Returns what changes in a bundle; the prefix that all have is left out. */
export function changeText({ name, from, to }: BundleChange): string {
  const short = name.replace(/^io\.baton\./, "");
  if (to === "") {
    return `${short} ${from} (removed)`;
  }
  return from === "" ? `${short} ${to} (new)` : `${short} ${from} → ${to}`;
}

/** Returns whether there may be something to roll back: the device decides. */
export function mayRollBack({ state }: Upgrade): boolean {
  return state === "probation" || state === "committed";
}
