// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";

/** As the device has it; it checks again. */
export const SHORTEST_PASSWORD = 8;

/** Returns what is wrong with a new password, typed twice; undefined for nothing. */
export function mistakeIn(password: string, again: string): string | undefined {
  if (password.length < SHORTEST_PASSWORD) {
    return t("passwordRule.thePasswordNeedsAtLeastCharacters", { count: SHORTEST_PASSWORD });
  }
  return password === again ? undefined : t("passwordRule.theTwoPasswordsDiffer");
}
