// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Returns the current time, updated while the component is mounted. */
export function useNow(everyMillis = 250): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    now.value = Date.now();
    const timer = window.setInterval(() => (now.value = Date.now()), everyMillis);
    return () => window.clearInterval(timer);
  }, [everyMillis]);
  return now.value;
}

/** Returns the whole seconds until a time, never negative. */
export function secondsUntil(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / 1000));
}
