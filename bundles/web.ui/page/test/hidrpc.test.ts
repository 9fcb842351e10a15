// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import * as hid from "../src/protocol/hidrpc";

const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

describe("HID-RPC messages, as seen on the wire", () => {
  it("shakes hands with version 1", () => expect(hex(hid.handshake())).toBe("0101"));
  it("presses and releases Shift and a", () => {
    expect(hex(hid.keypress(0xe1, true))).toBe("05e101");
    expect(hex(hid.keypress(0xe1, false))).toBe("05e100");
    expect(hex(hid.keypress(4, true))).toBe("050401");
  });
  it("encodes keep-alive and keyboard reset", () => {
    expect(hex(hid.keepAlive())).toBe("09");
    expect(hex(hid.keyboardReset())).toBe("0200000000000000" + "");
  });
  it("puts the pointer into the middle with the left button down", () =>
    expect(hex(hid.pointer(0x4000, 0x4000, 1))).toBe("03000040000000400001"));
  it("keeps the pointer on the screen", () =>
    expect(hex(hid.pointer(-5, 40000, 0))).toBe("0300000000" + "00007fff" + "00"));
  it("has nine bytes for each step of a macro", () => {
    const steps = [
      { modifiers: 2, usage: 4, waitMillis: 10 },
      { modifiers: 0, usage: 0, waitMillis: 0x1234 },
    ];
    expect(hex(hid.macro(steps))).toBe("070100000002" + "02040000000000000a" + "000000000000001234");
    expect(hex(hid.cancelMacro())).toBe("08");
  });
  it("moves the mouse by signed bytes", () => expect(hex(hid.mouse(-1, 127, 2))).toBe("06ff7f02"));
});

describe("a fast movement", () => {
  it("is cut into steps that fit and lose nothing", () => {
    const steps = hid.relativeSteps(-300, 55);
    expect(steps.every(([x, y]) => Math.abs(x) <= 127 && Math.abs(y) <= 127)).toBe(true);
    expect(steps.reduce((sum, [x]) => sum + x, 0)).toBe(-300);
    expect(steps.reduce((sum, [, y]) => sum + y, 0)).toBe(55);
  });
  it("is one step when it fits", () => expect(hid.relativeSteps(3, -4)).toEqual([[3, -4]]));
});

describe("messages from the device", () => {
  const decode = (...bytes: number[]): hid.HidMessage => hid.decodeHid(Uint8Array.from(bytes));
  it("decodes the LEDs", () =>
    expect(decode(0x32, 0b010)).toEqual({ type: "leds", leds: { num: false, caps: true, scroll: false } }));
  it("decodes the keys that are down", () =>
    expect(decode(0x33, 2, 4, 0, 0, 0, 0, 0)).toEqual({ type: "keysDown", modifier: 2, keys: [4, 0, 0, 0, 0, 0] }));
  it("answers the handshake", () => expect(decode(1, 1)).toEqual({ type: "handshake", version: 1 }));
  it.each([[[]], [[0x32]], [[0x33, 1]], [[0x01, 1, 1]], [[0x77, 1]]])("ignores %j", (bytes) =>
    expect(decode(...bytes).type).toBe("unknown"),
  );
});
