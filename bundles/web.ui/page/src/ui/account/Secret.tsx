// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/i18n";

interface Props {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly value: string;
}

/** A value that is shown once, to be copied. It takes the focus, so that it is read out and can be copied at once. */
export function Secret({ id, label, hint, value }: Props): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const copied = useSignal(false);
  useEffect(() => {
    copied.value = false;
    field.current?.focus();
    field.current?.select();
  }, [value]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      copied.value = true;
    } catch {
      // Over plain HTTP browsers offer no clipboard: the selected text can be copied by hand.
      field.current?.focus();
      field.current?.select();
      copied.value = document.execCommand("copy");
    }
  };
  return (
    <div class="secret">
      <label htmlFor={id}>{label}</label>
      <div class="secret-row">
        <input
          ref={field}
          id={id}
          data-testid={id}
          type="text"
          readOnly
          aria-describedby={`${id}-hint`}
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="small-button" data-testid={`${id}-copy`} onClick={() => void copy()}>
          {t("secret.copy")}
        </button>
      </div>
      <p id={`${id}-hint`} class="field-hint">
        {hint}
      </p>
      <p class="done" role="status" data-testid={`${id}-copied`}>
        {copied.value ? t("secret.copied") : ""}
      </p>
    </div>
  );
}
