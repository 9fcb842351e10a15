// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, it } from "vitest";
import { FullScreen, type FullScreenState } from "../src/input/fullScreen";

let shown: Element | null;
let states: FullScreenState[];
let calls: string[];
const page = {
  get fullscreenElement() {
    return shown;
  },
  exitFullscreen: () => {
    shown = null;
    return Promise.resolve();
  },
} as unknown as Document;
const element = {
  requestFullscreen: () => {
    shown = element;
    return Promise.resolve();
  },
} as unknown as HTMLElement;
const keyboard = {
  lock: () => {
    calls.push("lock");
    return Promise.resolve();
  },
  unlock: () => void calls.push("unlock"),
};
const changed = (state: FullScreenState): void => void states.push(state);

beforeEach(() => {
  shown = null;
  states = [];
  calls = [];
});

it("locks the keyboard in full screen, and unlocks it however that ends", async () => {
  const screen = new FullScreen(changed, page, keyboard);
  expect(await screen.toggle(element)).toBe(true);
  screen.documentChanged();
  expect([states, calls]).toEqual([["locked"], ["lock"]]);
  shown = null;
  screen.documentChanged();
  expect([states, calls]).toEqual([["locked", "off"], ["lock", "unlock"]]);
});

it("is full screen without the lock where the browser has none or refuses it", async () => {
  await new FullScreen(changed, page, {}).toggle(element);
  shown = null;
  await new FullScreen(changed, page, { lock: () => Promise.reject(new Error("no")) }).toggle(element);
  expect(states).toEqual(["plain", "plain"]);
});

it("leaves full screen", async () => {
  const screen = new FullScreen(changed, page, keyboard);
  await screen.toggle(element);
  expect(await screen.toggle(element)).toBe(true);
  expect(shown).toBeNull();
});

it("says that the browser refuses, or has no full screen for pages", async () => {
  const screen = new FullScreen(changed, page, keyboard);
  expect(await screen.toggle({ requestFullscreen: () => Promise.reject(new Error("no")) } as unknown as HTMLElement)).toBe(false);
  expect(await screen.toggle({} as HTMLElement)).toBe(false);
  expect([states, calls]).toEqual([[], []]);
});
