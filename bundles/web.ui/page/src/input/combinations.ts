// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";
import { isModifier, usageOf } from "../protocol/usages";
import { browserAfter, TAP_MILLIS, type After, type KeyPresser } from "./boardKeys";
import { keyName } from "./keyNames";

/** Keys that are pressed in this order, held together, and released in the reverse order. */
export type Combination = readonly string[];

export interface Named {
  readonly keys: Combination;
  readonly label: string;
  /** What it does where the keys do not tell. */
  readonly hint?: string;
  /** Asked before it is sent: it ends programs or the system. */
  readonly confirm?: string;
}

export interface Group {
  readonly label: string;
  readonly items: readonly Named[];
}

const named = (...keys: string[]): Named => ({ keys, label: combinationName(keys) });

const sysRq = (letter: string, hint: string, confirm?: string): Named => ({
  keys: ["AltLeft", "PrintScreen", `Key${letter}`],
  label: `Alt + SysRq + ${letter}`,
  hint,
  ...(confirm === undefined ? {} : { confirm }),
});

/** The combinations that every operator has. */
export function builtIn(): readonly Group[] {
  return [
    {
      label: t("combinations.common"),
      items: [
        named("ControlLeft", "AltLeft", "Delete"),
        named("AltLeft", "Tab"),
        named("AltLeft", "F4"),
        named("ControlLeft", "ShiftLeft", "Escape"),
        named("ControlLeft", "AltLeft", "Backspace"),
        named("MetaLeft"),
        named("MetaLeft", "KeyL"),
        named("MetaLeft", "KeyR"),
        named("MetaLeft", "Tab"),
        named("PrintScreen"),
        named("AltLeft", "PrintScreen"),
      ],
    },
    {
      label: t("combinations.linuxConsoles"),
      items: Array.from({ length: 12 }, (_, i) => named("ControlLeft", "AltLeft", `F${i + 1}`)),
    },
    {
      label: t("combinations.linuxKernelSysrq"),
      items: [
        sysRq("H", t("combinations.listTheCommands")),
        sysRq("R", t("combinations.takeTheKeyboardBack")),
        sysRq("E", t("combinations.endAllPrograms"), t("combinations.endAllProgramsOnTheTarget")),
        sysRq("I", t("combinations.killAllPrograms"), t("combinations.killAllProgramsOnTheTarget")),
        sysRq("S", t("combinations.writeAllDataToDisk")),
        sysRq("U", t("combinations.mountDisksReadOnly"), t("combinations.mountTheTargetsDisksReadOnly")),
        sysRq("B", t("combinations.restartAtOnce"), t("combinations.restartTheTargetAtOnceWithout")),
      ],
    },
  ];
}

export const MAX_OWN = 24;
const MAX_KEYS = 6;
const MAX_TEXT = 80;

const ALIASES: Readonly<Record<string, string>> = {
  ctrl: "ControlLeft", control: "ControlLeft", shift: "ShiftLeft", alt: "AltLeft", option: "AltLeft",
  win: "MetaLeft", windows: "MetaLeft", meta: "MetaLeft", super: "MetaLeft", cmd: "MetaLeft", command: "MetaLeft",
  altgr: "AltRight", rightctrl: "ControlRight", rightshift: "ShiftRight", rightalt: "AltRight", rightwin: "MetaRight",
  del: "Delete", ins: "Insert", esc: "Escape", return: "Enter", space: "Space", pgup: "PageUp", pgdn: "PageDown", pgdown: "PageDown",
  up: "ArrowUp", down: "ArrowDown", left: "ArrowLeft", right: "ArrowRight",
  prtsc: "PrintScreen", prtscn: "PrintScreen", sysrq: "PrintScreen", break: "Pause", menu: "ContextMenu",
  caps: "CapsLock", num: "NumLock", scroll: "ScrollLock", plus: "NumpadAdd", minus: "Minus",
  "-": "Minus", "=": "Equal", "[": "BracketLeft", "]": "BracketRight", "\\": "Backslash", ";": "Semicolon", "'": "Quote",
  "`": "Backquote", ",": "Comma", ".": "Period", "/": "Slash",
  "←": "ArrowLeft", "→": "ArrowRight", "↑": "ArrowUp", "↓": "ArrowDown",
};

/** Codes that are typed as they are; the others have a name of their own. */
const BY_CODE: ReadonlyMap<string, string> = new Map(
  [
    ..."ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("").map((letter): [string, string] => [letter, `Key${letter}`]),
    ..."0123456789".split("").map((digit): [string, string] => [digit, `Digit${digit}`]),
    ...Array.from({ length: 24 }, (_, i): [string, string] => [`F${i + 1}`, `F${i + 1}`]),
    ...[
      "Tab", "Enter", "Escape", "Backspace", "Space", "Delete", "Insert", "Home", "End", "PageUp", "PageDown", "PrintScreen", "Pause",
      "CapsLock", "NumLock", "ScrollLock", "ContextMenu", "NumpadEnter", "NumpadAdd", "NumpadSubtract", "NumpadMultiply",
      "NumpadDivide", "NumpadDecimal", ...Array.from({ length: 10 }, (_, i) => `Numpad${i}`),
    ].map((code): [string, string] => [code, code]),
  ].map(([name, code]) => [name.toLowerCase(), code]),
);

export type Parsed = { readonly keys: Combination } | { readonly error: string };

/** Reads a combination such as `Ctrl + Alt + Del`; the keys are named as on a US keyboard. */
export function parseCombination(text: string): Parsed {
  const trimmed = text.trim();
  if (trimmed === "") {
    return { error: t("combinations.nameTheKeysWithBetweenThem") };
  }
  if (trimmed.length > MAX_TEXT) {
    return { error: t("combinations.useAtMostCharacters", { most: MAX_TEXT }) };
  }
  const keys: string[] = [];
  for (const part of trimmed.split("+")) {
    const name = part.trim();
    const code = codeNamed(name);
    if (code === undefined) {
      return { error: name === "" ? t("combinations.aKeyIsMissingBesideA") : t("combinations.thereIsNoKeyCalled", { name }) };
    }
    if (keys.includes(code)) {
      return { error: t("combinations.isThereTwice", { name }) };
    }
    keys.push(code);
  }
  if (keys.filter((code) => !isModifier(usageOf(code) ?? 0)).length > MAX_KEYS) {
    return { error: t("combinations.aKeyboardReportsAtMostKeys", { most: MAX_KEYS }) };
  }
  return { keys };
}

/** Returns the combinations with another one, or why it cannot be added. */
export function withOwn(own: readonly Combination[], text: string): { readonly own: readonly Combination[] } | { readonly error: string } {
  const parsed = parseCombination(text);
  if ("error" in parsed) {
    return parsed;
  }
  const same = (keys: Combination): boolean => keys.join() === parsed.keys.join();
  if (own.some(same) || builtIn().some((group) => group.items.some(({ keys }) => same(keys)))) {
    return { error: t("combinations.isInTheList", { keys: combinationName(parsed.keys) }) };
  }
  return own.length >= MAX_OWN ? { error: t("combinations.thereIsRoomForRemoveOne", { most: MAX_OWN }) } : { own: [...own, parsed.keys] };
}

export function combinationName(keys: Combination): string {
  return keys.map((code) => keyName(usageOf(code) ?? 0)).join(" + ");
}

/** Presses the keys that are not down, in order, and releases them in the reverse order. */
export function strike(keyboard: KeyPresser, keys: Combination, now: number, after: After = browserAfter): void {
  const fresh = keys.filter((code) => !keyboard.isDown(code));
  fresh.forEach((code) => keyboard.press(code, now));
  after(() => [...fresh].reverse().forEach((code) => keyboard.release(code)), TAP_MILLIS);
}

const STORED = "baton.combinations";

/** Reads the operator's own combinations; what is not one is left out. */
export function loadOwn(browser: Storage = localStorage): readonly Combination[] {
  try {
    const stored: unknown = JSON.parse(browser.getItem(STORED) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isCombination).slice(0, MAX_OWN) : [];
  } catch {
    return [];
  }
}

export function saveOwn(own: readonly Combination[], browser: Storage = localStorage): void {
  browser.setItem(STORED, JSON.stringify(own));
}

function isCombination(value: unknown): value is Combination {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MAX_KEYS + 8 &&
    new Set(value).size === value.length &&
    value.every((code) => typeof code === "string" && usageOf(code) !== undefined)
  );
}

function codeNamed(name: string): string | undefined {
  const plain = name.toLowerCase().replaceAll(" ", "");
  return Object.hasOwn(ALIASES, plain) ? ALIASES[plain] : (BY_CODE.get(plain) ?? BY_CODE.get(plain.replace(/^num(?=.)/, "numpad")));
}
