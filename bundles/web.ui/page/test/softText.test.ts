// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { KeyMap } from "../src/input/keyMap";
import german from "../src/input/layouts/de_DE";
import { Keyboard } from "../src/input/keyboard";
import { editOf, SENTINEL, SoftText } from "../src/input/softText";

describe("an edit", () => {
  it.each([
    ["", "a", { removed: 0, text: "a" }],
    ["ab", "abc", { removed: 0, text: "c" }],
    ["abc", "ab", { removed: 1, text: "" }],
    ["aa", "a", { removed: 1, text: "" }],
    ["helo", "hello", { removed: 0, text: "l" }],
    ["teh", "the", { removed: 2, text: "he" }],
    ["x😀", "x", { removed: 1, text: "" }],
    ["same", "same", { removed: 0, text: "" }],
  ])("of '%s' to '%s'", (before, after, edit) => expect(editOf(before, after)).toEqual(edit));
});

describe("a soft keyboard", () => {
  const map = new KeyMap(german);
  let log: string[];
  let field: string;
  let soft: SoftText;
  beforeEach(() => {
    log = [];
    field = SENTINEL;
    soft = new SoftText({
      stroke: ({ usage, modifiers }) => log.push(`${modifiers.toString(16)}:${usage.toString(16)}`),
      typed: () => log.push("typed"),
      untypable: (characters) => log.push(`untypable ${characters.join("")}`),
      tooLong: () => log.push("too long"),
    });
  });
  const write = (value: string, composing = false): void => {
    field = soft.changed(value, composing, (character) => map.strokes(character)) ?? value;
  };

  it("types characters by the layout", () => {
    write(`${field}z`);
    write(`${field}@`);
    expect(log).toEqual(["0:1c", "typed", "40:14", "typed"]);
  });
  it("types an accent by its dead key", () => {
    write(`${field}ê`);
    expect(log).toEqual(["0:35", "0:8", "typed"]);
  });
  it("types what its composition makes, step by step", () => {
    write(`${SENTINEL}t`, true);
    write(`${SENTINEL}te`, true);
    write(`${SENTINEL}teh`, true);
    write(`${SENTINEL}the `, false);
    expect(log.filter((each) => each !== "typed")).toEqual(["0:17", "0:8", "0:b", "0:2a", "0:2a", "0:b", "0:8", "0:2c"]);
  });
  it("sends Enter and Backspace as keys, also where nothing was typed", () => {
    write(SENTINEL.slice(1));
    expect(log).toEqual(["0:2a", "typed"]);
    expect(field).toBe(SENTINEL);
    write(`${SENTINEL}\n`);
    expect(log.slice(2)).toEqual(["0:28", "typed"]);
    expect(field).toBe(SENTINEL);
  });
  it("names what has no keys, and types the rest", () => {
    write(`${field}a漢b`);
    expect(log).toEqual(["0:4", "0:5", "untypable 漢", "typed"]);
  });
  it("does not touch the field within a composition, nor within a word", () => {
    write(SENTINEL.slice(1), true);
    expect(field).toBe(SENTINEL.slice(1));
    write(SENTINEL);
    write(`${SENTINEL}${"a".repeat(150)}`);
    write(`${field}${"b".repeat(150)}`);
    write(`${field}${"c".repeat(150)}`);
    expect(field).toHaveLength(SENTINEL.length + 450);
    write(`${field} `);
    expect(field).toBe(SENTINEL);
  });
  it("leaves a long text to the paste dialog", () => {
    write(`${field}${"a".repeat(201)}`);
    expect(log).toEqual(["too long"]);
    expect(field).toBe(SENTINEL);
  });
});

describe("a stroke of the page", () => {
  const edges = (before: (keyboard: Keyboard) => void): string[] => {
    const log: string[] = [];
    const keyboard = new Keyboard(
      { key: (usage, down) => log.push(`${down ? "+" : "-"}${usage.toString(16)}`), keepAlive: () => undefined, reset: () => undefined },
      false,
      { start: () => 1, stop: () => undefined },
    );
    before(keyboard);
    log.length = 0;
    keyboard.stroke({ usage: 0x14, modifiers: 0x42 });
    return log;
  };
  it("presses its modifiers around the key", () => expect(edges(() => undefined)).toEqual(["+e1", "+e6", "+14", "-14", "-e6", "-e1"]));
  it("leaves a modifier that is held down", () => expect(edges((keyboard) => keyboard.press("ShiftLeft", 0))).toEqual(["+e6", "+14", "-14", "-e6"]));
  it("presses a key again that is held", () => expect(edges((keyboard) => keyboard.press("KeyQ", 0))).toEqual(["-14", "+e1", "+e6", "+14", "-14", "-e6", "-e1"]));
});
