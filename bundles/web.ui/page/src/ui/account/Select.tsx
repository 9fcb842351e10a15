// SPDX-License-Identifier: Apache-2.0

import type { Signal } from "@preact/signals";
import type { JSX } from "preact";

interface Props {
  readonly id: string;
  readonly label: string;
  readonly value: Signal<string>;
  readonly options: readonly (readonly [value: string, label: string])[];
}

/** A labelled choice of a form. `id` is its test id too. */
export function Select({ id, label, value, options }: Props): JSX.Element {
  return (
    <div class="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} data-testid={id} value={value.value} onChange={(event) => (value.value = event.currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
