// SPDX-License-Identifier: Apache-2.0

/**
 * The keys of a layout: HID usage and the characters of up to four levels (plain, Shift, AltGr, Shift + AltGr). A tab is a
 * level without a character, a combining character a dead key.
 */
export type LayoutData = readonly (readonly [usage: number, levels: string])[];

/** A key with the modifier bits of a keyboard report. */
export interface Stroke {
  readonly usage: number;
  readonly modifiers: number;
}

const SHIFT_LEFT = 0x02;
const ALT_GR = 0x40;
const LEVELS = [0, SHIFT_LEFT, ALT_GR, SHIFT_LEFT | ALT_GR] as const;

/** Layouts differ between systems mostly in what AltGr makes: keys without it come first, then dead keys. */
const LEVEL_COSTS = [0, 0, 10, 30] as const;
const DEAD_KEY_COST = 5;

const ENTER: Stroke = { usage: 0x28, modifiers: 0 };
const TAB: Stroke = { usage: 0x2b, modifiers: 0 };
const NONE = "\t";
const COMBINING = /[\u0300-\u036f]/;

/** What a dead key makes with the space bar, by the Compose file of libX11. */
const WITH_SPACE: Readonly<Record<string, string>> = {
  "\u0300": "`",
  "\u0301": "'",
  "\u0302": "^",
  "\u0303": "~",
  "\u0304": "¯",
  "\u0306": "˘",
  "\u0307": "˙",
  "\u0308": '"',
  "\u030a": "°",
  "\u030b": "˝",
  "\u030c": "ˇ",
  "\u0327": "¸",
  "\u0328": "˛",
};

/** What a dead key makes when it is pressed twice, where the space bar makes another character. */
const TWICE: Readonly<Record<string, string>> = { "\u0301": "´", "\u0308": "¨" };

/** The same character for a typist: the map is asked for the second where it has not the first. */
const ALIKE: Readonly<Record<string, string>> = { "\u00b5": "\u03bc", "\u03bc": "\u00b5" };

interface Way {
  readonly strokes: readonly Stroke[];
  readonly cost: number;
}

/** Finds the key strokes that make a character in a layout. */
export class KeyMap {
  private readonly ways = new Map<string, Way>();

  constructor(layout: LayoutData) {
    const dead = new Map<string, Way>();
    for (const [usage, levels] of layout) {
      [...levels].forEach((character, level) => {
        const way = { strokes: [{ usage, modifiers: LEVELS[level] ?? 0 }], cost: LEVEL_COSTS[level] ?? 0 };
        if (character !== NONE) {
          add(COMBINING.test(character) ? dead : this.ways, character, way);
        }
      });
    }
    const direct = [...this.ways];
    for (const [mark, first] of dead) {
      for (const [base, second] of direct) {
        const made = base === " " ? WITH_SPACE[mark] : composition(base, mark);
        if (made !== undefined) {
          this.combine(made, first, second);
        }
      }
      const twice = TWICE[mark];
      if (twice !== undefined) {
        this.combine(twice, first, first);
      }
    }
    this.ways.set("\n", { strokes: [ENTER], cost: 0 });
    this.ways.set("\t", { strokes: [TAB], cost: 0 });
  }

  /** Returns the strokes for a character of a text that {@link typedText} has prepared; undefined if there are none. */
  strokes(character: string): readonly Stroke[] | undefined {
    const way = this.ways.get(character) ?? this.ways.get(ALIKE[character] ?? "");
    return way?.strokes;
  }

  private combine(made: string, first: Way, second: Way): void {
    const cost = first.cost + second.cost + DEAD_KEY_COST;
    add(this.ways, made, { strokes: [...first.strokes, ...second.strokes], cost });
  }
}

/** Returns a text with one form of each character and of each line ending. */
export function typedText(text: string): string {
  return text.replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n").normalize("NFC");
}

/** Returns the characters of a text in the order of their first appearance that a layout has no keys for. */
export function untypable(text: string, map: KeyMap): readonly string[] {
  return [...new Set(typedText(text))].filter((character) => map.strokes(character) === undefined);
}

/** Returns the strokes of each character of a text that can be typed. */
export function strokesOf(text: string, map: KeyMap): readonly (readonly Stroke[])[] {
  return [...typedText(text)].map((character) => map.strokes(character)).filter((strokes) => strokes !== undefined);
}

function composition(base: string, mark: string): string | undefined {
  const made = (base + mark).normalize("NFC");
  return /\p{L}/u.test(base) && [...made].length === 1 ? made : undefined;
}

function add(ways: Map<string, Way>, character: string, way: Way): void {
  const known = ways.get(character);
  if (known === undefined || way.cost < known.cost) {
    ways.set(character, way);
  }
}
