// SPDX-License-Identifier: Apache-2.0

/** USB HID usages (Usage Tables, page 0x07) by the position of the key, `KeyboardEvent.code`; layouts do not matter. */
const USAGES: Readonly<Record<string, number>> = {
  ...run("Key", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0x04),
  ...run("Digit", "1234567890", 0x1e),
  Enter: 0x28, Escape: 0x29, Backspace: 0x2a, Tab: 0x2b, Space: 0x2c,
  Minus: 0x2d, Equal: 0x2e, BracketLeft: 0x2f, BracketRight: 0x30, Backslash: 0x31,
  Semicolon: 0x33, Quote: 0x34, Backquote: 0x35, Comma: 0x36, Period: 0x37, Slash: 0x38, CapsLock: 0x39,
  ...functionKeys(1, 12, 0x3a),
  PrintScreen: 0x46, ScrollLock: 0x47, Pause: 0x48, Insert: 0x49, Home: 0x4a, PageUp: 0x4b,
  Delete: 0x4c, End: 0x4d, PageDown: 0x4e, ArrowRight: 0x4f, ArrowLeft: 0x50, ArrowDown: 0x51, ArrowUp: 0x52,
  NumLock: 0x53, NumpadDivide: 0x54, NumpadMultiply: 0x55, NumpadSubtract: 0x56, NumpadAdd: 0x57, NumpadEnter: 0x58,
  ...run("Numpad", "1234567890", 0x59),
  NumpadDecimal: 0x63, IntlBackslash: 0x64, ContextMenu: 0x65, Power: 0x66, NumpadEqual: 0x67,
  ...functionKeys(13, 24, 0x68),
  Help: 0x75, Again: 0x79, Undo: 0x7a, Cut: 0x7b, Copy: 0x7c, Paste: 0x7d, Find: 0x7e,
  Props: 0x76, Select: 0x77,
  AudioVolumeMute: 0x7f, AudioVolumeUp: 0x80, AudioVolumeDown: 0x81, NumpadComma: 0x85,
  IntlRo: 0x87, KanaMode: 0x88, IntlYen: 0x89, Convert: 0x8a, NonConvert: 0x8b, Lang1: 0x90, Lang2: 0x91,
  Lang3: 0x92, Lang4: 0x93, Lang5: 0x94,
  // What page 0x07 has no usage for, as Linux reads e8 to fb; the device sends these in a consumer or system report.
  MediaPlayPause: 0xe8, MediaStop: 0xe9, MediaTrackPrevious: 0xea, MediaTrackNext: 0xeb, Eject: 0xec,
  BrowserHome: 0xf0, BrowserBack: 0xf1, BrowserForward: 0xf2, BrowserStop: 0xf3, BrowserSearch: 0xf4,
  Sleep: 0xf8, BrowserRefresh: 0xfa, LaunchApp2: 0xfb, WakeUp: 0xfc, LaunchMail: 0xfd, MediaSelect: 0xfe,
  BrowserFavorites: 0xff,
  ControlLeft: 0xe0, ShiftLeft: 0xe1, AltLeft: 0xe2, MetaLeft: 0xe3,
  ControlRight: 0xe4, ShiftRight: 0xe5, AltRight: 0xe6, MetaRight: 0xe7,
  // Firefox has its own names for these.
  VolumeMute: 0x7f, VolumeUp: 0x80, VolumeDown: 0x81, OSLeft: 0xe3, OSRight: 0xe7,
};

/** The usage of a key, or undefined for keys a USB keyboard does not have. */
export function usageOf(code: string): number | undefined {
  return Object.hasOwn(USAGES, code) ? USAGES[code] : undefined;
}

const CODES: ReadonlyMap<number, string> = new Map(
  // The standard name of a key comes before Firefox's.
  Object.entries(USAGES).reverse().map(([code, usage]) => [usage, code]),
);

/** The code of a usage; undefined for one that no key has. */
export function codeOf(usage: number): string | undefined {
  return CODES.get(usage);
}

export function isModifier(usage: number): boolean {
  return usage >= 0xe0 && usage <= 0xe7;
}

function run(prefix: string, names: string, first: number): Record<string, number> {
  return Object.fromEntries([...names].map((name, i) => [prefix + name, first + i]));
}

function functionKeys(from: number, to: number, first: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: to - from + 1 }, (_, i) => [`F${from + i}`, first + i]));
}
