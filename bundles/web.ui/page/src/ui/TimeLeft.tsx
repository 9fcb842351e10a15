// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { secondsUntil, useNow } from "./now";
import { duration } from "./timeText";

interface Props {
  readonly until: number | undefined;
  readonly before?: string;
}

/** A countdown to a deadline; nothing without one. */
export function TimeLeft({ until, before = "" }: Props): JSX.Element | null {
  return until === undefined ? null : <Countdown until={until} before={before} />;
}

// A component of its own, so that only the countdown is rendered four times a second.
function Countdown({ until, before }: { until: number; before: string }): JSX.Element {
  const now = useNow();
  return (
    <span class="time-left" data-testid="time-left">
      {before}
      {duration(secondsUntil(until, now))}
    </span>
  );
}
