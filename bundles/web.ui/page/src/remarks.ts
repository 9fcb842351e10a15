// SPDX-License-Identifier: Apache-2.0

import { signal } from "@preact/signals";
import type { Remark } from "./sessions/remarks";

export interface Said extends Remark {
  readonly id: number;
}

const SHOWN_MILLIS = 6000;
/** The same words within this time are the same remark, come by two ways. */
const ONCE_MILLIS = 1000;

/** What was said of late: shown for a moment and read out, each once. */
export class Remarks {
  readonly recent = signal<readonly Said[]>([]);
  private last = new Map<string, number>();
  private nextId = 1;

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly after: (callback: () => void, millis: number) => void = (callback, millis) =>
      void window.setTimeout(callback, millis),
  ) {}

  say(remark: Remark): void {
    const now = this.now();
    const before = this.last.get(remark.words);
    if (remark.words === "" || (before !== undefined && now - before < ONCE_MILLIS)) {
      return;
    }
    this.last = new Map([...this.last].filter(([, at]) => now - at < ONCE_MILLIS)).set(remark.words, now);
    const id = this.nextId++;
    this.recent.value = [...this.recent.value, { ...remark, id }];
    this.after(() => (this.recent.value = this.recent.value.filter((said) => said.id !== id)), SHOWN_MILLIS);
  }
}
