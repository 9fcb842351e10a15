// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { secondsUntil, useNow } from "./now";
import { duration } from "./words";

interface Props {
  readonly until: number | undefined;
  readonly before?: string;
}

/** How much time is left, counting down; nothing where there is no end. */
export function Left({ until, before = "" }: Props): JSX.Element | null {
  return until === undefined ? null : <Counting until={until} before={before} />;
}

// Its own component, so that only what counts is drawn again four times a second.
function Counting({ until, before }: { until: number; before: string }): JSX.Element {
  const now = useNow();
  return (
    <span class="left" data-testid="left">
      {before}
      {duration(secondsUntil(until, now))}
    </span>
  );
}
