// SPDX-License-Identifier: Apache-2.0

import type { Commands } from "../connection/commands";
import { layoutNamed } from "../input/layouts";
import { loadPasteSettings } from "../storage";
import type { Store } from "../store";

/** Sets the layout of the target's keyboard: the one chosen in this browser before, else that of the device. */
export async function chosenLayout(store: Store, commands: Commands): Promise<void> {
  const stored = layoutNamed(loadPasteSettings().layout ?? "");
  if (stored !== undefined) {
    store.layout.value = stored;
  } else if (store.layout.value === undefined) {
    const told = layoutNamed((await commands.keyboardLayout()) ?? "");
    store.layout.value ??= told;
  }
}
