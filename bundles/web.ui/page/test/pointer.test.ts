// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { AbsolutePointer, toAbsolute, Wheel, type PointerSink } from "../src/input/pointer";

const sinkTo = (log: unknown[]): PointerSink => ({
  absolute: (...report) => log.push(report),
  relative: (...report) => log.push(report),
  wheel: (...report) => log.push(report),
});

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
  const setup = () => {
    const log: unknown[] = [];
    const timers: (() => void)[] = [];
    const pointer = new AbsolutePointer(
      sinkTo(log),
      (run) => timers.push(run) - 1,
      (handle) => (timers[handle] = () => undefined),
    );
    return { log, timers, pointer };
  };
  it("sends a movement once", () => {
    const { log, timers, pointer } = setup();
    pointer.report(1, 2, 0);
    expect(log).toEqual([[1, 2, 0]]);
    expect(timers).toHaveLength(0);
  });
  it("repeats a button edge, always with the newest state", () => {
    const { log, timers, pointer } = setup();
    pointer.report(1, 2, 1);
    pointer.report(5, 6, 1);
    timers.forEach((run) => run());
    expect(log).toEqual([[1, 2, 1], [5, 6, 1], [5, 6, 1], [5, 6, 1], [5, 6, 1]]);
  });
  it("never repeats an edge after a later one", () => {
    const { log, timers, pointer } = setup();
    pointer.report(1, 2, 1);
    pointer.report(1, 2, 0);
    timers.forEach((run) => run());
    expect(log.slice(1).every((report) => (report as number[])[2] === 0)).toBe(true);
  });
  it("releases only held buttons", () => {
    const { log, pointer } = setup();
    pointer.release();
    pointer.report(7, 7, 4);
    pointer.release();
    expect(log).toEqual([[7, 7, 4], [7, 7, 0]]);
  });
});

describe("the wheel", () => {
  it("turns up for a negative delta", () => {
    const log: unknown[] = [];
    new Wheel(sinkTo(log)).turn(0, -120, 0);
    expect(log).toEqual([[0, 1]]);
  });
  it("sums the small steps of a touchpad", () => {
    const log: unknown[] = [];
    const wheel = new Wheel(sinkTo(log));
    for (let i = 0; i < 25; i++) {
      wheel.turn(4, 0, 0);
    }
    expect(log).toEqual([[1, 0]]);
  });
});
