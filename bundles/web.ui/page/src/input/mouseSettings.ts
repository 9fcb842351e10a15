// SPDX-License-Identifier: Apache-2.0

import { asJson, number } from "../read";

export type PointerMode = "absolute" | "relative";

/** How the operator's mouse moves that of the target. */
export interface MouseSettings {
  readonly mode: PointerMode;
  /** Notches on the target for one of the wheel. */
  readonly scrollSpeed: number;
  readonly inverted: boolean;
  /** Turns to the side are sent too. */
  readonly horizontal: boolean;
}

export const DEFAULT_MOUSE: MouseSettings = { mode: "absolute", scrollSpeed: 1, inverted: false, horizontal: true };

export const MIN_SCROLL_SPEED = 0.25;
export const MAX_SCROLL_SPEED = 4;

const STORED = "baton.mouse";

/** Reads the settings stored in the browser; the default stands for what is missing or out of range. */
export function loadMouseSettings(browser: Storage = localStorage): MouseSettings {
  let stored: unknown;
  try {
    stored = JSON.parse(browser.getItem(STORED) ?? "null");
  } catch {
    stored = undefined;
  }
  const { mode, scrollSpeed, inverted, horizontal } = asJson(stored);
  const speed = number(scrollSpeed);
  return {
    mode: mode === "relative" ? "relative" : DEFAULT_MOUSE.mode,
    scrollSpeed: speed !== undefined && speed >= MIN_SCROLL_SPEED && speed <= MAX_SCROLL_SPEED ? speed : DEFAULT_MOUSE.scrollSpeed,
    inverted: inverted === true,
    horizontal: horizontal !== false,
  };
}

export function saveMouseSettings(settings: MouseSettings, browser: Storage = localStorage): void {
  browser.setItem(STORED, JSON.stringify(settings));
}
