// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Commands } from "../connection/commands";
import { t } from "../i18n/i18n";
import type { BlockName } from "../input/board";
import type { BoardKeys } from "../input/boardKeys";
import type { Keyboard } from "../input/keyboard";
import { DEFAULT_LAYOUT, LAYOUT_NAMES, layoutLabel, layoutNamed, loadLayout } from "../input/layouts";
import type { MacroSink } from "../input/paste";
import { Legends } from "../input/legends";
import { savePasteSettings } from "../storage";
import type { Store } from "../store";
import { Board } from "./Board";
import { Combinations } from "./Combinations";
import { CloseIcon } from "./icons";
import { chosenLayout } from "./layoutChoice";
import { StoredMacros } from "./StoredMacros";

export interface KeyboardPanelProps {
  readonly store: Store;
  readonly commands: Commands;
  readonly keyboard: Keyboard;
  readonly board: BoardKeys;
  readonly sink: MacroSink;
  readonly onClose: () => void;
}

type Part = BlockName | "combinations";

const parts = (): readonly (readonly [Part, string])[] => [
  ["main", t("common.letters")],
  ["navigation", t("common.navigation")],
  ["keypad", t("common.keypad")],
  ["combinations", t("keyboardPanel.combinations")],
];

/** The on-screen keyboard and the key combinations. Loaded when it is opened first. */
export function KeyboardPanel({ store, commands, keyboard, board, sink, onClose }: KeyboardPanelProps): JSX.Element {
  const part = useSignal<Part>("main");
  const legends = useSignal<Legends | undefined>(undefined);
  const notLoaded = useSignal(false);
  const layout = store.layout.value ?? DEFAULT_LAYOUT;
  const disabled = !store.controls.value;

  useEffect(() => {
    void chosenLayout(store, commands);
    return () => board.releaseAll();
  }, []);

  useEffect(() => {
    notLoaded.value = false;
    loadLayout(layout).then(
      (data) => {
        if ((store.layout.value ?? DEFAULT_LAYOUT) === layout) {
          legends.value = new Legends(data);
        }
      },
      () => (notLoaded.value = true),
    );
  }, [layout]);

  const choose = (name: string): void => {
    const chosen = layoutNamed(name) ?? DEFAULT_LAYOUT;
    store.layout.value = chosen;
    savePasteSettings({ layout: chosen });
    void commands.setKeyboardLayout(chosen);
  };
  // Without room for all blocks, each of them is a part; with it, they are one.
  const onBoard = part.value !== "combinations";
  return (
    <section class="keyboard-panel" aria-label={t("keyboardPanel.onScreenKeyboard")} data-testid="keys">
      <div class="keys-head">
        <div class="parts" role="group" aria-label={t("keyboardPanel.partsOfTheKeyboard")}>
          {parts().map(([name, label]) => (
            <button
              type="button"
              key={name}
              class="part"
              data-part={name}
              data-testid={`part-${name}`}
              aria-pressed={part.value === name}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => (part.value = name)}
            >
              {name === "main" ? (
                <>
                  <span class="when-narrow">{label}</span>
                  <span class="when-wide">{t("common.keyboard")}</span>
                </>
              ) : (
                label
              )}
            </button>
          ))}
        </div>
        {disabled && <span class="quiet keys-note">{t("keyboardPanel.onlyTheSessionInControlCan")}</span>}
        {onBoard && (
          <select
            class="board-layout"
            aria-label={t("common.keyboardLayoutOfTheTarget")}
            title={t("common.keyboardLayoutOfTheTarget")}
            data-testid="board-layout"
            value={layout}
            onChange={(event) => choose(event.currentTarget.value)}
          >
            {LAYOUT_NAMES.map((name) => (
              <option key={name} value={name}>
                {layoutLabel(name)}
              </option>
            ))}
          </select>
        )}
        <button type="button" class="icon-button keys-close" aria-label={t("keyboardPanel.closeTheKeyboard")} title={t("common.close")} data-testid="keys-close" onClick={onClose}>
          <CloseIcon />
        </button>
      </div>
      {notLoaded.value && (
        <p class="form-error" role="alert">
          {t("common.theLayoutCouldNotBeLoaded")}
        </p>
      )}
      {part.value === "combinations" ? (
        <Combinations keyboard={keyboard} disabled={disabled}>
          <StoredMacros commands={commands} sink={sink} disabled={disabled} />
        </Combinations>
      ) : (
        legends.value !== undefined && <Board store={store} board={board} legends={legends.value} shown={part.value} />
      )}
    </section>
  );
}
