// SPDX-License-Identifier: Apache-2.0

import type { Shape } from "./board";
import type { LayoutData } from "./keyMap";

const NONE = "\t";
const INTL_BACKSLASH = 0x64;
const INTL_RO = 0x87;

/** What decides which character a key makes. */
export interface Levels {
  readonly shift: boolean;
  readonly altGr: boolean;
  readonly caps: boolean;
}

/** What is printed on a key: the character that it makes now, and what Shift and AltGr would make. */
export interface Legend {
  readonly main: string;
  readonly shift?: string;
  readonly altGr?: string;
}

/** The legends of a layout. */
export class Legends {
  readonly shape: Shape;
  private readonly levels: ReadonlyMap<number, readonly string[]>;

  constructor(layout: LayoutData) {
    this.levels = new Map(layout.map(([usage, levels]) => [usage, [...levels]]));
    this.shape = this.levels.has(INTL_RO) ? "jis" : this.levels.has(INTL_BACKSLASH) ? "iso" : "ansi";
  }

  /** Returns the legend of a key by its HID usage; undefined for one that makes no character in this layout. */
  of(usage: number, { shift, altGr, caps }: Levels): Legend | undefined {
    const found = this.levels.get(usage);
    if (found === undefined || found[0] === " ") {
      return undefined;
    }
    const [plain, shifted, third, fourth] = found.map(shown);
    const letter = plain !== undefined && shifted !== undefined && plain !== shifted && isUpperOf(plain, shifted);
    const upper = letter ? shift !== caps : shift;
    const main = altGr ? (upper ? fourth : third) : upper ? shifted : plain;
    if (altGr || shift) {
      return { main: main ?? "" };
    }
    return {
      main: main ?? "",
      ...(letter || shifted === undefined ? {} : { shift: shifted }),
      ...(third === undefined ? {} : { altGr: third }),
    };
  }
}

/** Turkish has two letters i. */
function isUpperOf(plain: string, shifted: string): boolean {
  return plain.toUpperCase() === shifted || plain.toLocaleUpperCase("tr") === shifted;
}

/** A dead key is shown with a dotted circle in place of the letter that follows. */
function shown(character: string): string | undefined {
  return character === NONE ? undefined : /^[\u0300-\u036f]$/.test(character) ? `\u25cc${character}` : character;
}
