// SPDX-License-Identifier: Apache-2.0

import { useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Commands } from "../connection/commands";
import { t } from "../i18n/i18n";
import { strokesOf, untypable, type KeyMap } from "../input/keyMap";
import { DEFAULT_LAYOUT, LAYOUT_NAMES, layoutLabel, layoutNamed, loadKeyMap, type LayoutName } from "../input/layouts";
import { DEFAULT_DELAY_MILLIS, MAX_DELAY_MILLIS, MIN_DELAY_MILLIS, Paste, type PasteState } from "../input/paste";
import type { InputSink } from "../input/sink";
import { loadPasteSettings, savePasteSettings } from "../storage";
import type { Store } from "../store";
import { CloseIcon } from "./icons";
import { pasteEndText, pasteTime, untypableNames } from "./pasteText";

export interface PasteDialogProps {
  readonly store: Store;
  readonly commands: Commands;
  readonly sink: InputSink;
  readonly onClose: () => void;
  /** What screen readers are to hear while the page behind the dialog is inert. */
  readonly children?: ComponentChildren;
}

/**
 * Types a text on the target by the key map of a layout. Closing the dialog ends a paste that runs; the text is kept
 * nowhere else. Loaded when it is opened first.
 */
export function PasteDialog({ store, commands, sink, onClose, children }: PasteDialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const paste = useMemo(() => new Paste(sink), [sink]);
  const text = useSignal("");
  const stored = useMemo(() => loadPasteSettings(), []);
  const layout = useSignal<LayoutName>(layoutNamed(stored.layout ?? "") ?? DEFAULT_LAYOUT);
  const delay = useSignal(String(stored.delayMillis ?? DEFAULT_DELAY_MILLIS));
  const map = useSignal<KeyMap | undefined>(undefined);
  const notLoaded = useSignal(false);
  const missing = useComputed(() => (map.value === undefined ? [] : untypable(text.value, map.value)));
  const strokes = useComputed(() => (map.value === undefined ? [] : strokesOf(text.value, map.value)));

  const state = paste.state.value;
  const busy = state.phase === "running" || state.phase === "cancelling";
  const controls = store.controls.value && store.hidReady.value;
  const usb = store.usb.value;
  const delayMillis = Number(delay.value);
  const delayValid = Number.isInteger(delayMillis) && delayMillis >= MIN_DELAY_MILLIS && delayMillis <= MAX_DELAY_MILLIS;
  const count = strokes.value.length;
  const keys = strokes.value.reduce((sum, character) => sum + character.length, 0);

  useEffect(() => {
    dialog.current?.showModal();
    sink.onMacro = (running) => paste.macroChanged(running);
    sink.onMacroEnded = (reason) => paste.deviceEnded(reason);
    // the target has one layout, which the device knows; the browser's own copy serves devices that have none
    const first = layout.value;
    void commands.keyboardLayout().then((name) => {
      const known = layoutNamed(name ?? "");
      if (known !== undefined && layout.value === first) {
        layout.value = known;
      }
    });
    return () => {
      paste.cancel();
      sink.onMacro = undefined;
      sink.onMacroEnded = undefined;
    };
  }, []);

  useEffect(() => {
    map.value = undefined;
    notLoaded.value = false;
    const name = layout.value;
    loadKeyMap(name).then(
      (loaded) => {
        if (layout.value === name) {
          map.value = loaded;
        }
      },
      () => (notLoaded.value = layout.value === name),
    );
  }, [layout.value]);

  useEffect(() => {
    if (!controls) {
      paste.controlLost();
    }
  }, [controls]);

  useEffect(() => {
    if (usb !== undefined && usb !== "configured") {
      paste.targetLost();
    }
  }, [usb]);

  useEffect(() => {
    if (state.end === "done") {
      store.notifications.add({ text: pasteEndText("done", state.done, state.total), urgent: false, shown: true });
      dialog.current?.close();
    }
  }, [state.end]);

  const chooseLayout = (name: string): void => {
    layout.value = layoutNamed(name) ?? DEFAULT_LAYOUT;
    store.layout.value = layout.value;
    savePasteSettings({ layout: layout.value });
    void commands.setKeyboardLayout(layout.value);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (controls && delayValid && count > 0) {
      savePasteSettings({ delayMillis });
      paste.start(strokes.value, delayMillis);
    }
  };

  return (
    <dialog ref={dialog} class="tool-dialog" aria-labelledby="paste-title" data-testid="paste-dialog" data-phase={state.phase} data-end={state.end} onClose={onClose}>
      <header class="dialog-head">
        <h2 id="paste-title">{t("pasteDialog.pasteText")}</h2>
        <button type="button" class="icon-button" aria-label={t("common.close")} title={t("common.close")} data-testid="paste-close" onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </button>
      </header>
      <form class="panel paste-form" onSubmit={submit}>
        <div class="field">
          <label htmlFor="paste-text">{t("pasteDialog.textToTypeOnTheTarget")}</label>
          <textarea
            id="paste-text"
            data-testid="paste-text"
            rows={7}
            autoFocus
            autoComplete="off"
            autoCapitalize="off"
            spellcheck={false}
            readOnly={busy}
            aria-describedby="paste-count paste-untypable"
            value={text.value}
            onInput={(event) => (text.value = event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
                event.currentTarget.form?.requestSubmit();
              }
            }}
          />
        </div>
        <div class="fields">
          <div class="field paste-layout">
            <label htmlFor="paste-layout">{t("common.keyboardLayoutOfTheTarget")}</label>
            <select id="paste-layout" data-testid="paste-layout" disabled={busy} value={layout.value} onChange={(event) => chooseLayout(event.currentTarget.value)}>
              {LAYOUT_NAMES.map((name) => (
                <option key={name} value={name}>
                  {layoutLabel(name)}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label htmlFor="paste-delay">{t("pasteDialog.timeForEachKeyMs")}</label>
            <input
              id="paste-delay"
              data-testid="paste-delay"
              type="number"
              inputMode="numeric"
              min={MIN_DELAY_MILLIS}
              max={MAX_DELAY_MILLIS}
              required
              disabled={busy}
              aria-invalid={!delayValid}
              aria-describedby="paste-delay-hint"
              value={delay.value}
              onInput={(event) => (delay.value = event.currentTarget.value)}
            />
            <p id="paste-delay-hint" class="field-hint" data-invalid={!delayValid}>
              {t("pasteDialog.delayHint", { least: MIN_DELAY_MILLIS, most: MAX_DELAY_MILLIS })}
            </p>
          </div>
        </div>
        <Untypable found={missing.value} layout={layoutLabel(layout.value)} />
        {store.leds.value.caps && (
          <p class="paste-warning" role="status" data-testid="paste-caps">
            {t("pasteDialog.capsLockIsOnOnThe")}
          </p>
        )}
        {notLoaded.value && (
          <p class="form-error" role="alert" data-testid="paste-error">
            {t("common.theLayoutCouldNotBeLoaded")}
          </p>
        )}
        {busy ? (
          <Progress state={state} />
        ) : (
          <p id="paste-count" class="quiet" data-testid="paste-count">
            {text.value === "" ? t("pasteDialog.nothingToTypeYet") : t("pasteDialog.about", { count, time: pasteTime(keys * delayMillis) })}
          </p>
        )}
        <p class="paste-end" role="status" data-testid="paste-end">
          {state.phase === "ended" && state.end !== undefined ? pasteEndText(state.end, state.done, state.total) : ""}
        </p>
        {!controls && !busy && <p class="quiet">{t("common.onlyTheSessionInControlCan")}</p>}
        <div class="buttons">
          {busy ? (
            <button type="button" class="small-button" data-kind="danger" data-testid="paste-cancel" disabled={state.phase === "cancelling"} onClick={() => paste.cancel()}>
              {t("common.cancel")}
            </button>
          ) : (
            <>
              <button type="submit" class="small-button" data-kind="go" data-testid="paste-submit" disabled={!controls || !delayValid || count === 0}>
                {missing.value.length === 0 ? t("pasteDialog.typeIt") : t("pasteDialog.leaveThemOutAndType")}
              </button>
              <button type="button" class="small-button" data-testid="paste-dismiss" onClick={() => dialog.current?.close()}>
                {missing.value.length === 0 ? t("common.close") : t("common.cancel")}
              </button>
            </>
          )}
        </div>
      </form>
      {children}
    </dialog>
  );
}

function Untypable({ found, layout }: { found: readonly string[]; layout: string }): JSX.Element {
  const { names, more } = untypableNames(found);
  return (
    <div id="paste-untypable" class="paste-untypable" role="status" data-testid="paste-untypable" data-count={found.length}>
      {found.length > 0 && (
        <>
          <p>
            {t("pasteDialog.untypable", { count: found.length, layout })}
          </p>
          <ul>
            {names.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
          {more > 0 && <p>{t("pasteDialog.more", { count: more })}</p>}
        </>
      )}
    </div>
  );
}

function Progress({ state }: { state: PasteState }): JSX.Element {
  return (
    <div class="paste-progress">
      <progress aria-label={t("pasteDialog.typed")} max={state.total} value={state.done} data-testid="paste-progress" />
      <p id="paste-count" class="quiet" data-testid="paste-count">
        {state.phase === "cancelling"
          ? t("pasteDialog.ending", { done: state.done, count: state.total })
          : t("pasteDialog.progress", { done: state.done, count: state.total, time: pasteTime(state.remainingMillis) })}
      </p>
    </div>
  );
}
