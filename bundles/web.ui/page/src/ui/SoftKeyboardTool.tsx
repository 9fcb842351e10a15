// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { t } from "../i18n/i18n";
import type { Store } from "../store";
import { PhoneKeyboardIcon } from "./icons";

/** Opens the keyboard of a phone for the target. Shown where there is a touch screen. */
export function SoftKeyboardTool({ store }: { store: Store }): JSX.Element {
  const open = store.softKeyboard.value;
  const name = t("softKeyboardTool.keyboardOfThisPhoneOrTablet");
  return (
    <button
      type="button"
      class="tool soft-tool"
      title={name}
      aria-label={name}
      aria-pressed={open}
      data-testid="soft-button"
      // The field keeps the focus until the click has decided.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        const field = document.getElementById("soft-input");
        if (open) {
          field?.blur();
        } else {
          field?.focus();
        }
      }}
    >
      <PhoneKeyboardIcon />
    </button>
  );
}
