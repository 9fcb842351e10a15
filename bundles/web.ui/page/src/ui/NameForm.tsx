// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Commands } from "../connection/commands";
import { t } from "../i18n/i18n";
import type { Problem } from "../problem";
import { DiceIcon } from "./icons";
import { ProblemNote } from "./ProblemNote";

/** The device decides which names it accepts; this only bounds the field. */
const MAX_LENGTH = 64;

interface Props {
  readonly commands: Commands;
  readonly initial: string;
  readonly save: string;
  readonly onDone: () => void;
  readonly onCancel?: () => void;
}

export function NameForm({ commands, initial, save, onDone, onCancel }: Props): JSX.Element {
  const name = useSignal(initial);
  const error = useSignal<Problem | undefined>(undefined);
  const busy = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) {
      return;
    }
    if (name.value.trim() === initial && initial !== "") {
      onDone();
      return;
    }
    busy.value = true;
    error.value = await commands.rename(name.value.trim());
    busy.value = false;
    if (error.value === undefined) {
      onDone();
    } else {
      input.current?.focus();
    }
  };
  const suggest = async (): Promise<void> => {
    const suggestion = await commands.suggestName();
    if (suggestion !== undefined) {
      name.value = suggestion;
      error.value = undefined;
    }
    input.current?.focus();
  };

  return (
    <form
      class="name-form"
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        if (event.key === "Escape" && onCancel !== undefined) {
          event.stopPropagation();
          onCancel();
        }
      }}
    >
      <span class="name-field" data-error={error.value !== undefined}>
        <input
          ref={input}
          type="text"
          data-testid="rename-input"
          aria-label={t("nameForm.yourName")}
          aria-invalid={error.value !== undefined}
          autoComplete="nickname"
          spellcheck={false}
          maxLength={MAX_LENGTH}
          value={name.value}
          onInput={(event) => (name.value = event.currentTarget.value)}
        />
        <button
          type="button"
          class="icon-button"
          title={t("nameForm.suggestAName")}
          aria-label={t("nameForm.suggestAName")}
          data-testid="rename-suggest"
          onClick={() => void suggest()}
        >
          <DiceIcon />
        </button>
      </span>
      <span class="name-buttons">
        <button type="submit" class="small-button" data-kind="go" data-testid="rename-save" disabled={busy.value || name.value.trim() === ""}>
          {save}
        </button>
        {onCancel !== undefined && (
          <button type="button" class="small-button" data-testid="rename-cancel" onClick={onCancel}>
            {t("common.cancel")}
          </button>
        )}
      </span>
      {error.value !== undefined && (
        <ProblemNote problem={error.value} id="rename-error" />
      )}
    </form>
  );
}
