// SPDX-License-Identifier: Apache-2.0

import type { Signal } from "@preact/signals";
import type { JSX, Ref } from "preact";

interface Props {
  readonly id: string;
  readonly label: string;
  readonly value: Signal<string>;
  readonly type?: "text" | "password" | "number";
  readonly autoComplete: string;
  readonly hint?: string;
  readonly invalid?: boolean;
  readonly optional?: boolean;
  readonly numeric?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  /** Id of the element with the error of the form. */
  readonly errorId?: string;
}

/** A labelled field of a form. `id` is its test id too; the error of the form is its description. */
export function Field(props: Props): JSX.Element {
  const { id, label, value, hint, errorId = "form-error" } = props;
  return (
    <div class="field">
      <label htmlFor={id}>{label}</label>
      <input
        ref={props.inputRef ?? null}
        id={id}
        data-testid={id}
        type={(props.type ?? "text") as "text"}
        autoComplete={props.autoComplete}
        inputMode={props.numeric === true ? "numeric" : "text"}
        autoCapitalize="none"
        spellcheck={false}
        maxLength={256}
        required={props.optional !== true}
        aria-invalid={props.invalid === true}
        aria-describedby={hint === undefined ? errorId : `${id}-hint ${errorId}`}
        value={value.value}
        onInput={(event) => (value.value = event.currentTarget.value)}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
