// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { ShownNotification } from "../notificationList";
import { Reference } from "./ProblemNote";
import type { Store } from "../store";

const MAX_SHOWN = 3;

/** Drops what was notified before control was last gained or lost: it is out of date. */
function upToDate(notifications: readonly ShownNotification[]): readonly ShownNotification[] {
  return notifications.slice(Math.max(0, notifications.findLastIndex((notification) => notification.urgent)));
}

/** Shows recent notifications: nothing to click, nothing to focus. {@link Announcer} reads them out. */
export function Toasts({ store }: { store: Store }): JSX.Element {
  const shown = upToDate(store.notifications.recent.value.filter((notification) => notification.shown)).slice(-MAX_SHOWN);
  return (
    <div class="toasts" aria-hidden="true">
      {shown.map((notification) => (
        <div key={notification.id} class="toast" data-testid="toast" data-urgent={notification.urgent}>
          {notification.text}
          {notification.problem !== undefined && <Reference problem={notification.problem} />}
        </div>
      ))}
    </div>
  );
}
