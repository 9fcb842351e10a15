// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { absenceText, isFault } from "../input/inputState";
import type { Store } from "../store";
import { KeyboardOffIcon } from "./icons";

/**
 * Says over the picture that keys do not reach the target, and why. Clicks go through it. What covers the whole picture
 * says so itself, and an observer expects nothing else.
 */
export function InputSign({ store }: { store: Store }): JSX.Element | null {
  const absence = store.inputAbsence.value;
  if (absence === undefined || absence === "no_link" || absence === "no_control" || store.mode.value === "pending") {
    return null;
  }
  const fault = isFault(absence);
  return (
    <p class="input-sign" data-fault={fault} data-absence={absence} role={fault ? "status" : undefined} data-testid="input-sign">
      <KeyboardOffIcon />
      <span>{absenceText(absence, store.usb.value)}</span>
    </p>
  );
}
