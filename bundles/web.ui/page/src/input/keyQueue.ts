// SPDX-License-Identifier: Apache-2.0

export interface KeyEdge {
  readonly usage: number;
  readonly down: boolean;
}

/** More keys than are typed while a channel opens. */
const CAPACITY = 64;

/**
 * Key presses and releases that wait for a channel, in order. When the queue is full, further presses are dropped; the
 * release of a queued press is always taken.
 */
export class KeyQueue {
  private edges: KeyEdge[] = [];
  private downs = 0;

  add(usage: number, down: boolean): void {
    if (down && this.downs < CAPACITY) {
      this.downs++;
      this.edges.push({ usage, down });
    } else if (!down && this.isDown(usage)) {
      this.edges.push({ usage, down });
    }
  }

  /** Adds a release for each key that is down at the end of the queue. */
  release(): void {
    for (const usage of new Set(this.edges.map((edge) => edge.usage))) {
      this.add(usage, false);
    }
  }

  /** Returns the queued edges and empties the queue. */
  drain(): readonly KeyEdge[] {
    const taken = this.edges;
    this.clear();
    return taken;
  }

  clear(): void {
    this.edges = [];
    this.downs = 0;
  }

  private isDown(usage: number): boolean {
    return this.edges.findLast((edge) => edge.usage === usage)?.down === true;
  }
}
