// SPDX-License-Identifier: Apache-2.0

import type { ComponentChildren, JSX } from "preact";
import { t } from "../i18n/i18n";
import { KeyboardIcon, ShrinkIcon } from "./icons";

interface Props {
  readonly keys: boolean;
  readonly onKeys: () => void;
  readonly onLeave: () => void;
  readonly children?: ComponentChildren;
}

/** What is needed of the top bar while it is out of sight. */
export function FullScreenBar({ keys, onKeys, onLeave, children }: Props): JSX.Element {
  return (
    <div class="fullscreen-bar" role="toolbar" aria-label={t("common.fullScreen")} data-testid="fullscreen-bar">
      <button type="button" class="tool" aria-label={t("fullScreenBar.onScreenKeyboardAndKeyCombinations")} title={t("common.keyboard")} aria-pressed={keys} data-testid="fullscreen-keys" onClick={onKeys}>
        <KeyboardIcon />
      </button>
      {children}
      <button type="button" class="tool" aria-label={t("fullScreenBar.leaveFullScreen")} title={t("fullScreenBar.leaveFullScreen")} data-testid="fullscreen-leave" onClick={onLeave}>
        <ShrinkIcon />
      </button>
    </div>
  );
}
