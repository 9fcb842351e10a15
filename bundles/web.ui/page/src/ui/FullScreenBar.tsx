// SPDX-License-Identifier: Apache-2.0

import type { ComponentChildren, JSX } from "preact";
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
    <div class="fullscreen-bar" role="toolbar" aria-label="Full screen" data-testid="fullscreen-bar">
      <button type="button" class="tool" aria-label="On-screen keyboard and key combinations" title="Keyboard" aria-pressed={keys} data-testid="fullscreen-keys" onClick={onKeys}>
        <KeyboardIcon />
      </button>
      {children}
      <button type="button" class="tool" aria-label="Leave full screen" title="Leave full screen" data-testid="fullscreen-leave" onClick={onLeave}>
        <ShrinkIcon />
      </button>
    </div>
  );
}
