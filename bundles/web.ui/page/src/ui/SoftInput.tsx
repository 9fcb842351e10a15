// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX, RefObject } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Commands } from "../connection/commands";
import { t } from "../i18n/i18n";
import type { BoardKeys } from "../input/boardKeys";
import type { Keyboard } from "../input/keyboard";
import type { KeyMap } from "../input/keyMap";
import { DEFAULT_LAYOUT, layoutLabel, loadKeyMap } from "../input/layouts";
import { SENTINEL, SoftText } from "../input/softText";
import type { Store } from "../store";
import { chosenLayout } from "./layoutChoice";
import { untypableNames } from "./pasteText";

interface Props {
  readonly store: Store;
  readonly commands: Commands;
  readonly keyboard: Keyboard;
  readonly board: BoardKeys;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly onFocus: () => void;
  readonly onBlur: () => void;
  readonly hint: (text: string) => void;
}

/**
 * The field that a phone's keyboard writes into: it sends text and no keys, which are typed by the layout. Out of sight;
 * its keys with a code, those of a real keyboard, go the way of the screen around it.
 */
export function SoftInput({ store, commands, keyboard, board, field, onFocus, onBlur, hint }: Props): JSX.Element {
  const map = useSignal<KeyMap | undefined>(undefined);
  const wanted = useSignal(false);
  const layout = store.layout.value;
  const soft = useMemo(
    () =>
      new SoftText({
        stroke: (stroke) => keyboard.stroke(stroke),
        typed: () => board.typed(),
        untypable: (characters) => {
          const { names } = untypableNames(characters);
          hint(t("softInput.noKeysForInTheLayout", { characters: names.join(" "), layout: layoutLabel(store.layout.value ?? DEFAULT_LAYOUT) }));
        },
        tooLong: () => hint(t("softInput.usePasteForATextOf")),
      }),
    [keyboard, board],
  );

  useEffect(() => {
    const name = layout ?? DEFAULT_LAYOUT;
    if (wanted.value) {
      loadKeyMap(name).then(
        (loaded) => {
          if ((store.layout.value ?? DEFAULT_LAYOUT) === name) {
            map.value = loaded;
          }
        },
        () => hint(t("common.theLayoutCouldNotBeLoaded")),
      );
    }
  }, [layout, wanted.value]);

  const write = (text: string): void => {
    const element = field.current;
    if (element !== null) {
      element.value = text;
      element.setSelectionRange(text.length, text.length);
    }
  };
  const changed = (composing: boolean): void => {
    const element = field.current;
    const keys = map.value;
    if (element === null) {
      return;
    }
    if (keys === undefined || !store.controls.value) {
      hint(keys === undefined ? t("softInput.theLayoutOfTheKeyboardIs") : t("softInput.onlyTheSessionInControlCan"));
      write(soft.reset());
      return;
    }
    const next = soft.changed(element.value, composing, (character) => keys.strokes(character));
    if (next !== undefined) {
      write(next);
    }
  };

  return (
    <textarea
      ref={field}
      id="soft-input"
      class="soft-input"
      data-testid="soft-input"
      tabIndex={-1}
      aria-label={t("softInput.textThatIsTypedOnThe")}
      autoComplete="off"
      autoCapitalize="off"
      autoCorrect="off"
      spellcheck={false}
      defaultValue={SENTINEL}
      onFocus={() => {
        wanted.value = true;
        void chosenLayout(store, commands);
        write(soft.reset());
        store.softKeyboard.value = true;
        onFocus();
      }}
      onBlur={() => {
        store.softKeyboard.value = false;
        onBlur();
      }}
      onInput={(event) => changed((event as unknown as InputEvent).isComposing)}
      onCompositionEnd={() => changed(false)}
    />
  );
}
