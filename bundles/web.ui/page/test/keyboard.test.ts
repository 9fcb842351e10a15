// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { Keyboard } from "../src/input/keyboard";

let log: string[];
let beat: (() => void) | undefined;
let keyboard: Keyboard;

beforeEach(() => {
  log = [];
  beat = undefined;
  keyboard = new Keyboard(
    {
      key: (usage, down) => log.push(`${down ? "+" : "-"}${usage.toString(16)}`),
      keepAlive: () => log.push("alive"),
      reset: () => log.push("reset"),
    },
    { start: (run) => ((beat = run), 1), stop: () => (beat = undefined) },
  );
});

const tap = (...codes: string[]): boolean => {
  codes.forEach((code, i) => keyboard.down(code, 1000 + i * 50));
  return [...codes].reverse().map((code) => keyboard.up(code)).some(Boolean);
};

describe("keys", () => {
  it("go down and up once, however often the browser repeats them", () => {
    keyboard.down("KeyA", 1);
    keyboard.down("KeyA", 2);
    keyboard.up("KeyA");
    keyboard.up("KeyA");
    expect(log).toEqual(["+4", "-4"]);
  });
  it("are kept alive while held, and no longer", () => {
    keyboard.down("KeyA", 1);
    beat?.();
    keyboard.up("KeyA");
    expect(beat).toBeUndefined();
    expect(log).toEqual(["+4", "alive", "-4"]);
  });
  it("need no keep-alive for modifiers, which are not released by themselves", () => {
    keyboard.down("ShiftLeft", 1);
    expect(beat).toBeUndefined();
  });
  it("that no USB keyboard has are not sent", () => {
    keyboard.down("BrowserBack", 1);
    expect(log).toEqual([]);
  });
});

describe("losing the focus", () => {
  it("lets go of everything and stops the keep-alive", () => {
    keyboard.down("KeyA", 1);
    keyboard.releaseAll();
    expect(beat).toBeUndefined();
    expect(log).toEqual(["+4", "reset"]);
    keyboard.up("KeyA");
    expect(log).toHaveLength(2);
  });
  it("says nothing when nothing was held", () => {
    keyboard.releaseAll();
    expect(log).toEqual([]);
  });
});

describe("the chord that lets go of the keyboard", () => {
  it("is Ctrl, Alt and Shift in any order and from either side", () => {
    expect(tap("ControlLeft", "AltLeft", "ShiftLeft")).toBe(true);
    expect(tap("ShiftRight", "ControlRight", "AltLeft")).toBe(true);
  });
  it("is not part of a longer combination", () => expect(tap("ControlLeft", "AltLeft", "ShiftLeft", "KeyA")).toBe(false));
  it("is not two of the three", () => expect(tap("ControlLeft", "AltLeft")).toBe(false));
});

describe("what systems do to modifiers", () => {
  it("takes back the Control that Windows invents for AltGr", () => {
    keyboard.down("ControlLeft", 100);
    keyboard.down("AltRight", 100.5);
    expect(log).toEqual(["+e0", "-e0", "+e6"]);
  });
  it("keeps a Control that a person pressed", () => {
    keyboard.down("ControlLeft", 100);
    keyboard.down("AltRight", 180);
    expect(log).toEqual(["+e0", "+e6"]);
  });
  it("lets go of what macOS forgets under Command", () => {
    keyboard.down("MetaLeft", 1);
    keyboard.down("KeyC", 2);
    keyboard.up("MetaLeft");
    expect(log).toEqual(["+e3", "+6", "-e3", "-6"]);
  });
});
