// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { Pointer, toAbsolute, type PointerInput } from "../src/input/pointer";

const BOX = { left: 0, top: 0, width: 32767, height: 32767 };

let log: string[];
let timers: (() => void)[];
let pointer: Pointer;

beforeEach(() => {
  log = [];
  timers = [];
  pointer = new Pointer(
    {
      absolute: (...report) => log.push(`abs ${report.join(" ")}`),
      relative: (...report) => log.push(`rel ${report.join(" ")}`),
    },
    { start: (run) => timers.push(run) - 1, stop: (handle) => void (timers[handle] = () => undefined) },
  );
});

const at = (x: number, y: number, buttons: number, over: Partial<PointerInput> = {}): PointerInput => ({
  pointerId: 1,
  isPrimary: true,
  buttons,
  clientX: x,
  clientY: y,
  movementX: x,
  movementY: y,
  ...over,
});
const absolute = (x: number, y: number, buttons: number, over?: Partial<PointerInput>): void =>
  pointer.absolute(at(x, y, buttons, over), BOX);
const relative = (x: number, y: number, buttons: number, over?: Partial<PointerInput>): void =>
  pointer.relative(at(x, y, buttons, over));

describe("a position on the picture", () => {
  const box = { left: 100, top: 50, width: 640, height: 360 };
  it("covers the whole range", () => {
    expect(toAbsolute(box, 100, 50)).toEqual([0, 0]);
    expect(toAbsolute(box, 740, 410)).toEqual([32767, 32767]);
    expect(toAbsolute(box, 420, 230)).toEqual([16384, 16384]);
  });
  it("is limited to the edges", () => expect(toAbsolute(box, 0, 9999)).toEqual([0, 32767]));
  it("is zero while there is no picture", () => expect(toAbsolute({ ...box, width: 0 }, 5, 230)[0]).toBe(0));
});

describe("the absolute pointer", () => {
  it("sends a movement once", () => {
    absolute(1, 2, 0);
    expect(log).toEqual(["abs 1 2 0"]);
    expect(timers).toHaveLength(0);
  });
  it("repeats a button edge, always with the newest state", () => {
    absolute(1, 2, 1);
    absolute(5, 6, 1);
    timers.forEach((run) => run());
    expect(log).toEqual(["abs 1 2 1", "abs 5 6 1", "abs 5 6 1", "abs 5 6 1", "abs 5 6 1"]);
  });
  it("never repeats an edge after a later one", () => {
    absolute(1, 2, 1);
    absolute(1, 2, 0);
    timers.forEach((run) => run());
    expect(log.slice(1).every((report) => report === "abs 1 2 0")).toBe(true);
  });
  it("releases only held buttons", () => {
    pointer.release();
    absolute(7, 7, 4);
    pointer.release();
    pointer.release();
    expect(log).toEqual(["abs 7 7 4", "abs 7 7 0"]);
  });
});

describe("a second finger", () => {
  const second = { pointerId: 2, isPrimary: false };
  it("neither moves the pointer nor changes the held button", () => {
    absolute(1, 1, 1);
    absolute(900, 900, 1, second);
    absolute(900, 900, 0, second);
    absolute(2, 2, 1);
    expect(log).toEqual(["abs 1 1 1", "abs 2 2 1"]);
  });
  it("moves nothing after the first finger is up", () => {
    absolute(1, 1, 1);
    absolute(1, 1, 0);
    absolute(900, 900, 1, second);
    expect(log).toEqual(["abs 1 1 1", "abs 1 1 0"]);
  });
  it("that is cancelled releases nothing", () => {
    absolute(1, 1, 1);
    pointer.ended(2);
    expect(log).toEqual(["abs 1 1 1"]);
  });
  it("may be a mouse, which counts once the finger is up", () => {
    absolute(1, 1, 1);
    absolute(900, 900, 0, { pointerId: 3 });
    absolute(1, 1, 0);
    absolute(900, 900, 0, { pointerId: 3 });
    expect(log).toEqual(["abs 1 1 1", "abs 1 1 0", "abs 900 900 0"]);
  });
});

describe("a drag that ends without a pointerup", () => {
  it("releases the button when the pointer is cancelled or its capture is lost", () => {
    absolute(1, 1, 1);
    pointer.ended(1);
    expect(log).toEqual(["abs 1 1 1", "abs 1 1 0"]);
  });
  it("releases the relative button when the pointer lock ends", () => {
    relative(3, 4, 1);
    pointer.release();
    pointer.release();
    expect(log).toEqual(["rel 3 4 1", "rel 0 0 0"]);
  });
  it("releases the button in the mode in which it was pressed when the mode changes", () => {
    relative(3, 4, 1);
    absolute(5, 5, 1);
    relative(1, 1, 0);
    expect(log).toEqual(["rel 3 4 1", "rel 0 0 0", "abs 5 5 1", "abs 5 5 0", "rel 1 1 0"]);
  });
});

it("does not press the button of the click that requested the pointer lock", () => {
  pointer.lockRequested();
  relative(1, 0, 1);
  relative(1, 0, 0);
  relative(1, 0, 1);
  expect(log).toEqual(["rel 1 0 0", "rel 1 0 0", "rel 1 0 1"]);
});

it("presses the button of the click after the one that requested the pointer lock", () => {
  pointer.lockRequested();
  pointer.relative(at(0, 0, 0), false);
  relative(0, 0, 1);
  expect(log).toEqual(["rel 0 0 1"]);
});
