// SPDX-License-Identifier: Apache-2.0

import type { Store } from "../store";
import type { PeerLink } from "./link";
import { readingOf, statsBetween, type Reading } from "./stats";

/** Readings without a new picture after which it stands still. */
const STALLED_AFTER = 4;

/** Reads the browser's counters of one link once a second. */
export class Meter {
  private reading: Reading | undefined;
  private silent = 0;

  constructor(private readonly store: Store) {}

  /** Another link counts from nothing. */
  reset(): void {
    this.reading = undefined;
    this.silent = 0;
  }

  async measure(link: PeerLink, isCurrent: () => boolean): Promise<void> {
    const report = await link.stats();
    const after = readingOf(report as unknown as ReadonlyMap<string, Readonly<Record<string, unknown>>>);
    if (after === undefined || !isCurrent()) {
      return;
    }
    const before = this.reading;
    this.reading = after;
    if (before !== undefined) {
      const stats = statsBetween(before, after);
      this.store.stats.value = stats;
      this.silent = stats.fps > 0 ? 0 : this.silent + 1;
      if (this.store.picture.value !== "none") {
        this.store.picture.value = this.silent >= STALLED_AFTER ? "stalled" : "playing";
      }
    }
  }
}
