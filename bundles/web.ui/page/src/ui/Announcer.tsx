// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Store } from "../store";
import { modeWords, phaseWords } from "./words";

/** Says changes of connection, mode and capture to those who do not see them. */
export function Announcer({ store }: { store: Store }): JSX.Element {
  const phase = store.phase.value;
  const words = phaseWords(phase, store.interrupted.value) + (phase === "live" ? `. ${modeWords(store.mode.value)}` : "");
  return (
    <div class="unseen" data-testid="announcer">
      <div role="status" aria-live="polite">
        {words}
      </div>
      <div role="status" aria-live="polite">
        {store.captured.value ? "Keys go to the target. Control, Alt and Shift together let go." : ""}
      </div>
    </div>
  );
}
