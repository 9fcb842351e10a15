// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX, TargetedKeyboardEvent, TargetedPointerEvent } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { language, t } from "../i18n/i18n";
import { blocks, neighbour, type Block, type BlockName, type BoardKey, type Direction } from "../input/board";
import type { BoardKeys, Hold } from "../input/boardKeys";
import { keyName } from "../input/keyNames";
import type { Legend, Legends, Levels } from "../input/legends";
import { isModifier, usageOf } from "../protocol/usages";
import type { Store } from "../store";

interface Props {
  readonly store: Store;
  readonly board: BoardKeys;
  readonly legends: Legends;
  /** The block that is shown where there is no room for all. */
  readonly shown: BlockName;
}

const LABELS: Readonly<Record<string, string>> = {
  Backspace: "⌫", Enter: "⏎", CapsLock: "Caps", ScrollLock: "Scroll", NumLock: "Num", ContextMenu: "Menu", Space: "",
  NumpadEnter: "⏎", NumpadAdd: "+", NumpadSubtract: "−", NumpadMultiply: "×", NumpadDivide: "÷", NumpadDecimal: ".",
  ControlRight: "Ctrl", ShiftRight: "Shift", MetaRight: "Win", AltRight: "AltGr",
};

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down",
};

/**
 * A full-size keyboard. Keys take mouse, pen and any number of fingers, and never the focus from the picture. Each block is
 * one stop of the Tab key; arrow keys move within it.
 */
export function Board({ store, board, legends, shown }: Props): JSX.Element {
  const parts = useMemo(() => blocks(legends.shape), [legends, language()]);
  const down = (event: TargetedPointerEvent<HTMLElement>): void => {
    const key = keyOf(event.target);
    if (key !== null && event.button === 0 && !key.disabled) {
      event.preventDefault();
      key.setPointerCapture(event.pointerId);
      board.down(event.pointerId, key.dataset["code"] ?? "");
    }
  };
  const up = (event: PointerEvent): void => board.up(event.pointerId);
  return (
    <div
      class="board"
      data-shown={shown}
      data-testid="board"
      onPointerDown={down}
      onPointerUp={up}
      onPointerCancel={up}
      onLostPointerCapture={up}
      onMouseDown={(event) => event.preventDefault()}
      onContextMenu={(event) => event.preventDefault()}
      onClick={(event) => {
        // A click of the keyboard or of an assistive tool; those of pointers have been handled.
        const code = keyOf(event.target)?.dataset["code"];
        if (event.detail === 0 && code !== undefined) {
          board.tap(code);
        }
      }}
    >
      {parts.map((block) => (
        <BoardBlock key={block.name} block={block} store={store} board={board} legends={legends} />
      ))}
    </div>
  );
}

interface BlockProps {
  readonly block: Block;
  readonly store: Store;
  readonly board: BoardKeys;
  readonly legends: Legends;
}

function BoardBlock({ block, store, board, legends }: BlockProps): JSX.Element {
  const current = useSignal(block.keys[0]?.code ?? "");
  const element = useRef<HTMLDivElement>(null);
  const holds = board.holds.value;
  const { modifier, keys } = store.keysDown.value;
  const disabled = !store.controls.value;
  // A modifier counts as soon as it is pressed here, and also when a real keyboard holds it.
  const held = (left: string, right: string, bits: number): boolean => holds.has(left) || holds.has(right) || (modifier & bits) !== 0;
  const levels: Levels = {
    shift: held("ShiftLeft", "ShiftRight", 0x22),
    altGr: held("AltRight", "AltRight", 0x40),
    caps: store.leds.value.caps,
  };
  // Another shape of keyboard may not have the key.
  const stop = block.keys.some(({ code }) => code === current.value) ? current.value : block.keys[0]?.code;

  const arrow = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const direction = ARROWS[event.key];
    if (direction !== undefined) {
      event.preventDefault();
      current.value = neighbour(block, current.value, direction);
      element.current?.querySelector<HTMLElement>(`[data-code="${current.value}"]`)?.focus();
    }
  };

  return (
    <div
      ref={element}
      class="board-block"
      role="group"
      aria-label={t("board.keysOfTheTargetsKeyboard", { label: block.label })}
      data-block={block.name}
      style={`--units: ${block.width}`}
      onKeyDown={arrow}
    >
      {block.keys.map((key) => {
        const usage = usageOf(key.code) ?? 0;
        return (
          <Key
            key={key.code}
            place={key}
            legend={legends.of(usage, levels)}
            hold={holds.get(key.code)}
            down={isModifier(usage) ? (modifier & (1 << (usage - 0xe0))) !== 0 : keys.includes(usage)}
            lit={litBy(key.code, store)}
            modifier={isModifier(usage)}
            disabled={disabled}
            stop={key.code === stop}
            onFocus={() => (current.value = key.code)}
          />
        );
      })}
    </div>
  );
}

interface KeyProps {
  readonly place: BoardKey;
  readonly legend: Legend | undefined;
  readonly hold: Hold | undefined;
  readonly down: boolean;
  /** The LED of a lock key; undefined for other keys. */
  readonly lit: boolean | undefined;
  readonly modifier: boolean;
  readonly disabled: boolean;
  readonly stop: boolean;
  readonly onFocus: () => void;
}

function Key({ place, legend, hold, down, lit, modifier, disabled, stop, onFocus }: KeyProps): JSX.Element {
  const { code, x, row, width, height } = place;
  const name = keyName(usageOf(code) ?? 0);
  const text = legend === undefined ? (LABELS[code] ?? name.replace(/^(Num|Right) /, "")) : legend.main;
  const spoken = legend === undefined || legend.main === "" ? (code === "Enter" || code === "Backspace" ? code : name) : legend.main;
  return (
    <button
      type="button"
      class="board-key"
      // A quarter of a unit is a column.
      style={`grid-area: ${row + 1} / ${x * 4 + 1} / span ${height} / span ${width * 4}`}
      tabIndex={stop ? 0 : -1}
      aria-label={`${spoken}${hold === "locked" ? t("board.locked") : ""}${lit === undefined ? "" : lit ? t("board.on") : t("board.off")}`}
      aria-pressed={modifier ? hold !== undefined : undefined}
      data-testid={`key-${code}`}
      data-code={code}
      data-hold={hold}
      data-down={down}
      data-lit={lit}
      data-plain={legend !== undefined}
      disabled={disabled}
      onFocus={onFocus}
    >
      {legend?.shift !== undefined && <span class="key-shift" aria-hidden="true">{legend.shift}</span>}
      <span class="key-main" aria-hidden="true">{text}</span>
      {legend?.altGr !== undefined && <span class="key-altgr" aria-hidden="true">{legend.altGr}</span>}
    </button>
  );
}

function litBy(code: string, store: Store): boolean | undefined {
  const { num, caps, scroll } = store.leds.value;
  return code === "CapsLock" ? caps : code === "NumLock" ? num : code === "ScrollLock" ? scroll : undefined;
}

function keyOf(target: EventTarget | null): HTMLButtonElement | null {
  return target instanceof Element ? target.closest<HTMLButtonElement>("button[data-code]") : null;
}
