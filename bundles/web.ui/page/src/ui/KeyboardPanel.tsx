// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Commands } from "../connection/commands";
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

const PARTS: readonly (readonly [Part, string])[] = [
  ["main", "Letters"],
  ["navigation", "Navigation"],
  ["keypad", "Keypad"],
  ["combinations", "Combinations"],
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
    <section class="keyboard-panel" aria-label="On-screen keyboard" data-testid="keys">
      <div class="keys-head">
        <div class="parts" role="group" aria-label="Parts of the keyboard">
          {PARTS.map(([name, label]) => (
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
                  <span class="when-wide">Keyboard</span>
                </>
              ) : (
                label
              )}
            </button>
          ))}
        </div>
        {disabled && <span class="quiet keys-note">Only the session in control can send keys</span>}
        {onBoard && (
          <select
            class="board-layout"
            aria-label="Keyboard layout of the target"
            title="Keyboard layout of the target"
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
        <button type="button" class="icon-button keys-close" aria-label="Close the keyboard" title="Close" data-testid="keys-close" onClick={onClose}>
          <CloseIcon />
        </button>
      </div>
      {notLoaded.value && (
        <p class="form-error" role="alert">
          The layout could not be loaded. Reload the page: the device may have been updated.
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
