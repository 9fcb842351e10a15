// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";
import { codeOf, isModifier } from "../protocol/usages";

const MODIFIERS = ["Ctrl", "Shift", "Alt", "Win", "Right Ctrl", "Right Shift", "AltGr", "Right Win"] as const;

const NAMES: Readonly<Record<string, string>> = {
  Escape: "Esc", Backquote: "`", Minus: "-", Equal: "=", BracketLeft: "[", BracketRight: "]", Backslash: "\\",
  Semicolon: ";", Quote: "'", Comma: ",", Period: ".", Slash: "/", IntlBackslash: "<", CapsLock: "Caps Lock",
  PrintScreen: "PrtSc", ScrollLock: "Scroll Lock", Insert: "Ins", Delete: "Del", PageUp: "PgUp", PageDown: "PgDn",
  ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", NumLock: "Num Lock", ContextMenu: "Menu",
  NumpadDivide: "Num /", NumpadMultiply: "Num *", NumpadSubtract: "Num -", NumpadAdd: "Num +",
  NumpadEnter: "Num Enter", NumpadDecimal: "Num .", NumpadEqual: "Num =", NumpadComma: "Num ,",
  get AudioVolumeMute() { return t("keyNames.mute"); }, get AudioVolumeUp() { return t("keyNames.volumeUp"); }, get AudioVolumeDown() { return t("keyNames.volumeDown"); },
};

/** The bits of the DOM's `buttons`. */
const buttonNames = (): readonly string[] => [t("keyNames.leftButton"), t("keyNames.rightButton"), t("keyNames.middleButton"), t("keyNames.backButton"), t("keyNames.forwardButton")];

/** Returns the name of a key by its HID usage, as on a US keyboard. */
export function keyName(usage: number): string {
  if (isModifier(usage)) {
    return MODIFIERS[usage - 0xe0] ?? "";
  }
  const code = codeOf(usage);
  if (code === undefined) {
    return `Key ${usage.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return NAMES[code] ?? code.replace(/^(Key|Digit)/, "").replace(/^Numpad/, "Num ");
}

/** What the device reports as down: modifiers first, then keys in the order of their presses. */
export interface KeysDown {
  readonly modifier: number;
  /** HID usages; 0 for none. */
  readonly keys: readonly number[];
}

export const NO_KEYS: KeysDown = { modifier: 0, keys: [] };

/** The usage in every slot when more keys are down than a report holds. */
const ROLL_OVER = 0x01;

/** Returns the names of what is held down: modifiers, keys, then the buttons of the mouse. */
export function heldNames({ modifier, keys }: KeysDown, buttons: number): readonly string[] {
  const modifiers = MODIFIERS.filter((_, bit) => (modifier & (1 << bit)) !== 0);
  const others = keys.includes(ROLL_OVER) ? [t("keyNames.tooManyKeys")] : keys.filter((usage) => usage !== 0).map(keyName);
  const pressed = buttonNames().filter((_, bit) => (buttons & (1 << bit)) !== 0);
  return [...modifiers, ...others, ...pressed];
}
