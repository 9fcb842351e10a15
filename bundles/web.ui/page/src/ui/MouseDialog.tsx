// SPDX-License-Identifier: Apache-2.0

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { DEFAULT_MOUSE, MAX_SCROLL_SPEED, MIN_SCROLL_SPEED, type MouseSettings, type PointerMode } from "../input/mouseSettings";
import type { Store } from "../store";
import { CloseIcon } from "./icons";

interface Props {
  readonly store: Store;
  readonly onClose: () => void;
  /** What screen readers are to hear while the page behind the dialog is inert. */
  readonly children?: ComponentChildren;
}

const MODES: readonly (readonly [PointerMode, string, string])[] = [
  ["absolute", "Absolute", "The target's pointer is where yours is on the picture. For nearly every system. A finger points, and drags what it moves."],
  [
    "relative",
    "Relative",
    "The target's pointer moves as your mouse does, which a click on the picture locks to it until Escape. For firmware and systems that ignore absolute mice. A finger moves the pointer as on a touchpad.",
  ],
];

/** The settings of mouse and touch. Each applies at once and is stored in this browser. */
export function MouseDialog({ store, onClose, children }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const settings = store.mouse.value;
  const change = (over: Partial<MouseSettings>): void => void (store.mouse.value = { ...store.mouse.value, ...over });
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="tool-dialog" aria-labelledby="mouse-title" data-testid="mouse-dialog" onClose={onClose}>
      <header class="dialog-head">
        <h2 id="mouse-title">Mouse and touch</h2>
        <button type="button" class="icon-button" aria-label="Close" title="Close" data-testid="mouse-close" onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </button>
      </header>
      <div class="panel mouse-settings">
        <fieldset class="choices">
          <legend class="label">Pointer</legend>
          {MODES.map(([mode, label, hint]) => (
            <div key={mode} class="choice">
              <input
                type="radio"
                name="mouse-mode"
                id={`mouse-${mode}`}
                data-testid={`mouse-${mode}`}
                autoFocus={settings.mode === mode}
                checked={settings.mode === mode}
                aria-describedby={`mouse-${mode}-hint`}
                onChange={() => change({ mode })}
              />
              <label htmlFor={`mouse-${mode}`}>{label}</label>
              <p id={`mouse-${mode}-hint`} class="field-hint">
                {hint}
              </p>
            </div>
          ))}
        </fieldset>
        <div class="field">
          <label htmlFor="scroll-speed">
            Scroll speed <output htmlFor="scroll-speed">× {settings.scrollSpeed}</output>
          </label>
          <input
            id="scroll-speed"
            data-testid="scroll-speed"
            type="range"
            min={MIN_SCROLL_SPEED}
            max={MAX_SCROLL_SPEED}
            step={0.25}
            value={settings.scrollSpeed}
            onInput={(event) => change({ scrollSpeed: Number(event.currentTarget.value) })}
          />
        </div>
        <label class="check">
          <input type="checkbox" data-testid="scroll-inverted" checked={settings.inverted} onChange={(event) => change({ inverted: event.currentTarget.checked })} />
          Scroll in the other direction
        </label>
        <label class="check">
          <input type="checkbox" data-testid="scroll-horizontal" checked={settings.horizontal} onChange={(event) => change({ horizontal: event.currentTarget.checked })} />
          Scroll to the sides, too
        </label>
        <section class="touch-help" aria-labelledby="touch-title">
          <h3 id="touch-title">Touch</h3>
          <dl>
            <dt>Tap</dt>
            <dd>Click</dd>
            <dt>Press for half a second</dt>
            <dd>Right click</dd>
            <dt>{settings.mode === "absolute" ? "Move one finger" : "Tap, then move one finger"}</dt>
            <dd>Drag</dd>
            <dt>Move two fingers</dt>
            <dd>Scroll</dd>
            <dt>Spread or pinch two fingers</dt>
            <dd>Enlarge the picture, and move it</dd>
          </dl>
        </section>
        <div class="buttons">
          <button type="button" class="small-button" data-testid="mouse-reset" onClick={() => (store.mouse.value = DEFAULT_MOUSE)}>
            Reset
          </button>
          <button type="button" class="small-button" data-testid="mouse-done" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </div>
      {children}
    </dialog>
  );
}
