// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import type { PointerMode } from "../src/input/mouseSettings";
import { TouchGestures } from "../src/input/touch";
import { pinched, settled, WHOLE } from "../src/input/zoom";

let log: string[];
let mode: PointerMode;
let time: number;
let timers: Map<number, { run: () => void; at: number }>;
let touch: TouchGestures;

beforeEach(() => {
  log = [];
  mode = "absolute";
  time = 0;
  timers = new Map();
  let next = 1;
  touch = new TouchGestures(
    {
      point: ({ x, y }, buttons) => log.push(`point ${x} ${y} ${buttons}`),
      nudge: (dx, dy, buttons) => log.push(`nudge ${dx} ${dy} ${buttons}`),
      scroll: (dx, dy) => log.push(`scroll ${dx} ${dy}`),
      pinch: (from, to) => log.push(`pinch ${from.distance} ${to.distance}`),
      felt: () => log.push("felt"),
    },
    () => mode,
    {
      start: (run, millis) => {
        timers.set(next, { run, at: time + millis });
        return next++;
      },
      stop: (handle) => void timers.delete(handle),
    },
    () => time,
  );
});

const pass = (millis: number): void => {
  time += millis;
  for (const [handle, { run, at }] of [...timers]) {
    if (at <= time && timers.delete(handle)) {
      run();
    }
  }
};
const held = (): number => Number(log.filter((each) => /^(point|nudge)/.test(each)).at(-1)?.split(" ").at(-1) ?? 0);

describe("one finger", () => {
  it("clicks where it taps", () => {
    touch.down(1, { x: 10, y: 20 });
    touch.up(1);
    expect(log).toEqual(["point 10 20 0", "point 10 20 1"]);
    pass(50);
    expect(log).toEqual(["point 10 20 0", "point 10 20 1", "point 10 20 0"]);
  });
  it("clicks twice when it taps twice, each with its own release", () => {
    for (let i = 0; i < 2; i++) {
      touch.down(1, { x: 10, y: 20 });
      touch.up(1);
    }
    pass(50);
    expect(log.map((each) => each.split(" ").at(-1)).join("")).toBe("010010");
  });
  it("right-clicks once when it rests, and nothing more when it goes", () => {
    touch.down(1, { x: 10, y: 20 });
    touch.move(1, { x: 14, y: 24 });
    pass(499);
    expect(log).toEqual([]);
    pass(1);
    expect(log).toEqual(["felt", "point 10 20 0", "point 10 20 2"]);
    pass(50);
    touch.move(1, { x: 90, y: 90 });
    touch.up(1);
    pass(1000);
    expect(log).toEqual(["felt", "point 10 20 0", "point 10 20 2", "point 10 20 0"]);
  });
  it("right-clicks for the time of a click also when it goes at once", () => {
    touch.down(1, { x: 10, y: 20 });
    pass(500);
    touch.up(1);
    expect(held()).toBe(2);
    pass(50);
    expect(held()).toBe(0);
  });
  it("drags from where it began", () => {
    touch.down(1, { x: 10, y: 20 });
    touch.move(1, { x: 30, y: 20 });
    touch.move(1, { x: 50, y: 25 });
    touch.up(1);
    expect(log).toEqual(["point 10 20 0", "point 10 20 1", "point 30 20 1", "point 50 25 1", "point 50 25 0"]);
    pass(1000);
    expect(log).toHaveLength(5);
  });
});

describe("a button", () => {
  const drag = (): void => {
    touch.down(1, { x: 10, y: 20 });
    touch.move(1, { x: 50, y: 20 });
    expect(held()).toBe(1);
  };
  it.each<PointerMode>(["absolute", "relative"])("is up as soon as a second finger comes, in %s mode", (which) => {
    mode = which;
    if (which === "relative") {
      touch.down(1, { x: 10, y: 20 });
      touch.up(1);
    }
    drag();
    touch.down(2, { x: 90, y: 20 });
    expect(held()).toBe(0);
    touch.move(1, { x: 60, y: 25 });
    touch.up(2);
    touch.move(1, { x: 200, y: 200 });
    touch.up(1);
    expect(log.slice(log.lastIndexOf("point 50 20 0") + 1).filter((each) => each.endsWith(" 1") && each.startsWith("point"))).toEqual([]);
    expect(held()).toBe(0);
  });
  it("is up when the touch is cancelled", () => {
    drag();
    touch.cancel(1);
    expect(held()).toBe(0);
  });
  it("is up when everything is released", () => {
    drag();
    touch.reset();
    expect(held()).toBe(0);
    touch.move(1, { x: 99, y: 99 });
    expect(log.at(-1)).toBe("point 50 20 0");
  });
  it("of a tap is up at once when the next touch begins, or everything is released", () => {
    touch.down(1, { x: 10, y: 20 });
    touch.up(1);
    touch.down(2, { x: 80, y: 80 });
    expect(held()).toBe(0);
    touch.up(2);
    touch.reset();
    expect(held()).toBe(0);
    pass(1000);
    expect(held()).toBe(0);
  });
  it("of a long press is up when a second finger comes within its click", () => {
    touch.down(1, { x: 10, y: 20 });
    pass(500);
    touch.down(2, { x: 80, y: 80 });
    expect(held()).toBe(0);
  });
  it("is not pressed by a touch that is cancelled before it moves", () => {
    touch.down(1, { x: 10, y: 20 });
    touch.cancel(1);
    pass(1000);
    expect(log).toEqual([]);
  });
});

describe("two fingers", () => {
  beforeEach(() => {
    touch.down(1, { x: 100, y: 100 });
    touch.down(2, { x: 200, y: 100 });
  });
  it("scroll when they move together, by all of their way", () => {
    touch.move(1, { x: 100, y: 80 });
    touch.move(2, { x: 200, y: 80 });
    touch.move(1, { x: 100, y: 40 });
    touch.move(2, { x: 200, y: 40 });
    const total = log.map((each) => Number(each.split(" ")[2])).reduce((sum, dy) => sum + dy, 0);
    expect(log.every((each) => each.startsWith("scroll 0 "))).toBe(true);
    expect(total).toBe(-60);
  });
  it("pinch when they part, and then do not scroll", () => {
    touch.move(1, { x: 80, y: 100 });
    touch.move(2, { x: 220, y: 100 });
    touch.move(1, { x: 80, y: 140 });
    expect(log.length).toBeGreaterThan(0);
    expect(log.every((each) => each.startsWith("pinch "))).toBe(true);
  });
  it("neither click nor press, and what is left of them does nothing", () => {
    touch.up(1);
    touch.move(2, { x: 300, y: 300 });
    touch.up(2);
    pass(1000);
    expect(log).toEqual([]);
    touch.down(3, { x: 1, y: 1 });
    touch.up(3);
    expect(log.at(-1)).toBe("point 1 1 1");
  });
  it("are over with a third", () => {
    touch.down(3, { x: 300, y: 100 });
    touch.move(1, { x: 100, y: 0 });
    touch.move(2, { x: 200, y: 0 });
    expect(log).toEqual([]);
  });
});

describe("a finger in relative mode", () => {
  beforeEach(() => void (mode = "relative"));
  it("moves the pointer by its way, with parts of pixels kept", () => {
    touch.down(1, { x: 0, y: 0 });
    touch.move(1, { x: 10.4, y: 0 });
    touch.move(1, { x: 10.8, y: 0 });
    touch.move(1, { x: 11.2, y: 0 });
    touch.up(1);
    expect(log).toEqual(["nudge 10 0 0", "nudge 1 0 0"]);
  });
  it("clicks where the pointer is", () => {
    touch.down(1, { x: 10, y: 20 });
    touch.up(1);
    pass(50);
    expect(log).toEqual(["nudge 0 0 1", "nudge 0 0 0"]);
  });
  it("drags after a tap, and not later", () => {
    touch.down(1, { x: 0, y: 0 });
    touch.up(1);
    pass(200);
    touch.down(1, { x: 0, y: 0 });
    touch.move(1, { x: 20, y: 0 });
    expect(log.at(-1)).toBe("nudge 20 0 1");
    touch.up(1);
    expect(log.at(-1)).toBe("nudge 0 0 0");
    pass(400);
    touch.down(1, { x: 0, y: 0 });
    touch.move(1, { x: 20, y: 0 });
    expect(log.at(-1)).toBe("nudge 20 0 0");
  });
});

describe("the enlarged picture", () => {
  const box = { left: 100, top: 50, width: 400, height: 200 };
  const span = (x: number, y: number, distance: number): { x: number; y: number; distance: number } => ({ x, y, distance });
  it("keeps what is between the fingers there", () => {
    const view = pinched(WHOLE, span(300, 150, 100), span(300, 150, 200), box);
    expect(view).toEqual({ scale: 2, x: -200, y: -100 });
    expect(pinched(view, span(300, 150, 100), span(310, 140, 100), box)).toEqual({ scale: 2, x: -190, y: -110 });
  });
  it("shows no more than the picture", () => {
    const view = pinched(WHOLE, span(300, 150, 100), span(300, 150, 200), box);
    expect(pinched(view, span(300, 150, 100), span(900, 900, 100), box)).toEqual({ scale: 2, x: 0, y: 0 });
    expect(pinched(view, span(300, 150, 100), span(-900, -900, 100), box)).toEqual({ scale: 2, x: -400, y: -200 });
  });
  it("has all of the frame, and is in its middle while it is smaller", () => {
    const frame = { left: 100, top: -50, width: 400, height: 400 };
    expect(pinched(WHOLE, span(300, 60, 100), span(300, 60, 150), box, frame)).toEqual({ scale: 1.5, x: -100, y: -50 });
    const large = pinched(WHOLE, span(300, 150, 100), span(300, 150, 400), box, frame);
    expect(pinched(large, span(0, 0, 9), span(999, 999, 9), box, frame)).toEqual({ scale: 4, x: 0, y: -100 });
    expect(pinched(large, span(999, 999, 9), span(-999, -999, 9), box, frame)).toEqual({ scale: 4, x: -1200, y: -500 });
  });
  it("is between one and eight times as large", () => {
    expect(pinched(WHOLE, span(300, 150, 10), span(300, 150, 900), box).scale).toBe(8);
    expect(pinched(WHOLE, span(300, 150, 100), span(320, 150, 10), box)).toEqual(WHOLE);
    expect(pinched(WHOLE, span(300, 150, 0), span(300, 150, 10), box)).toEqual(WHOLE);
  });
  it("is whole again when it is hardly larger", () => {
    expect(settled({ scale: 1.03, x: -3, y: 0 })).toEqual(WHOLE);
    expect(settled({ scale: 1.5, x: -3, y: 0 })).toEqual({ scale: 1.5, x: -3, y: 0 });
  });
});
