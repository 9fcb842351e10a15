// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Keyboard } from "../input/keyboard";
import type { Store } from "../store";

/** Long enough for any system to notice, shorter than the device's automatic release. */
const HOLD_MILLIS = 60;

const COMBINATIONS: readonly (readonly [string, readonly string[]])[] = [
  ["Ctrl + Alt + Del", ["ControlLeft", "AltLeft", "Delete"]],
  ["Alt + Tab", ["AltLeft", "Tab"]],
  ["Alt + F4", ["AltLeft", "F4"]],
  ["Ctrl + Shift + Esc", ["ControlLeft", "ShiftLeft", "Escape"]],
  ["Win", ["MetaLeft"]],
  ["Win + L", ["MetaLeft", "KeyL"]],
  ["Ctrl + Alt + F1", ["ControlLeft", "AltLeft", "F1"]],
  ["Ctrl + Alt + F2", ["ControlLeft", "AltLeft", "F2"]],
];

const SINGLE: readonly (readonly [string, string])[] = [
  ["Esc", "Escape"],
  ...Array.from({ length: 12 }, (_, i): readonly [string, string] => [`F${i + 1}`, `F${i + 1}`]),
  ["PrtSc", "PrintScreen"],
  ["Pause", "Pause"],
  ["Ins", "Insert"],
  ["Del", "Delete"],
  ["Home", "Home"],
  ["End", "End"],
  ["PgUp", "PageUp"],
  ["PgDn", "PageDown"],
  ["Menu", "ContextMenu"],
  ["Caps", "CapsLock"],
  ["Num", "NumLock"],
  ["Scroll", "ScrollLock"],
];

const STICKY: readonly (readonly [string, string])[] = [
  ["Ctrl", "ControlLeft"],
  ["Alt", "AltLeft"],
  ["Shift", "ShiftLeft"],
  ["Win", "MetaLeft"],
  ["AltGr", "AltRight"],
];

interface Props {
  readonly store: Store;
  readonly keyboard: Keyboard;
  readonly onClose: () => void;
}

/** Keys that the browser or its system does not pass on. */
export function SpecialKeys({ store, keyboard, onClose }: Props): JSX.Element {
  const held = useSignal<ReadonlySet<string>>(new Set());
  const disabled = !store.controls.value;

  const captured = store.captured.value;
  const wasCaptured = useRef(captured);

  useEffect(() => () => keyboard.releaseAll(), [keyboard]);

  useEffect(() => {
    // Leaving the screen releases all keys, held modifiers too.
    if (wasCaptured.current && !captured) {
      held.value = new Set();
    }
    wasCaptured.current = captured;
  }, [captured]);

  const strike = (codes: readonly string[]): void => {
    const fresh = codes.filter((code) => !keyboard.isDown(code));
    fresh.forEach((code) => keyboard.press(code, performance.now()));
    window.setTimeout(() => {
      [...fresh].reverse().forEach((code) => keyboard.release(code));
    }, HOLD_MILLIS);
  };

  const toggle = (code: string): void => {
    const next = new Set(held.value);
    if (next.delete(code)) {
      keyboard.release(code);
    } else {
      next.add(code);
      keyboard.press(code, performance.now());
    }
    held.value = next;
  };

  return (
    <section class="special-keys" aria-label="Special keys" data-testid="keys">
      <div class="keys-head">
        <h2>Special keys</h2>
        {disabled && <span class="quiet">Only the session in control can send keys</span>}
        <button type="button" class="plain-button" onClick={onClose}>
          Close
        </button>
      </div>
      <div class="keys-row" role="group" aria-label="Combinations">
        {COMBINATIONS.map(([label, codes]) => (
          <button
            type="button"
            key={label}
            class="key"
            disabled={disabled}
            data-testid={`combo-${codes.join("-")}`}
            onClick={() => strike(codes)}
          >
            {label}
          </button>
        ))}
      </div>
      <div class="keys-row" role="group" aria-label="Held modifiers">
        <span class="quiet">Hold</span>
        {STICKY.map(([label, code]) => (
          <button
            type="button"
            key={code}
            class="key"
            disabled={disabled}
            aria-pressed={held.value.has(code)}
            onClick={() => toggle(code)}
          >
            {label}
          </button>
        ))}
      </div>
      <div class="keys-row" role="group" aria-label="Single keys">
        {SINGLE.map(([label, code]) => (
          <button
            type="button"
            key={code}
            class="key"
            disabled={disabled}
            data-testid={`key-${code}`}
            onClick={() => strike([code])}
          >
            {label}
          </button>
        ))}
      </div>
    </section>
  );
}
