// SPDX-License-Identifier: Apache-2.0

import type { PasteEnd } from "../input/paste";
import { duration } from "./timeText";

/** More names than this are counted only. */
const NAMED = 30;

const INVISIBLE: Readonly<Record<string, string>> = {
  "\u00a0": "no-break space",
  "\u00ad": "soft hyphen",
  "\u200b": "zero-width space",
  "\ufeff": "byte order mark",
};

export function characters(count: number): string {
  return count === 1 ? "1 character" : `${count} characters`;
}

/** Returns what a reader can see of a character: itself, or the name or number of one that is invisible. */
export function characterName(character: string): string {
  const number = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  return INVISIBLE[character] ?? (/[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? character : number);
}

/** Returns the names of the characters that a layout cannot type, and how many more there are. */
export function untypableNames(found: readonly string[]): { readonly names: readonly string[]; readonly more: number } {
  return { names: found.slice(0, NAMED).map(characterName), more: Math.max(0, found.length - NAMED) };
}

export function pasteTime(millis: number): string {
  return duration(Math.ceil(millis / 1000));
}

/** Says how a paste ended, and where. */
export function pasteEndText(end: PasteEnd, done: number, total: number): string {
  const count = `${done} of ${characters(total)}`;
  switch (end) {
    case "done":
      return `Typed ${characters(total)}.`;
    case "cancelled":
      return `Cancelled. At least ${count} were typed; all keys are released.`;
    case "replaced":
      return `Stopped: this session started another macro. At least ${count} were typed.`;
    case "control_lost":
      return `Stopped: this session has lost control or its connection. At least ${count} were typed.`;
    case "target_lost":
      return `Stopped: the target takes no keys. About ${count} were typed; check the target before you go on.`;
    case "target_busy":
      return `Stopped: the target did not take the keys in time. At least ${count} were typed; more time for each key may help.`;
    case "interrupted":
      return `Stopped: the device released all keys, because input was lost or a part of it was replaced. At least ${count} were typed; check the target before you go on.`;
    case "stopped":
      return `Stopped by the device. At least ${count} were typed; check the target before you go on.`;
    case "no_answer":
      return `Stopped: the device does not answer. At least ${count} were typed.`;
  }
}
