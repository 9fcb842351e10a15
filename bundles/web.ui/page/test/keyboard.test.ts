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
      keepAlive: () => log.push("confirmPresence"),
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
  it("are pressed and released once, however often the browser repeats them", () => {
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
    expect(log).toEqual(["+4", "confirmPresence", "-4"]);
  });
  it("need no keep-alive while only modifiers are held", () => {
    keyboard.down("ShiftLeft", 1);
    expect(beat).toBeUndefined();
  });
  it("without a HID usage are not sent", () => {
    keyboard.down("BrowserBack", 1);
    expect(log).toEqual([]);
  });
});

describe("losing the focus", () => {
  it("releases everything and stops the keep-alive", () => {
    keyboard.down("KeyA", 1);
    keyboard.releaseAll();
    expect(beat).toBeUndefined();
    expect(log).toEqual(["+4", "reset"]);
    keyboard.up("KeyA");
    expect(log).toHaveLength(2);
  });
  it("sends nothing when nothing was held", () => {
    keyboard.releaseAll();
    expect(log).toEqual([]);
  });
});

describe("the release chord", () => {
  it("is Ctrl, Alt and Shift in any order and from either side", () => {
    expect(tap("ControlLeft", "AltLeft", "ShiftLeft")).toBe(true);
    expect(tap("ShiftRight", "ControlRight", "AltLeft")).toBe(true);
  });
  it("is not part of a longer combination", () => expect(tap("ControlLeft", "AltLeft", "ShiftLeft", "KeyA")).toBe(false));
  it("is not two of the three", () => expect(tap("ControlLeft", "AltLeft")).toBe(false));
});

describe("modifiers", () => {
  it("Control that Windows adds to AltGr is released", () => {
    keyboard.down("ControlLeft", 100);
    keyboard.down("AltRight", 100.5);
    expect(log).toEqual(["+e0", "-e0", "+e6"]);
  });
  it("Control that the user pressed before AltGr stays", () => {
    keyboard.down("ControlLeft", 100);
    keyboard.down("AltRight", 180);
    expect(log).toEqual(["+e0", "+e6"]);
  });
  it("Meta release releases the keys whose keyup macOS swallows", () => {
    keyboard.down("MetaLeft", 1);
    keyboard.down("KeyC", 2);
    keyboard.up("MetaLeft");
    expect(log).toEqual(["+e3", "+6", "-e3", "-6"]);
  });
});
