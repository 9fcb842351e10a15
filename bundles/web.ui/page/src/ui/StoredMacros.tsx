// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Commands } from "../connection/commands";
import { t } from "../i18n/i18n";
import type { MacroSink } from "../input/paste";
import { storedMacros, type StoredMacro } from "../input/storedMacros";

interface Props {
  readonly commands: Commands;
  readonly sink: MacroSink;
  readonly disabled: boolean;
}

/** The macros that the device stores; nothing where it has none. The device plays them, and a new one ends the former. */
export function StoredMacros({ commands, sink, disabled }: Props): JSX.Element | null {
  const macros = useSignal<readonly StoredMacro[]>([]);

  useEffect(() => {
    // again with control: while keystrokes are private, only the session in control is told of them
    void commands.keyboardMacros().then((answer) => (macros.value = storedMacros(answer)));
  }, [disabled]);

  if (macros.value.length === 0) {
    return null;
  }
  return (
    <section class="combination-group" aria-label={t("storedMacros.storedMacros")} data-testid="stored-macros">
      <h3>{t("storedMacros.storedMacros")}</h3>
      <div class="keys-row">
        {macros.value.map((macro) => (
          <button
            type="button"
            key={macro.id}
            class="key"
            disabled={disabled || macro.unknown.length > 0}
            title={macro.unknown.length > 0 ? t("storedMacros.keysThatAreNotKnown", { keys: macro.unknown.join(", ") }) : undefined}
            data-testid={`macro-${macro.id}`}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => sink.macro(macro.steps)}
          >
            {macro.name}
          </button>
        ))}
        <button
          type="button"
          class="key"
          disabled={disabled}
          data-testid="macro-cancel"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => sink.cancelMacro()}
        >
          {t("storedMacros.stop")}
        </button>
      </div>
      <p class="quiet">{t("storedMacros.storedOnTheDeviceForEvery")}</p>
    </section>
  );
}
