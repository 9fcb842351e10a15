// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { DEFAULT_MOUSE, loadMouseSettings, saveMouseSettings } from "../src/input/mouseSettings";

const storage = (value?: string): Storage => {
  const kept = new Map(value === undefined ? [] : [["baton.mouse", value]]);
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, next: string) => void kept.set(key, next) } as unknown as Storage;
};

it("keeps the settings of the mouse", () => {
  const browser = storage();
  expect(loadMouseSettings(browser)).toEqual(DEFAULT_MOUSE);
  const changed = { mode: "relative", scrollSpeed: 2.5, inverted: true, horizontal: false } as const;
  saveMouseSettings(changed, browser);
  expect(loadMouseSettings(browser)).toEqual(changed);
});

it.each(["{", "null", "[]", '{"mode":"other","scrollSpeed":100,"inverted":1}', '{"scrollSpeed":"2"}', '{"scrollSpeed":0}'])(
  "has the default for what is not a setting: %s",
  (stored) => expect(loadMouseSettings(storage(stored))).toEqual(DEFAULT_MOUSE),
);
