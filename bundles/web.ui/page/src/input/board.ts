// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";

/** The keys of a full-size keyboard and their places, in units of one key. */
export interface BoardKey {
  readonly code: string;
  readonly x: number;
  readonly row: number;
  readonly width: number;
  /** Rows that the key covers. */
  readonly height: number;
}

export type BlockName = "main" | "navigation" | "keypad";

export interface Block {
  readonly name: BlockName;
  readonly label: string;
  /** Units. */
  readonly width: number;
  readonly keys: readonly BoardKey[];
}

/** `ansi` has 104 keys, `iso` 105, `jis` those of Japan without the keys for kana. */
export type Shape = "ansi" | "iso" | "jis";

const LETTERS = {
  digits: "Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal",
  upper: "Tab*1.5 KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight",
  home: "CapsLock*1.75 KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote",
  lower: "KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash",
};

/** A row is a list of keys, `*` with the width in units; a number is a gap. */
const FUNCTIONS = "Escape 1 F1 F2 F3 F4 .5 F5 F6 F7 F8 .5 F9 F10 F11 F12";
const BOTTOM = "ControlLeft*1.25 MetaLeft*1.25 AltLeft*1.25 Space*6.25 AltRight*1.25 MetaRight*1.25 ContextMenu*1.25 ControlRight*1.25";

const MAIN: Readonly<Record<Shape, readonly string[]>> = {
  ansi: [
    FUNCTIONS,
    `${LETTERS.digits} Backspace*2`,
    `${LETTERS.upper} Backslash*1.5`,
    `${LETTERS.home} Enter*2.25`,
    `ShiftLeft*2.25 ${LETTERS.lower} ShiftRight*2.75`,
    BOTTOM,
  ],
  iso: [
    FUNCTIONS,
    `${LETTERS.digits} Backspace*2`,
    `${LETTERS.upper} .25 Enter*1.25*2`,
    `${LETTERS.home} Backslash`,
    `ShiftLeft*1.25 IntlBackslash ${LETTERS.lower} ShiftRight*2.75`,
    BOTTOM,
  ],
  jis: [
    FUNCTIONS,
    `${LETTERS.digits} IntlYen Backspace`,
    `${LETTERS.upper} .25 Enter*1.25*2`,
    `${LETTERS.home} Backslash`,
    `ShiftLeft*2.25 ${LETTERS.lower} IntlRo ShiftRight*1.75`,
    BOTTOM,
  ],
};

const NAVIGATION = [
  "PrintScreen ScrollLock Pause",
  "Insert Home PageUp",
  "Delete End PageDown",
  "",
  "1 ArrowUp",
  "ArrowLeft ArrowDown ArrowRight",
];

const KEYPAD = [
  "",
  "NumLock NumpadDivide NumpadMultiply NumpadSubtract",
  "Numpad7 Numpad8 Numpad9 NumpadAdd*1*2",
  "Numpad4 Numpad5 Numpad6",
  "Numpad1 Numpad2 Numpad3 NumpadEnter*1*2",
  "Numpad0*2 NumpadDecimal",
];

/** Returns the blocks of a keyboard, from left to right. */
export function blocks(shape: Shape): readonly Block[] {
  return [
    { name: "main", label: t("common.letters"), width: 15, keys: keysOf(MAIN[shape]) },
    { name: "navigation", label: t("common.navigation"), width: 3, keys: keysOf(NAVIGATION) },
    { name: "keypad", label: t("common.keypad"), width: 4, keys: keysOf(KEYPAD) },
  ];
}

export type Direction = "left" | "right" | "up" | "down";

/** Returns the key that an arrow key leads to from another; the same key at the edge of its block. */
export function neighbour(block: Block, code: string, direction: Direction): string {
  const from = block.keys.find((key) => key.code === code);
  if (from === undefined) {
    return block.keys[0]?.code ?? code;
  }
  const inRow = direction === "left" || direction === "right";
  const middle = from.x + from.width / 2;
  const distance = (key: BoardKey): number =>
    inRow ? Math.abs(key.x + key.width / 2 - middle) : Math.abs(key.row - from.row) * 100 + Math.abs(key.x + key.width / 2 - middle);
  const found = block.keys.filter((key) => {
    switch (direction) {
      case "left":
        return covers(key, from) && key.x < from.x;
      case "right":
        return covers(key, from) && key.x > from.x;
      case "up":
        return key.row < from.row;
      case "down":
        return key.row >= from.row + from.height;
    }
  });
  return found.reduce<BoardKey | undefined>((best, key) => (best === undefined || distance(key) < distance(best) ? key : best), undefined)?.code ?? code;
}

function covers(key: BoardKey, other: BoardKey): boolean {
  return key.row < other.row + other.height && other.row < key.row + key.height;
}

function keysOf(rows: readonly string[]): readonly BoardKey[] {
  return rows.flatMap((text, row) => {
    let x = 0;
    const keys: BoardKey[] = [];
    for (const part of text.split(" ").filter((each) => each !== "")) {
      if (/^[\d.]+$/.test(part)) {
        x += Number(part);
      } else {
        const [code = "", width = "1", height = "1"] = part.split("*");
        keys.push({ code, x, row, width: Number(width), height: Number(height) });
        x += Number(width);
      }
    }
    return keys;
  });
}
