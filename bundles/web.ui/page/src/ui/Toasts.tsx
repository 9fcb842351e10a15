// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Said } from "../remarks";
import type { Store } from "../store";

const MOST = 3;

/** Gaining or losing control makes whatever was said before out of date. */
function current(remarks: readonly Said[]): readonly Said[] {
  return remarks.slice(Math.max(0, remarks.findLastIndex((remark) => remark.urgent)));
}

/** Passing remarks in a corner: nothing to click, nothing to focus. {@link Announcer} reads them out. */
export function Toasts({ store }: { store: Store }): JSX.Element {
  const shown = current(store.remarks.recent.value.filter((remark) => remark.shown)).slice(-MOST);
  return (
    <div class="toasts" aria-hidden="true">
      {shown.map((remark) => (
        <p key={remark.id} class="toast" data-testid="toast" data-urgent={remark.urgent}>
          {remark.words}
        </p>
      ))}
    </div>
  );
}
