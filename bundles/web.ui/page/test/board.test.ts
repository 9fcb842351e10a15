// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { blocks, neighbour, type Block, type Shape } from "../src/input/board";
import { BoardKeys } from "../src/input/boardKeys";
import { LAYOUT_NAMES, loadLayout } from "../src/input/layouts";
import { Legends, type Levels } from "../src/input/legends";
import { usageOf } from "../src/protocol/usages";

const PLAIN: Levels = { shift: false, altGr: false, caps: false };
const block = (shape: Shape, name: string): Block => {
  const found = blocks(shape).find((each) => each.name === name);
  if (found === undefined) {
    throw new Error(`no ${name}`);
  }
  return found;
};

describe("the board", () => {
  it.each<[Shape, number]>([["ansi", 104], ["iso", 105], ["jis", 106]])("of the shape %s has %i keys, each once and with a usage", (shape, count) => {
    const codes = blocks(shape).flatMap(({ keys }) => keys.map(({ code }) => code));
    expect(codes).toHaveLength(count);
    expect(new Set(codes).size).toBe(count);
    expect(codes.filter((code) => usageOf(code) === undefined)).toEqual([]);
  });
  it.each<Shape>(["ansi", "iso", "jis"])("of the shape %s has rows of full width without overlaps, on quarters of a unit", (shape) => {
    for (const { name, width, keys } of blocks(shape)) {
      const taken = new Set<string>();
      for (const key of keys) {
        expect([key.x * 4, key.width * 4].every(Number.isInteger), key.code).toBe(true);
        expect(key.x + key.width, key.code).toBeLessThanOrEqual(width);
        for (let row = key.row; row < key.row + key.height; row++) {
          for (let quarter = key.x * 4; quarter < (key.x + key.width) * 4; quarter++) {
            expect(taken.has(`${row} ${quarter}`), `${name} ${key.code}`).toBe(false);
            taken.add(`${row} ${quarter}`);
          }
        }
      }
    }
  });
  it("is walked with the arrow keys, and not left at its edges", () => {
    const main = block("iso", "main");
    expect(neighbour(main, "KeyG", "left")).toBe("KeyF");
    expect(neighbour(main, "KeyG", "down")).toBe("KeyV");
    expect(neighbour(main, "Digit1", "up")).toBe("Escape");
    expect(neighbour(main, "Escape", "up")).toBe("Escape");
    expect(neighbour(main, "Escape", "left")).toBe("Escape");
    expect(neighbour(main, "Backslash", "right")).toBe("Enter");
    expect(neighbour(block("ansi", "keypad"), "Numpad6", "right")).toBe("NumpadAdd");
    expect(neighbour(main, "Numpad6", "right")).toBe("Escape");
  });
});

describe("the legends", () => {
  const of = async (name: "de_DE" | "en_US" | "fr_FR" | "tr_TR", code: string, over: Partial<Levels> = {}) =>
    new Legends(await loadLayout(name)).of(usageOf(code) ?? 0, { ...PLAIN, ...over });
  it("are those of the layout, with what Shift and AltGr make", async () => {
    expect(await of("de_DE", "KeyY")).toEqual({ main: "z", altGr: "←" });
    expect(await of("de_DE", "Digit7")).toEqual({ main: "7", shift: "/", altGr: "{" });
    expect(await of("fr_FR", "KeyQ")).toMatchObject({ main: "a" });
    expect(await of("en_US", "Space")).toBeUndefined();
    expect(await of("en_US", "F1")).toBeUndefined();
  });
  it("follow the modifiers", async () => {
    expect(await of("de_DE", "KeyE", { shift: true })).toEqual({ main: "E" });
    expect(await of("de_DE", "KeyE", { altGr: true })).toEqual({ main: "€" });
    expect(await of("de_DE", "Digit7", { shift: true })).toEqual({ main: "/" });
    expect(await of("en_US", "KeyE", { altGr: true })).toEqual({ main: "" });
  });
  it("follow Caps Lock for letters alone, which Shift undoes", async () => {
    expect(await of("en_US", "KeyE", { caps: true })).toEqual({ main: "E" });
    expect(await of("en_US", "KeyE", { caps: true, shift: true })).toEqual({ main: "e" });
    expect(await of("en_US", "Digit1", { caps: true })).toMatchObject({ main: "1" });
    expect(await of("tr_TR", "KeyI", { caps: true })).toMatchObject({ main: "I" });
    expect(await of("tr_TR", "Quote", { caps: true })).toMatchObject({ main: "İ" });
  });
  it("show a dead key on a dotted circle", async () => expect(await of("de_DE", "Backquote")).toMatchObject({ main: "\u25cc\u0302" }));
  it.each(LAYOUT_NAMES)("of %s are all on its board", async (name) => {
    const layout = await loadLayout(name);
    const { shape } = new Legends(layout);
    const usages = new Set(blocks(shape).flatMap(({ keys }) => keys.map(({ code }) => usageOf(code))));
    expect(layout.map(([usage]) => usage).filter((usage) => !usages.has(usage))).toEqual([]);
  });
});

describe("a key of the board", () => {
  let sent: string[];
  let down: Set<string>;
  let timers: (() => void)[];
  let board: BoardKeys;
  beforeEach(() => {
    sent = [];
    down = new Set();
    timers = [];
    const keys = {
      press: (code: string) => {
        if (!down.has(code)) {
          down.add(code);
          sent.push(`+${code}`);
        }
      },
      release: (code: string) => {
        if (down.delete(code)) {
          sent.push(`-${code}`);
        }
      },
      isDown: (code: string) => down.has(code),
    };
    board = new BoardKeys(keys, (callback) => timers.push(callback), () => 0);
  });
  const click = (code: string): void => {
    board.down(1, code);
    board.up(1);
  };
  const pass = (): void => timers.splice(0).forEach((run) => run());

  it("is held while it is pressed", () => {
    board.down(1, "KeyA");
    expect(sent).toEqual(["+KeyA"]);
    expect(board.holds.value.get("KeyA")).toBe("pressed");
    board.up(1);
    expect(sent).toEqual(["+KeyA", "-KeyA"]);
    expect(board.holds.value.size).toBe(0);
  });
  it("is held by the finger that pressed it, beside others", () => {
    board.down(1, "KeyA");
    board.down(2, "KeyB");
    board.down(3, "KeyA");
    board.up(3);
    board.up(2);
    expect([...down]).toEqual(["KeyA"]);
  });
  it("that is a modifier stays for the next key", () => {
    click("ShiftLeft");
    expect(board.holds.value.get("ShiftLeft")).toBe("latched");
    click("KeyA");
    click("KeyB");
    expect(sent).toEqual(["+ShiftLeft", "+KeyA", "-KeyA", "-ShiftLeft", "+KeyB", "-KeyB"]);
  });
  it("that is a modifier stays until it is pressed again, when it was pressed twice", () => {
    click("ControlLeft");
    click("ControlLeft");
    expect(board.holds.value.get("ControlLeft")).toBe("locked");
    click("KeyA");
    click("KeyB");
    expect([...down]).toEqual(["ControlLeft"]);
    click("ControlLeft");
    expect(down.size).toBe(0);
    expect(board.holds.value.size).toBe(0);
  });
  it("that is a modifier does not stay when it was held for another key", () => {
    board.down(1, "ShiftLeft");
    board.down(2, "KeyA");
    board.up(2);
    expect([...down]).toEqual(["ShiftLeft"]);
    board.up(1);
    expect(down.size).toBe(0);
  });
  it("keeps several modifiers for one key", () => {
    click("ControlLeft");
    click("AltLeft");
    click("Delete");
    expect(sent).toEqual(["+ControlLeft", "+AltLeft", "+Delete", "-Delete", "-ControlLeft", "-AltLeft"]);
  });
  it("keeps a modifier until the last of the keys is up", () => {
    click("ShiftLeft");
    board.down(1, "KeyA");
    board.down(2, "KeyB");
    board.up(1);
    expect(down.has("ShiftLeft")).toBe(true);
    board.up(2);
    expect(down.size).toBe(0);
  });
  it("is pressed for a moment by the keyboard or an assistive tool", () => {
    board.tap("ShiftLeft");
    board.tap("KeyA");
    board.tap("KeyA");
    expect(sent).toEqual(["+ShiftLeft", "+KeyA"]);
    pass();
    expect(sent).toEqual(["+ShiftLeft", "+KeyA", "-KeyA", "-ShiftLeft"]);
  });
  it("is no longer held after all keys were released elsewhere", () => {
    click("ShiftLeft");
    board.down(1, "KeyA");
    board.tap("KeyB");
    down.clear();
    board.clear();
    expect(board.holds.value.size).toBe(0);
    board.up(1);
    pass();
    expect(sent).toEqual(["+ShiftLeft", "+KeyA", "+KeyB"]);
  });
  it("is released when the board is closed", () => {
    click("ShiftLeft");
    board.down(1, "KeyA");
    board.releaseAll();
    expect(down.size).toBe(0);
  });
});
