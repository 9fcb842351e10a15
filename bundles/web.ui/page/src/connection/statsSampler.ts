// SPDX-License-Identifier: Apache-2.0

import type { Store } from "../store";
import type { PeerLink } from "./link";
import { readingOf, statsBetween, type Reading } from "./stats";

/** Readings without a new picture after which the picture counts as frozen. */
const STALLED_AFTER = 4;

/** Reads the statistics of one link; called once a second. */
export class StatsSampler {
  private reading: Reading | undefined;
  private framelessReadings = 0;

  constructor(private readonly store: Store) {}

  /** To be called for a new link, whose counters start at zero. */
  reset(): void {
    this.reading = undefined;
    this.framelessReadings = 0;
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
      this.framelessReadings = stats.fps > 0 ? 0 : this.framelessReadings + 1;
      if (this.store.picture.value !== "none") {
        this.store.picture.value = this.framelessReadings >= STALLED_AFTER ? "stalled" : "playing";
      }
    }
  }
}
