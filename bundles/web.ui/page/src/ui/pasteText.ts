// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";
import type { PasteEnd } from "../input/paste";
import { duration } from "./timeText";

/** More names than this are counted only. */
const NAMED = 30;

const INVISIBLE: Readonly<Record<string, string>> = {
  get "\u00a0"() { return t("pasteText.noBreakSpace"); },
  get "\u00ad"() { return t("pasteText.softHyphen"); },
  get "\u200b"() { return t("pasteText.zeroWidthSpace"); },
  get "\ufeff"() { return t("pasteText.byteOrderMark"); },
};

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
  const typed = { done, count: total };
  switch (end) {
    case "done":
      return t("pasteEnd.done", { count: total });
    case "cancelled":
      return t("pasteEnd.cancelled", typed);
    case "replaced":
      return t("pasteEnd.replaced", typed);
    case "control_lost":
      return t("pasteEnd.control_lost", typed);
    case "target_lost":
      return t("pasteEnd.target_lost", typed);
    case "target_busy":
      return t("pasteEnd.target_busy", typed);
    case "interrupted":
      return t("pasteEnd.interrupted", typed);
    case "stopped":
      return t("pasteEnd.stopped", typed);
    case "no_answer":
      return t("pasteEnd.no_answer", typed);
  }
}
