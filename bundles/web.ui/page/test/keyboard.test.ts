// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { Keyboard, type KeyInput } from "../src/input/keyboard";

let log: string[];
let beat: (() => void) | undefined;
let keyboard: Keyboard;

const keyboardOn = (mac: boolean): Keyboard =>
  new Keyboard(
    {
      key: (usage, down) => log.push(`${down ? "+" : "-"}${usage.toString(16)}`),
      keepAlive: () => log.push("alive"),
      reset: () => log.push("reset"),
    },
    mac,
    { start: (run) => ((beat = run), 1), stop: () => (beat = undefined) },
  );

beforeEach(() => {
  log = [];
  beat = undefined;
  keyboard = keyboardOn(false);
});

const KEYS: Readonly<Record<string, string>> = { Control: "Control", Alt: "Alt", Shift: "Shift", Meta: "Meta", OS: "OS" };

/** An event as browsers make it; `flags` are the modifiers held, such as `ctrl` and `AltGraph`. */
function event(code: string, flags = "", over: Partial<KeyInput> = {}): KeyInput {
  const has = (flag: string): boolean => flags.split(" ").includes(flag);
  return {
    code,
    key: KEYS[code.replace(/(Left|Right)$/, "")] ?? code,
    repeat: false,
    timeStamp: 0,
    ctrlKey: has("ctrl"),
    altKey: has("alt"),
    shiftKey: has("shift"),
    metaKey: has("meta"),
    getModifierState: has,
    ...over,
  };
}
const down = (code: string, flags?: string, over?: Partial<KeyInput>): void => keyboard.keyDown(event(code, flags, over));
const repeat = (code: string, flags?: string): void => down(code, flags, { repeat: true });
const up = (code: string, flags?: string): boolean => keyboard.keyUp(event(code, flags));

const FLAGS: Readonly<Record<string, string>> = { C: "ctrl", A: "alt", S: "shift" };
const chord = (...codes: string[]): boolean => {
  const flags = (held: readonly string[]): string => held.map((code) => FLAGS[code.charAt(0)] ?? "").join(" ");
  codes.forEach((code, i) => down(code, flags(codes.slice(0, i + 1)), { timeStamp: 1000 + i * 50 }));
  return [...codes.keys()].reverse().map((i) => up(codes[i] ?? "", flags(codes.slice(0, i)))).some(Boolean);
};

describe("keys", () => {
  it("are pressed and released once, however often the browser repeats them", () => {
    down("KeyA");
    repeat("KeyA");
    up("KeyA");
    up("KeyA");
    expect(log).toEqual(["+4", "-4"]);
  });
  it("are kept alive while held, and no longer", () => {
    down("KeyA");
    beat?.();
    up("KeyA");
    expect(beat).toBeUndefined();
    expect(log).toEqual(["+4", "alive", "-4"]);
  });
  it("need no keep-alive while only modifiers are held", () => {
    down("ShiftLeft", "shift");
    expect(beat).toBeUndefined();
  });
  it("without a HID usage are not sent", () => {
    down("Fn");
    expect(log).toEqual([]);
  });
});

describe("losing the focus", () => {
  it("releases everything and stops the keep-alive", () => {
    down("KeyA");
    keyboard.releaseAll();
    expect(beat).toBeUndefined();
    expect(log).toEqual(["+4", "reset"]);
    up("KeyA");
    expect(log).toHaveLength(2);
  });
  it("sends nothing when nothing was held", () => {
    keyboard.releaseAll();
    expect(log).toEqual([]);
  });
});

describe("the release chord", () => {
  it("is Ctrl, Alt and Shift in any order and from either side", () => {
    expect(chord("ControlLeft", "AltLeft", "ShiftLeft")).toBe(true);
    expect(chord("ShiftRight", "ControlRight", "AltLeft")).toBe(true);
  });
  it("is recognised although X11 calls Alt after Shift Meta", () => {
    down("ControlLeft", "ctrl");
    down("ShiftLeft", "ctrl shift");
    down("AltLeft", "ctrl shift alt", { key: "Meta" });
    expect(up("AltLeft", "ctrl shift")).toBe(true);
  });
  it("is not part of a longer combination", () => expect(chord("ControlLeft", "AltLeft", "ShiftLeft", "KeyA")).toBe(false));
  it("is not two of the three", () => expect(chord("ControlLeft", "AltLeft")).toBe(false));
});

describe("AltGr", () => {
  it("releases the Control that Windows adds to it", () => {
    down("ControlLeft", "ctrl", { timeStamp: 100 });
    down("AltRight", "AltGraph", { timeStamp: 100.5, key: "AltGraph" });
    expect(log).toEqual(["+e0", "-e0", "+e6"]);
  });
  it("leaves a Control that the user pressed before", () => {
    down("ControlLeft", "ctrl", { timeStamp: 100 });
    down("AltRight", "ctrl AltGraph", { timeStamp: 180, key: "AltGraph" });
    expect(log).toEqual(["+e0", "+e6"]);
  });
  it("stays down although events show neither Alt nor AltGraph, and adds no Control although they show it", () => {
    down("AltRight", "AltGraph", { key: "AltGraph" });
    down("KeyQ", "ctrl alt");
    up("KeyQ");
    expect(log).toEqual(["+e6", "+14", "-14"]);
  });
});

describe("an event without the flag of a held modifier", () => {
  it("releases the modifier, whose keyup the system kept", () => {
    down("AltLeft", "alt");
    down("KeyA");
    expect(log).toEqual(["+e2", "-e2", "+4"]);
  });
  it("releases it also as a keyup or a pointer event", () => {
    down("MetaLeft", "meta");
    down("ShiftLeft", "meta shift");
    up("KeyX", "shift");
    keyboard.releaseStaleModifiers(event(""));
    expect(log).toEqual(["+e3", "+e1", "-e3", "-e1"]);
  });
  it("releases both sides when one comes up and the flag is gone", () => {
    down("ControlLeft", "ctrl");
    down("ControlRight", "ctrl");
    up("ControlRight");
    expect(log).toEqual(["+e0", "+e4", "-e0", "-e4"]);
  });
  it("leaves what was pressed on the page", () => {
    keyboard.press("ControlLeft", 0);
    down("KeyC");
    expect(log).toEqual(["+e0", "+6"]);
  });
  it("leaves a modifier to which the layout gives another meaning", () => {
    down("ControlLeft", "alt", { key: "Alt" });
    down("KeyA", "alt");
    expect(log).toEqual(["+e0", "+4"]);
  });
  it("leaves the Windows key of a Firefox that shows it as a state only", () => {
    down("OSLeft", "OS");
    down("KeyE", "OS");
    expect(log).toEqual(["+e3", "+8"]);
  });
});

describe("an event with the flag of a modifier that is not held", () => {
  it("presses it before the key: it was held before the focus came", () => {
    down("KeyC", "ctrl");
    up("KeyC", "ctrl");
    up("ControlLeft");
    expect(log).toEqual(["+e0", "+6", "-6", "-e0"]);
  });
  it("presses nothing where Caps Lock is the Control", () => {
    down("CapsLock", "ctrl", { key: "Control" });
    down("KeyC", "ctrl");
    expect(log).toEqual(["+39", "+6"]);
  });
});

describe("a key whose edges are incomplete", () => {
  it("is pressed anew by a keydown without repeat", () => {
    down("KeyA");
    down("KeyA");
    expect(log).toEqual(["+4", "-4", "+4"]);
  });
  it("is tapped by a keyup alone when it is PrintScreen", () => {
    up("PrintScreen");
    expect(log).toEqual(["+46", "-46"]);
    expect(beat).toBeUndefined();
  });
  it("is pressed and released once as PrintScreen with both edges", () => {
    down("PrintScreen");
    up("PrintScreen");
    expect(log).toEqual(["+46", "-46"]);
  });
  it("is not pressed by the keyup of a key that was pressed elsewhere", () => {
    up("Tab");
    expect(log).toEqual([]);
  });
  it("is released with Meta, under which systems swallow the keyup", () => {
    down("MetaLeft", "meta");
    down("KeyC", "meta");
    up("MetaLeft");
    expect(log).toEqual(["+e3", "+6", "-e3", "-6"]);
  });
  it("does not stay down under Command on macOS, and is tapped by each repeat", () => {
    keyboard = keyboardOn(true);
    down("MetaLeft", "meta");
    down("KeyV", "meta");
    repeat("KeyV", "meta");
    expect(log).toEqual(["+e3", "+19", "-19", "+19", "-19"]);
    expect(beat).toBeUndefined();
  });
  it("is tapped by either edge when it is Caps Lock on macOS, which has one edge for on and one for off", () => {
    keyboard = keyboardOn(true);
    down("CapsLock");
    up("CapsLock");
    expect(log).toEqual(["+39", "-39", "+39", "-39"]);
  });
});

describe("a held key that the device released", () => {
  const RIGHT = 0x4f;
  const NONE = [0, 0, 0, 0, 0, 0];
  beforeEach(() => {
    down("ArrowRight");
    keyboard.deviceKeysDown(0, [RIGHT, 0, 0, 0, 0, 0]);
  });
  it("is pressed again when the browser repeats it, once", () => {
    keyboard.deviceKeysDown(0, NONE);
    expect(log).toEqual(["+4f"]);
    repeat("ArrowRight");
    repeat("ArrowRight");
    expect(log).toEqual(["+4f", "+4f"]);
  });
  it("is pressed again when the browser repeats a later key", () => {
    down("KeyA");
    keyboard.deviceKeysDown(0, [RIGHT, 4, 0, 0, 0, 0]);
    keyboard.deviceKeysDown(0, NONE);
    repeat("KeyA");
    expect(log).toEqual(["+4f", "+4", "+4f", "+4"]);
  });
  it("is not pressed again for a report from before the press arrived", () => {
    down("KeyA");
    keyboard.deviceKeysDown(0, [RIGHT, 0, 0, 0, 0, 0]);
    repeat("KeyA");
    expect(log).toEqual(["+4f", "+4"]);
  });
  it("is not pressed again once it is up", () => {
    keyboard.deviceKeysDown(0, NONE);
    up("ArrowRight");
    repeat("KeyA");
    expect(log).toEqual(["+4f", "-4f"]);
  });
  it("is not pressed again because of an overflow of keys", () => {
    keyboard.deviceKeysDown(0, [1, 1, 1, 1, 1, 1]);
    repeat("ArrowRight");
    expect(log).toEqual(["+4f"]);
  });
  it("may be a modifier", () => {
    down("ShiftLeft", "shift");
    keyboard.deviceKeysDown(2, [RIGHT, 0, 0, 0, 0, 0]);
    keyboard.deviceKeysDown(0, [RIGHT, 0, 0, 0, 0, 0]);
    repeat("ArrowRight", "shift");
    expect(log).toEqual(["+4f", "+e1", "+e1"]);
  });
});
