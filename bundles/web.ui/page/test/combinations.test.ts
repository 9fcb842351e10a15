// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { builtIn, combinationName, loadOwn, MAX_OWN, parseCombination, saveOwn, strike, withOwn } from "../src/input/combinations";
import { usageOf } from "../src/protocol/usages";

const storage = (value?: string): Storage => {
  const kept = new Map(value === undefined ? [] : [["baton.combinations", value]]);
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, next: string) => void kept.set(key, next) } as unknown as Storage;
};

describe("a combination", () => {
  it.each([
    ["Ctrl+Alt+Del", ["ControlLeft", "AltLeft", "Delete"]],
    [" ctrl + shift + T ", ["ControlLeft", "ShiftLeft", "KeyT"]],
    ["Win + 5", ["MetaLeft", "Digit5"]],
    ["AltGr + F12", ["AltRight", "F12"]],
    ["Alt + SysRq + b", ["AltLeft", "PrintScreen", "KeyB"]],
    ["Ctrl + Plus", ["ControlLeft", "NumpadAdd"]],
    ["Ctrl + -", ["ControlLeft", "Minus"]],
    ["Num Lock", ["NumLock"]],
    ["Num 4", ["Numpad4"]],
    ["Scroll Lock + Page Up", ["ScrollLock", "PageUp"]],
  ])("is read from %s", (text, keys) => expect(parseCombination(text)).toEqual({ keys }));
  it.each([
    ["", "Name the keys"],
    ["Ctrl ++", "missing"],
    ["Ctrl + Hyper", "no key called Hyper"],
    ["constructor", "no key called constructor"],
    ["A + B + a", "a is there twice"],
    ["A+B+C+D+E+F+G", "at most 6 keys"],
    [`Ctrl + ${"A".repeat(80)}`, "at most 80"],
  ])("is not read from '%s'", (text, error) => expect(parseCombination(text)).toMatchObject({ error: expect.stringContaining(error) }));
  it("has the names of its keys", () => expect(combinationName(["ControlLeft", "AltLeft", "Delete"])).toBe("Ctrl + Alt + Del"));
  it("of the built-in ones has keys that a keyboard has, and a label of its own", () => {
    const items = builtIn().flatMap((group) => group.items);
    expect(items.flatMap(({ keys }) => keys).filter((code) => usageOf(code) === undefined)).toEqual([]);
    expect(new Set(items.map(({ label }) => label)).size).toBe(items.length);
  });
  it("is pressed in order and released in the reverse order, without the keys that are down already", () => {
    const sent: string[] = [];
    const down = new Set(["AltLeft"]);
    const keyboard = {
      press: (code: string) => void sent.push(`+${code}`),
      release: (code: string) => void sent.push(`-${code}`),
      isDown: (code: string) => down.has(code),
    };
    const timers: (() => void)[] = [];
    strike(keyboard, ["ControlLeft", "AltLeft", "Delete"], 0, (callback) => timers.push(callback));
    expect(sent).toEqual(["+ControlLeft", "+Delete"]);
    timers.forEach((run) => run());
    expect(sent).toEqual(["+ControlLeft", "+Delete", "-Delete", "-ControlLeft"]);
  });
});

describe("the operator's own combinations", () => {
  it("are kept in the browser", () => {
    const browser = storage();
    expect(loadOwn(browser)).toEqual([]);
    saveOwn([["ControlLeft", "KeyT"]], browser);
    expect(loadOwn(browser)).toEqual([["ControlLeft", "KeyT"]]);
  });
  it.each(["{", "null", "5", '[["Nope"], [], [5], "KeyA", ["KeyA", "KeyA"]]'])("leave out what is none: %s", (stored) =>
    expect(loadOwn(storage(stored))).toEqual([]));
  it("are not more than there is room for", () => {
    const many = Array.from({ length: MAX_OWN + 5 }, (_, i) => ["ControlLeft", i < 24 ? `F${i + 1}` : `Numpad${i - 24}`]);
    const loaded = loadOwn(storage(JSON.stringify(many)));
    expect(loaded).toHaveLength(MAX_OWN);
    expect(withOwn(loaded, "Ctrl + T")).toMatchObject({ error: expect.stringContaining("room") });
  });
  it("are added once, and not beside a built-in one", () => {
    expect(withOwn([], "Ctrl + T")).toEqual({ own: [["ControlLeft", "KeyT"]] });
    expect(withOwn([["ControlLeft", "KeyT"]], "ctrl+t")).toMatchObject({ error: expect.stringContaining("in the list") });
    expect(withOwn([], "Ctrl+Alt+Del")).toMatchObject({ error: expect.stringContaining("in the list") });
    expect(withOwn([], "Ctrl+Nope")).toMatchObject({ error: expect.stringContaining("Nope") });
  });
});
