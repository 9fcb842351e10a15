// SPDX-License-Identifier: Apache-2.0

import { t } from "../../i18n/i18n";
import type { BundleChange, Upgrade } from "../../login/upgrade";

const STATES: Readonly<Record<string, string>> = {
  get idle() { return t("upgradeText.noUpgradeYetTheDeviceRuns"); },
  get checking() { return t("upgradeText.theFileIsBeingChecked"); },
  get installing() { return t("upgradeText.bundlesAreBeingReplacedVideoAnd"); },
  get probation() { return t("upgradeText.theNewSoftwareRunsAndIs"); },
  get committed() { return t("upgradeText.inForceForGood"); },
  get staged() { return t("upgradeText.storedInForceFromTheNext"); },
  get rolling_back() { return t("common.thePreviousSoftwareIsBeingPut"); },
  get rolled_back() { return t("upgradeText.rolledBackThePreviousSoftwareRuns"); },
  get refused() { return t("upgradeText.refusedNothingWasChanged"); },
  get failed() { return t("upgradeText.failedTheNextStartOfThe"); },
};

/** Steps that every upgrade has; a step of newer firmware is shown by its own word. */
const STEPS: Readonly<Record<string, string>> = {
  get received() { return t("upgradeText.fileReceived"); },
  get verified() { return t("upgradeText.signatureAndContentsVerified"); },
  get stored() { return t("upgradeText.bundlesStored"); },
  get trial() { return t("upgradeText.trialNoted"); },
  get swapping() { return t("upgradeText.replacingBundles"); },
  get swapped() { return t("upgradeText.bundlesReplaced"); },
  get swap_failed() { return t("upgradeText.bundlesCouldNotBeReplaced"); },
  get probation() { return t("upgradeText.underObservation"); },
  get committing() { return t("upgradeText.makingItPermanent"); },
  get committed() { return t("upgradeText.permanent"); },
  get staging() { return t("upgradeText.storingForTheNextStart"); },
  get staged() { return t("upgradeText.storedForTheNextStart"); },
  get restarting() { return t("upgradeText.restartingTheDevice"); },
  get given_up() { return t("upgradeText.givenUp"); },
  get restoring() { return t("upgradeText.puttingThePreviousSetBack"); },
  get rolling_back() { return t("upgradeText.rollingBack"); },
  get rolled_back() { return t("upgradeText.rolledBack"); },
  get refused() { return t("upgradeText.refused"); },
  get failed() { return t("upgradeText.failed"); },
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
    return t("upgradeText.removed", { what: `${short} ${from}` });
  }
  return from === "" ? t("upgradeText.new", { what: `${short} ${to}` }) : `${short} ${from} → ${to}`;
}

/** Returns whether there may be something to roll back: the device decides. */
export function mayRollBack({ state }: Upgrade): boolean {
  return state === "probation" || state === "committed";
}
