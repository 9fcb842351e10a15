// SPDX-License-Identifier: Apache-2.0

const FIRST_MILLIS = 250;
const LONGEST_MILLIS = 10_000;

/**
 * How long to wait before the next attempt: doubles from a quarter of a second (a bundle that is being replaced is
 * back by then) to ten seconds, and up to a fifth longer by chance.
 */
export function backoffMillis(failures: number, jitter: number): number {
  const wait = Math.min(LONGEST_MILLIS, FIRST_MILLIS * 2 ** Math.min(failures, 16));
  return Math.round(wait * (1 + jitter * 0.2));
}
