// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { Wheel, type WheelInput, type WheelSettings } from "../src/input/wheel";

let log: [number, number][];
let settings: WheelSettings;
let wheel: Wheel;

beforeEach(() => {
  log = [];
  settings = { inverted: false, scrollSpeed: 1, horizontal: true };
  wheel = new Wheel({ wheel: (x, y) => log.push([x, y]) }, () => settings);
});

const STILL: WheelInput = { deltaX: 0, deltaY: 0, deltaMode: 0, wheelDeltaX: 0, wheelDeltaY: 0, shiftKey: false };
const turn = (over: Partial<WheelInput>): void => wheel.turn({ ...STILL, ...over });
const total = (): readonly number[] => log.reduce(([x, y], [dx, dy]) => [x + dx, y + dy], [0, 0] as [number, number]);

describe("ten clicks of the wheel", () => {
  // Firefox on X11 gives 114 CSS pixels a click at 100 %, Chromium 120, each divided by the zoom.
  it.each([
    [114, 1], [114, 1.5], [114, 1.75], [114, 2], [120, 1], [120, 1.5], [120, 1.75], [120, 2], [120, 0.5],
  ])("of %d pixels are ten notches at a zoom of %d", (pixels, zoom) => {
    for (let i = 0; i < 10; i++) {
      turn({ deltaY: pixels / zoom, wheelDeltaY: -120 });
    }
    expect(log).toEqual(Array.from({ length: 10 }, () => [0, -1]));
  });
  it("are ten notches in lines, where there is no wheelDelta", () => {
    for (let i = 0; i < 10; i++) {
      wheel.turn({ deltaX: 0, deltaY: -3, deltaMode: 1, shiftKey: false });
    }
    expect(total()).toEqual([0, 10]);
  });
});

describe("small steps", () => {
  it("are summed to whole notches, and the remainder is kept", () => {
    for (let i = 0; i < 25; i++) {
      turn({ wheelDeltaY: 12 });
    }
    expect(total()).toEqual([0, 2]);
    for (let i = 0; i < 5; i++) {
      turn({ wheelDeltaY: 12 });
    }
    expect(total()).toEqual([0, 3]);
  });
  it("leave no remainder after a change of direction", () => {
    turn({ wheelDeltaY: 110 });
    turn({ wheelDeltaY: -120 });
    expect(log).toEqual([[0, -1]]);
  });
  it("leave no remainder after a reset", () => {
    turn({ wheelDeltaY: 110 });
    wheel.reset();
    turn({ wheelDeltaY: 20 });
    expect(log).toEqual([]);
  });
});

it("turns right for a positive horizontal delta", () => {
  turn({ deltaX: 120, wheelDeltaX: -120 });
  turn({ deltaX: 100, wheelDeltaX: 0 });
  expect(log).toEqual([[1, 0], [1, 0]]);
});

it("stays vertical while Shift is held, which the target turns by itself", () => {
  turn({ deltaX: 120, wheelDeltaX: -120, shiftKey: true });
  expect(log).toEqual([[0, -1]]);
});

it("turns the other way when inverted", () => {
  settings = { ...settings, inverted: true };
  turn({ wheelDeltaY: 120 });
  turn({ wheelDeltaX: 120 });
  expect(log).toEqual([[0, -1], [1, 0]]);
});

it("is limited to what a report carries, and sends the rest with the next turn", () => {
  turn({ wheelDeltaY: 120 * 200 });
  turn({ wheelDeltaY: 120 });
  expect(log).toEqual([[0, 127], [0, 74]]);
});

describe("the settings", () => {
  it("make a notch several, or several notches one", () => {
    settings = { ...settings, scrollSpeed: 2.5 };
    turn({ wheelDeltaY: -120 });
    turn({ wheelDeltaY: -120 });
    expect(log).toEqual([[0, -2], [0, -3]]);
    settings = { ...settings, scrollSpeed: 0.25 };
    log = [];
    for (let i = 0; i < 7; i++) {
      turn({ wheelDeltaY: 120 });
    }
    expect(log).toEqual([[0, 1]]);
  });
  it("leave out turns to the side, and do not save them up", () => {
    settings = { ...settings, horizontal: false };
    turn({ wheelDeltaX: -120 });
    settings = { ...settings, horizontal: true };
    turn({ wheelDeltaX: -60 });
    expect(log).toEqual([]);
    turn({ wheelDeltaX: -60 });
    expect(log).toEqual([[1, 0]]);
  });
});
