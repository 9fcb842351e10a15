// SPDX-License-Identifier: Apache-2.0

export type Modifier = "ctrl" | "alt" | "shift" | "meta" | "altGraph";

/** The modifier flags that keyboard and pointer events carry. */
export interface ModifierEvent {
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
  getModifierState(key: string): boolean;
}

export function modifierFlags(event: ModifierEvent): Readonly<Record<Modifier, boolean>> {
  return {
    ctrl: event.ctrlKey,
    alt: event.altKey,
    shift: event.shiftKey,
    // Firefox before 118 has no flag for the Windows key but this state.
    meta: event.metaKey || event.getModifierState("OS"),
    altGraph: event.getModifierState("AltGraph"),
  };
}

const BY_KEY: Readonly<Record<string, Modifier>> = {
  Control: "ctrl",
  Alt: "alt",
  Shift: "shift",
  Meta: "meta",
  OS: "meta",
  AltGraph: "altGraph",
};

const BY_CODE: Readonly<Record<string, readonly Modifier[]>> = {
  ControlLeft: ["ctrl"],
  ControlRight: ["ctrl"],
  AltLeft: ["alt"],
  AltRight: ["alt", "altGraph"],
  ShiftLeft: ["shift"],
  ShiftRight: ["shift"],
  MetaLeft: ["meta"],
  MetaRight: ["meta"],
  OSLeft: ["meta"],
  OSRight: ["meta"],
};

/**
 * Returns the flag that events carry while a key is held; undefined when there is none to rely on. The layout decides
 * what a key does: it may make a Control of Caps Lock, and X11 makes Meta of Alt pressed after Shift.
 */
export function modifierOf(code: string, key: string): Modifier | undefined {
  const modifier = Object.hasOwn(BY_KEY, key) ? BY_KEY[key] : undefined;
  const usual = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  return modifier === undefined || usual === undefined || usual.includes(modifier) ? modifier : undefined;
}
