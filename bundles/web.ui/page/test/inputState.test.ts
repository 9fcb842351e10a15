// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { absenceText, inputAbsence, isFault, type InputAbsence, type InputFacts } from "../src/input/inputState";
import { heldNames, keyName } from "../src/input/keyNames";

const going: InputFacts = {
  live: true,
  interrupted: false,
  controls: true,
  open: true,
  answering: true,
  usb: "configured",
  captured: true,
  windowFocused: true,
  pointerLocked: true,
};

describe("input", () => {
  it("goes to the target when nothing is in its way, and where the device tells nothing of its port", () => {
    expect(inputAbsence(going)).toBeUndefined();
    expect(inputAbsence({ ...going, usb: undefined })).toBeUndefined();
  });
  it.each<[InputAbsence, Partial<InputFacts>]>([
    ["no_link", { live: false }],
    ["no_control", { controls: false }],
    ["interrupted", { interrupted: true }],
    ["not_ready", { open: false }],
    ["away", { answering: false }],
    ["usb", { usb: "suspended" }],
    ["usb", { usb: "not attached" }],
    ["window", { windowFocused: false, captured: false }],
    ["focus", { captured: false, pointerLocked: false }],
    ["pointer", { pointerLocked: false }],
  ])("is absent by %s", (absence, over) => {
    expect(inputAbsence({ ...going, ...over })).toBe(absence);
    expect(absenceText(absence, over.usb)).not.toBe("");
  });
  it("is absent by a fault before it is absent by the focus, which a click would not mend", () =>
    expect(inputAbsence({ ...going, captured: false, usb: "suspended", answering: false })).toBe("away"));
  it("is no fault where the user looks elsewhere or observes", () =>
    expect((["focus", "window", "pointer", "no_control", "usb", "away"] as const).map(isFault)).toEqual([false, false, false, false, true, true]));
  it("says what the port does, also in a word that is not known", () => {
    expect(absenceText("usb", "suspended")).toContain("sleeps");
    expect(absenceText("usb", "not attached")).toContain("not connected");
    expect(absenceText("usb", "melted")).toContain("does not take");
  });
});

describe("what is held down", () => {
  it("is named with modifiers first and buttons last", () =>
    expect(heldNames({ modifier: 0x41, keys: [0x4c, 0x04, 0, 0, 0, 0] }, 5)).toEqual([
      "Ctrl", "AltGr", "Del", "A", "Left button", "Middle button",
    ]));
  it("is nothing at rest", () => expect(heldNames({ modifier: 0, keys: [0, 0, 0, 0, 0, 0] }, 0)).toEqual([]));
  it("is too much for a report", () =>
    expect(heldNames({ modifier: 0, keys: [1, 1, 1, 1, 1, 1] }, 0)).toEqual(["too many keys"]));
  it("has a name for each key, and a number for one that no keyboard has", () => {
    expect([0x1e, 0x3a, 0x58, 0x59, 0x64, 0x7f, 0xe3].map(keyName)).toEqual(["1", "F1", "Num Enter", "Num 1", "<", "Mute", "Win"]);
    expect(keyName(0xa5)).toBe("Key A5");
  });
});
