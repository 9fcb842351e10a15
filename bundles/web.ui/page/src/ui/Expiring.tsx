// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Commands } from "../connection/commands";
import type { Store } from "../store";
import { Left } from "./Left";

/** Says that the session will end, while there is time to do something about it. */
export function Expiring({ store, commands }: { store: Store; commands: Commands }): JSX.Element | null {
  const until = store.house.value.expiresAt;
  if (until === undefined || store.phase.value !== "live") {
    return null;
  }
  return (
    <div class="banner" role="status" data-testid="expiring">
      <p>
        Nobody has done anything on this page for a long time. It will be disconnected
        <span aria-hidden="true">
          {" in "}
          <Left until={until} />
        </span>
        .
      </p>
      <button
        type="button"
        class="small-button"
        data-kind="go"
        data-testid="still-here"
        disabled={store.busy.value.has("alive")}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => void commands.stillHere()}
      >
        I am still here
      </button>
    </div>
  );
}
