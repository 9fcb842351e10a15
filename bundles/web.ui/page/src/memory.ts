// SPDX-License-Identifier: Apache-2.0

import type { Memory } from "./connection/client";
import type { Store } from "./store";

const TOKEN = "baton.resumeToken";
const NICKNAME = "baton.nickname";

/**
 * The resume token lies in the tab's storage only while the page is away. A tab that is duplicated copies the storage
 * of a living page, finds no token there, and becomes a session of its own instead of taking the first one's.
 */
export function recall(store: Store): Memory {
  const token = sessionStorage.getItem(TOKEN) ?? undefined;
  sessionStorage.removeItem(TOKEN);
  window.addEventListener("pagehide", () => {
    const newest = store.connection.value.resumeToken;
    if (newest !== undefined) {
      sessionStorage.setItem(TOKEN, newest);
    }
  });
  const nickname = localStorage.getItem(NICKNAME) ?? undefined;
  return {
    ...(token === undefined ? {} : { resumeToken: token }),
    ...(nickname === undefined ? {} : { nickname }),
  };
}
