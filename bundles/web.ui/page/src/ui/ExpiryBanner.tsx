// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Commands } from "../connection/commands";
import { t } from "../i18n/i18n";
import type { Store } from "../store";
import { TimeLeft } from "./TimeLeft";
import { Text } from "../i18n/Text";

/** Warns that the session is about to end, and lets the user keep it. */
export function ExpiryBanner({ store, commands }: { store: Store; commands: Commands }): JSX.Element | null {
  const until = store.sessionState.value.expiresAt;
  if (until === undefined || store.phase.value !== "live") {
    return null;
  }
  return (
    <div class="banner" role="status" data-testid="expiring">
      <p>
        {t("expiryBanner.warning")}
        <span aria-hidden="true">
          {" "}
          <Text of="expiryBanner.time" with={{ time: <TimeLeft until={until} /> }} />
        </span>
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
        {t("expiryBanner.iAmStillHere")}
      </button>
    </div>
  );
}
