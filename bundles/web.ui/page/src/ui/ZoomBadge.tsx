// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { WHOLE } from "../input/zoom";
import type { Store } from "../store";
import { CloseIcon } from "./icons";

/** Shows that the picture is enlarged, and shows all of it again. */
export function ZoomBadge({ store }: { store: Store }): JSX.Element | null {
  const { scale } = store.view.value;
  const percent = Math.round(scale * 100);
  return scale === 1 ? null : (
    <button
      type="button"
      class="zoom-badge"
      aria-label={`Picture enlarged to ${percent} %: show all of it`}
      title="Show all of the picture"
      data-testid="zoom-reset"
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => (store.view.value = WHOLE)}
    >
      {percent} %
      <CloseIcon />
    </button>
  );
}
