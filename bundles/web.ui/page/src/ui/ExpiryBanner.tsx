// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Commands } from "../connection/commands";
import type { Store } from "../store";
import { TimeLeft } from "./TimeLeft";

/** Warns that the session is about to end, and lets the user keep it. */
export function ExpiryBanner({ store, commands }: { store: Store; commands: Commands }): JSX.Element | null {
  const until = store.sessionState.value.expiresAt;
  if (until === undefined || store.phase.value !== "live") {
    return null;
  }
  return (
    <div class="banner" role="status" data-testid="expiring">
      <p>
        This page has not been used for a long time. Its session ends
        <span aria-hidden="true">
          {" in "}
          <TimeLeft until={until} />
        </span>
        .
      </p>
      <button
        type="button"
        class="small-button"
        data-kind="go"
        data-testid="still-here"
        disabled={store.busy.value.has("confirmPresence")}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => void commands.confirmPresence()}
      >
        I am still here
      </button>
    </div>
  );
}
