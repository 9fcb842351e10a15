// SPDX-License-Identifier: Apache-2.0

export interface Press {
  readonly usage: number;
  readonly down: boolean;
}

/** More than anybody types while a channel opens. */
const MOST = 64;

/**
 * Key edges from before there is a channel to send them on, in the order they were made. When it is full no further
 * key goes down, but whatever went down still comes up.
 */
export class Presses {
  private edges: Press[] = [];
  private downs = 0;

  add(usage: number, down: boolean): void {
    if (down && this.downs < MOST) {
      this.downs++;
      this.edges.push({ usage, down });
    } else if (!down && this.isDown(usage)) {
      this.edges.push({ usage, down });
    }
  }

  /** Lets go of whatever is down by then. */
  release(): void {
    for (const usage of new Set(this.edges.map((press) => press.usage))) {
      this.add(usage, false);
    }
  }

  /** Hands them over and forgets them. */
  take(): readonly Press[] {
    const taken = this.edges;
    this.forget();
    return taken;
  }

  forget(): void {
    this.edges = [];
    this.downs = 0;
  }

  private isDown(usage: number): boolean {
    return this.edges.findLast((press) => press.usage === usage)?.down === true;
  }
}
