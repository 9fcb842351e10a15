// SPDX-License-Identifier: Apache-2.0

import { signal } from "@preact/signals";
import type { Notification } from "./sessions/notifications";

export interface ShownNotification extends Notification {
  readonly id: number;
}

const SHOWN_MILLIS = 6000;
/** The same text within this time is the same notification, received twice. */
const DUPLICATE_MILLIS = 1000;

/** The recent notifications: each is shown for a moment and announced once. */
export class NotificationList {
  readonly recent = signal<readonly ShownNotification[]>([]);
  private lastAt = new Map<string, number>();
  private nextId = 1;

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly after: (callback: () => void, millis: number) => void = (callback, millis) =>
      void window.setTimeout(callback, millis),
  ) {}

  add(notification: Notification): void {
    const now = this.now();
    const before = this.lastAt.get(notification.text);
    if (notification.text === "" || (before !== undefined && now - before < DUPLICATE_MILLIS)) {
      return;
    }
    this.lastAt = new Map([...this.lastAt].filter(([, at]) => now - at < DUPLICATE_MILLIS)).set(notification.text, now);
    const id = this.nextId++;
    this.recent.value = [...this.recent.value, { ...notification, id }];
    this.after(() => (this.recent.value = this.recent.value.filter((each) => each.id !== id)), SHOWN_MILLIS);
  }
}
