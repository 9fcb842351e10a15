// SPDX-License-Identifier: Apache-2.0

/** As the device has it; it checks again. */
export const SHORTEST_PASSWORD = 8;

/** Returns what is wrong with a new password, typed twice; undefined for nothing. */
export function mistakeIn(password: string, again: string): string | undefined {
  if (password.length < SHORTEST_PASSWORD) {
    return `The password needs at least ${SHORTEST_PASSWORD} characters.`;
  }
  return password === again ? undefined : "The two passwords differ.";
}
