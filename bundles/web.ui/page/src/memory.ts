// SPDX-License-Identifier: Apache-2.0

/** What this tab and this browser remember. */
export interface Memory {
  readonly resumeToken?: string;
  /** Who this tab was before a reload. */
  readonly sessionId?: string;
  readonly nickname?: string;
}

export interface Place {
  readonly resumeToken: string;
  readonly sessionId?: string;
}

const TOKEN = "baton.resumeToken";
const SESSION = "baton.session";
const NICKNAME = "baton.nickname";

/**
 * The resume token lies in the tab's storage only while the page is away. A tab that is duplicated copies the storage
 * of a living page, finds no token there, and becomes a session of its own instead of taking the first one's. A copy
 * made just while the page was away has a token that is used up, and becomes a session of its own too.
 */
export function recall(tab: Storage = sessionStorage, browser: Storage = localStorage): Memory {
  const found: [keyof Memory, string | null][] = [
    ["resumeToken", tab.getItem(TOKEN)],
    ["sessionId", tab.getItem(SESSION)],
    ["nickname", browser.getItem(NICKNAME)],
  ];
  forget(tab);
  return Object.fromEntries(found.filter(([, value]) => value !== null)) as Memory;
}

/** To be called while the page goes away. */
export function keep(place: Place | undefined, tab: Storage = sessionStorage): void {
  forget(tab);
  if (place !== undefined) {
    tab.setItem(TOKEN, place.resumeToken);
    if (place.sessionId !== undefined) {
      tab.setItem(SESSION, place.sessionId);
    }
  }
}

/** The name somebody chose, for the next time. */
export function keepNickname(nickname: string, browser: Storage = localStorage): void {
  browser.setItem(NICKNAME, nickname);
}

function forget(tab: Storage): void {
  tab.removeItem(TOKEN);
  tab.removeItem(SESSION);
}
