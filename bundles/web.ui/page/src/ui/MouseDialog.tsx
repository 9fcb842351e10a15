// SPDX-License-Identifier: Apache-2.0

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/i18n";
import { DEFAULT_MOUSE, MAX_SCROLL_SPEED, MIN_SCROLL_SPEED, type MouseSettings, type PointerMode } from "../input/mouseSettings";
import type { Store } from "../store";
import { CloseIcon } from "./icons";

interface Props {
  readonly store: Store;
  readonly onClose: () => void;
  /** What screen readers are to hear while the page behind the dialog is inert. */
  readonly children?: ComponentChildren;
}

const modes = (): readonly (readonly [PointerMode, string, string])[] => [
  ["absolute", t("mouseDialog.absolute"), t("mouseDialog.theTargetsPointerIsWhereYours")],
  [
    "relative",
    t("mouseDialog.relative"),
    t("mouseDialog.theTargetsPointerMovesAsYour"),
  ],
];

/** The settings of mouse and touch. Each applies at once and is stored in this browser. */
export function MouseDialog({ store, onClose, children }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const settings = store.mouse.value;
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="tool-dialog" aria-labelledby="mouse-title" data-testid="mouse-dialog" onClose={onClose}>
      <header class="dialog-head">
        <h2 id="mouse-title">{t("mouseDialog.mouseAndTouch")}</h2>
        <button type="button" class="icon-button" aria-label={t("common.close")} title={t("common.close")} data-testid="mouse-close" onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </button>
      </header>
      <div class="panel mouse-settings">
        <MouseFields store={store} />
        <section class="touch-help" aria-labelledby="touch-title">
          <h3 id="touch-title">{t("mouseDialog.touch")}</h3>
          <dl>
            <dt>{t("mouseDialog.tap")}</dt>
            <dd>{t("mouseDialog.click")}</dd>
            <dt>{t("mouseDialog.pressForHalfASecond")}</dt>
            <dd>{t("mouseDialog.rightClick")}</dd>
            <dt>{settings.mode === "absolute" ? t("mouseDialog.moveOneFinger") : t("mouseDialog.tapThenMoveOneFinger")}</dt>
            <dd>{t("mouseDialog.drag")}</dd>
            <dt>{t("mouseDialog.moveTwoFingers")}</dt>
            <dd>{t("mouseDialog.scroll")}</dd>
            <dt>{t("mouseDialog.spreadOrPinchTwoFingers")}</dt>
            <dd>{t("mouseDialog.enlargeThePictureAndMoveIt")}</dd>
          </dl>
        </section>
        <div class="buttons">
          <button type="button" class="small-button" data-testid="mouse-reset" onClick={() => (store.mouse.value = DEFAULT_MOUSE)}>
            {t("mouseDialog.reset")}
          </button>
          <button type="button" class="small-button" data-testid="mouse-done" onClick={() => dialog.current?.close()}>
            {t("common.close")}
          </button>
        </div>
      </div>
      {children}
    </dialog>
  );
}

/** The settings themselves; the page for settings has them, too. */
export function MouseFields({ store }: { readonly store: Store }): JSX.Element {
  const settings = store.mouse.value;
  const change = (over: Partial<MouseSettings>): void => void (store.mouse.value = { ...store.mouse.value, ...over });
  return (
    <>
      <fieldset class="choices">
        <legend class="label">{t("mouseDialog.pointer")}</legend>
        {modes().map(([mode, label, hint]) => (
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
          {t("mouseDialog.scrollSpeed")} <output htmlFor="scroll-speed">× {settings.scrollSpeed}</output>
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
        {t("mouseDialog.scrollInTheOtherDirection")}
      </label>
      <label class="check">
        <input type="checkbox" data-testid="scroll-horizontal" checked={settings.horizontal} onChange={(event) => change({ horizontal: event.currentTarget.checked })} />
        {t("mouseDialog.scrollToTheSidesToo")}
      </label>
    </>
  );
}
