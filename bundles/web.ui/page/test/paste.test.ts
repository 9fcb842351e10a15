// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import type { Stroke } from "../src/input/keyMap";
import { Paste, type Clock } from "../src/input/paste";
import type { MacroStep } from "../src/protocol/hidrpc";

class FakeClock implements Clock {
  time = 0;
  private readonly due = new Map<number, { at: number; callback: () => void }>();
  private last = 0;
  now(): number {
    return this.time;
  }
  after(callback: () => void, millis: number): number {
    this.due.set(++this.last, { at: this.time + millis, callback });
    return this.last;
  }
  stop(handle: number): void {
    this.due.delete(handle);
  }
  pass(millis: number): void {
    this.time += millis;
    for (const [handle, { at, callback }] of [...this.due]) {
      if (at <= this.time && this.due.delete(handle)) {
        callback();
      }
    }
  }
  get pending(): number {
    return this.due.size;
  }
}

class FakeSink {
  controls = true;
  readonly chunks: (readonly MacroStep[])[] = [];
  cancels = 0;
  macro(steps: readonly MacroStep[]): boolean {
    if (this.controls) {
      this.chunks.push(steps);
    }
    return this.controls;
  }
  cancelMacro(): void {
    this.cancels++;
  }
}

const A: readonly Stroke[] = [{ usage: 4, modifiers: 0 }];
const AT: readonly Stroke[] = [{ usage: 0x14, modifiers: 0x40 }];
/** A dead key and a letter. */
const E: readonly Stroke[] = [
  { usage: 0x35, modifiers: 0 },
  { usage: 8, modifiers: 2 },
];

let clock: FakeClock;
let sink: FakeSink;
let paste: Paste;
beforeEach(() => {
  clock = new FakeClock();
  sink = new FakeSink();
  paste = new Paste(sink, clock);
});

/** The device plays the last chunk to its end. */
function play(): void {
  paste.macroChanged(true);
  clock.pass(sink.chunks.at(-1)?.reduce((sum, step) => sum + step.waitMillis, 0) ?? 0);
  paste.macroChanged(false);
}

describe("a paste", () => {
  it("presses each key with its modifiers and releases it, in the time for each key", () => {
    paste.start([A, AT], 21);
    expect(sink.chunks).toEqual([
      [
        { usage: 4, modifiers: 0, waitMillis: 11 },
        { usage: 0, modifiers: 0, waitMillis: 10 },
        { usage: 0x14, modifiers: 0x40, waitMillis: 11 },
        { usage: 0, modifiers: 0, waitMillis: 10 },
      ],
    ]);
  });

  it("sends a chunk only after the end of the former", () => {
    paste.start(Array.from({ length: 60 }, () => A), 20);
    expect(sink.chunks.map((chunk) => chunk.length)).toEqual([50]);
    paste.macroChanged(true);
    expect(sink.chunks).toHaveLength(1);
    expect(paste.state.value).toMatchObject({ phase: "running", done: 0, total: 60, remainingMillis: 1200 });
    play();
    expect(sink.chunks.map((chunk) => chunk.length)).toEqual([50, 50]);
    expect(paste.state.value).toMatchObject({ phase: "running", done: 25, remainingMillis: 700 });
    play();
    play();
    expect(sink.chunks.map((chunk) => chunk.length)).toEqual([50, 50, 20]);
    expect(paste.state.value).toMatchObject({ phase: "ended", end: "done", done: 60, total: 60, remainingMillis: 0 });
    expect(clock.pending).toBe(0);
  });

  it("has no limit of length, and no long chunk at any delay", () => {
    for (const delay of [4, 20, 499, 1000]) {
      paste = new Paste(sink, clock);
      sink.chunks.length = 0;
      paste.start(Array.from({ length: 3001 }, () => A), delay);
      while (paste.state.value.phase === "running") {
        play();
      }
      expect(paste.state.value.end).toBe("done");
      expect(sink.chunks.flat()).toHaveLength(6002);
      expect(Math.max(...sink.chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(128);
    }
  });

  it("does not part a dead key from its letter", () => {
    paste.start(Array.from({ length: 30 }, () => E), 20);
    while (paste.state.value.phase === "running") {
      play();
    }
    expect(sink.chunks.map((chunk) => chunk.length % 4)).toEqual([0, 0, 0]);
    expect(sink.chunks.flat().filter((step) => step.usage === 8)).toHaveLength(30);
    expect(paste.state.value.done).toBe(30);
  });

  it("sends a character of more strokes than a chunk has room for", () => {
    paste.start([E], 1000);
    expect(sink.chunks[0]).toHaveLength(4);
  });
});

describe("a paste that is cancelled", () => {
  beforeEach(() => {
    paste.start(Array.from({ length: 100 }, () => A), 20);
    play();
    clock.pass(100);
    paste.cancel();
  });

  it("is cancelled on the device at once, and sends nothing more", () => {
    expect(sink.cancels).toBe(1);
    expect(paste.state.value.phase).toBe("cancelling");
    paste.macroChanged(false);
    expect(paste.state.value).toMatchObject({ phase: "ended", end: "cancelled", done: 25, total: 100 });
    expect(sink.chunks).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  it("cannot be followed by another whose first chunk the old end would end", () => {
    paste.start([A], 20);
    expect(sink.chunks).toHaveLength(2);
    paste.macroChanged(false);
    paste.start([A], 20);
    expect(sink.chunks).toHaveLength(3);
    expect(paste.state.value).toMatchObject({ phase: "running", total: 1 });
  });

  it("ends without an answer too", () => {
    clock.pass(2000);
    expect(paste.state.value).toMatchObject({ phase: "ended", end: "cancelled" });
  });
});

describe("a paste stops", () => {
  beforeEach(() => paste.start(Array.from({ length: 100 }, () => A), 20));

  it("when control is lost, and sends nothing to the device any more", () => {
    paste.controlLost();
    paste.macroChanged(false);
    expect(paste.state.value).toMatchObject({ phase: "ended", end: "control_lost" });
    expect(sink.chunks).toHaveLength(1);
    expect(sink.cancels).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it("for the reason that follows the early end of a chunk", () => {
    paste.macroChanged(true);
    clock.pass(100);
    paste.macroChanged(false);
    paste.controlLost();
    expect(paste.state.value).toMatchObject({ phase: "ended", end: "control_lost" });
    expect(clock.pending).toBe(0);
  });

  it.each([
    ["cancelled", "cancelled"],
    ["replaced", "replaced"],
    ["control_lost", "control_lost"],
    ["target_off", "target_lost"],
    ["target_busy", "target_busy"],
    ["interrupted", "interrupted"],
    ["new_reason", "stopped"],
  ])("for the device's reason %s, whether it comes before or after the end of the chunk", (reason, end) => {
    clock.pass(100);
    paste.deviceEnded(reason);
    expect(paste.state.value.phase).toBe("cancelling");
    paste.macroChanged(false);
    expect(paste.state.value).toMatchObject({ phase: "ended", end });
    paste.start([A], 20);
    paste.macroChanged(false);
    paste.deviceEnded(reason);
    expect(paste.state.value).toMatchObject({ phase: "ended", end });
    expect(clock.pending).toBe(0);
  });

  it("for the device's reason when the end of the chunk is not reported, because another macro runs", () => {
    paste.deviceEnded("replaced");
    paste.macroChanged(true);
    clock.pass(1500);
    expect(paste.state.value).toMatchObject({ phase: "ended", end: "replaced" });
  });

  it("when the target is gone, and cancels the rest of the chunk", () => {
    paste.targetLost();
    expect(paste.state.value).toMatchObject({ phase: "ended", end: "target_lost" });
    expect(sink.cancels).toBe(1);
    play();
    expect(sink.chunks).toHaveLength(1);
  });

  it("when the next chunk cannot be sent", () => {
    sink.controls = false;
    play();
    expect(paste.state.value).toMatchObject({ phase: "ended", end: "control_lost", done: 25 });
  });

  it("when the device ends a chunk before its time", () => {
    paste.macroChanged(true);
    clock.pass(400);
    paste.macroChanged(false);
    expect(paste.state.value.phase).toBe("cancelling");
    clock.pass(1500);
    expect(paste.state.value).toMatchObject({ phase: "ended", end: "stopped", done: 0 });
    expect(sink.chunks).toHaveLength(1);
  });

  it("when the device does not answer, and cancels what may still run", () => {
    clock.pass(10_499);
    expect(paste.state.value.phase).toBe("running");
    clock.pass(1);
    expect(paste.state.value).toMatchObject({ phase: "ended", end: "no_answer" });
    expect(sink.cancels).toBe(1);
  });
});

it("the end of a macro is without effect while nothing is pasted", () => {
  paste.macroChanged(false);
  paste.cancel();
  paste.controlLost();
  expect(paste.state.value.phase).toBe("idle");
  expect(sink.cancels).toBe(0);
});
