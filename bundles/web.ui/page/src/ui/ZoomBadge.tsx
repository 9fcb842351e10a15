// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { t } from "../i18n/i18n";
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
      aria-label={t("zoomBadge.pictureEnlargedToShowAllOf", { percent })}
      title={t("zoomBadge.showAllOfThePicture")}
      data-testid="zoom-reset"
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => (store.view.value = WHOLE)}
    >
      {percent} %
      <CloseIcon />
    </button>
  );
}
