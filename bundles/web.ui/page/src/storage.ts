// SPDX-License-Identifier: Apache-2.0

/** The session and the nickname of an earlier load of the page. */
export interface StoredSession {
  readonly resumeToken?: string;
  readonly sessionId?: string;
  readonly nickname?: string;
}

/** The credentials with which the page resumes its session after a reload. */
export interface ResumePoint {
  readonly resumeToken: string;
  readonly sessionId?: string;
}

const TOKEN = "baton.resumeToken";
const SESSION = "baton.session";
const NICKNAME = "baton.nickname";
const PASTE_LAYOUT = "baton.pasteLayout";
const PASTE_DELAY = "baton.pasteDelayMillis";

/**
 * Reads and removes the stored session. The resume token is in the tab's storage only while no page is loaded in the
 * tab. Duplicating a tab copies the storage of a loaded page, which holds no token, so that the copy joins as a session
 * of its own. A copy made during a reload has a token that is used up, and joins as a session of its own too.
 */
export function loadSession(tab: Storage = sessionStorage, browser: Storage = localStorage): StoredSession {
  const found: [keyof StoredSession, string | null][] = [
    ["resumeToken", tab.getItem(TOKEN)],
    ["sessionId", tab.getItem(SESSION)],
    ["nickname", browser.getItem(NICKNAME)],
  ];
  clear(tab);
  return Object.fromEntries(found.filter(([, value]) => value !== null)) as StoredSession;
}

/** Called on `pagehide`. */
export function saveResumePoint(point: ResumePoint | undefined, tab: Storage = sessionStorage): void {
  clear(tab);
  if (point !== undefined) {
    tab.setItem(TOKEN, point.resumeToken);
    if (point.sessionId !== undefined) {
      tab.setItem(SESSION, point.sessionId);
    }
  }
}

export function saveNickname(nickname: string, browser: Storage = localStorage): void {
  browser.setItem(NICKNAME, nickname);
}

/** The settings of the paste dialog; its text is not stored. */
export interface PasteSettings {
  readonly layout?: string;
  readonly delayMillis?: number;
}

export function loadPasteSettings(browser: Storage = localStorage): PasteSettings {
  const layout = browser.getItem(PASTE_LAYOUT);
  const delay = Number.parseInt(browser.getItem(PASTE_DELAY) ?? "", 10);
  return { ...(layout === null ? {} : { layout }), ...(Number.isNaN(delay) ? {} : { delayMillis: delay }) };
}

export function savePasteSettings({ layout, delayMillis }: PasteSettings, browser: Storage = localStorage): void {
  if (layout !== undefined) {
    browser.setItem(PASTE_LAYOUT, layout);
  }
  if (delayMillis !== undefined) {
    browser.setItem(PASTE_DELAY, String(delayMillis));
  }
}

function clear(tab: Storage): void {
  tab.removeItem(TOKEN);
  tab.removeItem(SESSION);
}
