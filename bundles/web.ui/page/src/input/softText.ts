// SPDX-License-Identifier: Apache-2.0

import type { Stroke } from "./keyMap";

/** What the user of a soft keyboard did to a text. */
export interface Edit {
  /** Characters to delete before the caret. */
  readonly removed: number;
  readonly text: string;
}

/** Returns what changed between two states of a field: one piece, wherever it is. */
export function editOf(before: string, after: string): Edit {
  const old = [...before];
  const now = [...after];
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) {
    start++;
  }
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === now[now.length - 1 - end]) {
    end++;
  }
  return { removed: old.length - start - end, text: now.slice(start, now.length - end).join("") };
}

/** Lines that a soft keyboard can delete, so that Backspace changes the field even where nothing was typed. */
export const SENTINEL = "\n".repeat(12);

const MAX_LENGTH = 400;

/** A longer text at once comes from a clipboard, and has the paste dialog. */
const MAX_TEXT = 200;

const BACKSPACE: Stroke = { usage: 0x2a, modifiers: 0 };

export interface SoftTarget {
  stroke(stroke: Stroke): void;
  /** The keys of the text were sent. */
  typed(): void;
  /** These characters have no keys. */
  untypable(characters: readonly string[]): void;
  tooLong(): void;
}

/** Types what a soft keyboard writes into a field: characters by the key map, and Backspace and Enter as keys. */
export class SoftText {
  private value = SENTINEL;

  constructor(private readonly target: SoftTarget) {}

  /**
   * The field has changed.
   *
   * @param strokes the keys of a text, by character
   * @returns what the field is to contain instead; undefined to leave it, since a soft keyboard loses its suggestions
   */
  changed(value: string, composing: boolean, strokes: (character: string) => readonly Stroke[] | undefined): string | undefined {
    const { removed, text } = editOf(this.value, value);
    this.value = value;
    const characters = [...text.replace(/\r\n?/g, "\n").normalize("NFC")];
    if (characters.length > MAX_TEXT) {
      this.target.tooLong();
      return this.reset();
    }
    for (let i = 0; i < removed; i++) {
      this.target.stroke(BACKSPACE);
    }
    const missing = new Set<string>();
    for (const character of characters) {
      const keys = strokes(character);
      if (keys === undefined) {
        missing.add(character);
      } else {
        keys.forEach((stroke) => this.target.stroke(stroke));
      }
    }
    if (missing.size > 0) {
      this.target.untypable([...missing]);
    }
    if (removed > 0 || characters.length > missing.size) {
      this.target.typed();
    }
    // A line is over, the lines to delete are running out, or the text grows: begin again between two words.
    const again = text.includes("\n") || !value.startsWith(SENTINEL) || (value.length > MAX_LENGTH && /\s$/.test(value));
    return again && !composing ? this.reset() : undefined;
  }

  reset(): string {
    this.value = SENTINEL;
    return SENTINEL;
  }
}
