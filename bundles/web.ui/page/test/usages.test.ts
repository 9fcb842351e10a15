// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { isModifier, usageOf } from "../src/protocol/usages";

// USB HID Usage Tables 1.5, section 10 (keyboard page).
it.each([
  ["KeyA", 0x04], ["KeyZ", 0x1d], ["Digit1", 0x1e], ["Digit0", 0x27], ["Enter", 0x28], ["Space", 0x2c],
  ["CapsLock", 0x39], ["F1", 0x3a], ["F12", 0x45], ["PrintScreen", 0x46], ["ArrowUp", 0x52],
  ["Numpad1", 0x59], ["Numpad0", 0x62], ["IntlBackslash", 0x64], ["F13", 0x68], ["F24", 0x73],
  ["AudioVolumeMute", 0x7f], ["AudioVolumeUp", 0x80], ["AudioVolumeDown", 0x81],
  ["VolumeMute", 0x7f], ["VolumeUp", 0x80], ["VolumeDown", 0x81], ["OSLeft", 0xe3], ["OSRight", 0xe7],
  ["ControlLeft", 0xe0], ["MetaRight", 0xe7], ["Power", 0x66], ["Sleep", 0xf8], ["WakeUp", 0xfc],
  ["MediaPlayPause", 0xe8], ["MediaTrackPrevious", 0xea], ["BrowserBack", 0xf1], ["BrowserFavorites", 0xff],
])("%s is usage %i", (code, usage) => expect(usageOf(code)).toBe(usage));

it("knows no usage for what is no key", () => {
  expect(usageOf("")).toBeUndefined();
  expect(usageOf("constructor")).toBeUndefined();
  expect(usageOf("BrightnessUp")).toBeUndefined();
});

it("distinguishes modifiers", () => {
  expect(isModifier(0xe0) && isModifier(0xe7)).toBe(true);
  expect(isModifier(0xdf) || isModifier(0x04)).toBe(false);
});
