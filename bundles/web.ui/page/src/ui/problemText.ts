// SPDX-License-Identifier: Apache-2.0

import { isTextKey, textNamed } from "../i18n/i18n";
import type { Problem } from "../problem";

/**
 * By code: what it means, and, with `.advice`, what the user can do. `docs/errors.md` has the same for clients.
 */
const PREFIX = "problem.";

/** Returns what was refused and what to do; the sentence of the device takes precedence. */
export function problemText(problem: Problem): string {
  if (problem.code === undefined) {
    return problem.message;
  }
  const known = isKnownCode(problem.code) ? problem.code : "unknown";
  const meaning = textNamed(PREFIX + known) ?? "";
  const advice = textNamed(`${PREFIX}${known}.advice`) ?? "";
  // Other firmware sends the reason alone, which is no sentence for a user.
  if (!problem.message.includes(" ")) {
    return `${meaning} ${advice}`;
  }
  // The texts of JetKVM's API end without a full stop and say what is wrong, but not what to do.
  return /[.!?]$/.test(problem.message) ? problem.message : `${problem.message}. ${advice}`;
}

/** Returns code and correlation id, for a report to an administrator; undefined where the device gave none. */
export function problemReference(problem: Problem): string | undefined {
  if (problem.code === undefined || problem.code === "unreachable") {
    return undefined;
  }
  return problem.correlationId === undefined ? problem.code : `${problem.code} · ${problem.correlationId}`;
}

/** Returns whether the page has words for a code. */
export function isKnownCode(code: string): boolean {
  return code !== "unknown" && !code.includes(".") && isTextKey(PREFIX + code);
}
