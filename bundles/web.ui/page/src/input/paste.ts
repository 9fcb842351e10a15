// SPDX-License-Identifier: Apache-2.0

import { signal } from "@preact/signals";
import type { MacroStep } from "../protocol/hidrpc";
import type { Stroke } from "./keyMap";

/** 50 keys a second: each key is down for 10 ms, longer than a full-speed keyboard is polled. */
export const DEFAULT_DELAY_MILLIS = 20;
export const MIN_DELAY_MILLIS = 4;
export const MAX_DELAY_MILLIS = 1000;

/** A chunk is as long as this, so that the progress is known about twice a second. */
const CHUNK_MILLIS = 500;
const MAX_CHUNK_STROKES = 64;

/** An answer of the device later than this after the end of a chunk is not waited for. */
const ANSWER_MILLIS = 10_000;
const CANCEL_MILLIS = 2_000;

/** The end of a macro and its reason come on two channels, one later than the other by less than this. */
const REASON_MILLIS = 1_500;

/** A chunk that ends before this part of its time was ended by the device. */
const COMPLETE = 0.9;

export type PasteEnd =
  | "done"
  | "cancelled"
  | "replaced"
  | "control_lost"
  | "target_lost"
  | "target_busy"
  | "interrupted"
  | "stopped"
  | "no_answer";

/** The reasons of the event keyboardMacroEnded. */
const DEVICE_REASONS: Readonly<Record<string, PasteEnd>> = {
  cancelled: "cancelled",
  replaced: "replaced",
  control_lost: "control_lost",
  target_off: "target_lost",
  target_busy: "target_busy",
  interrupted: "interrupted",
};

export interface PasteState {
  readonly phase: "idle" | "running" | "cancelling" | "ended";
  readonly end?: PasteEnd;
  /** Characters in chunks whose end the device has reported. */
  readonly done: number;
  readonly total: number;
  readonly remainingMillis: number;
}

/** Plays macros and reports their end, such as {@link InputSink}. */
export interface MacroSink {
  macro(steps: readonly MacroStep[]): boolean;
  cancelMacro(): void;
}

export interface Clock {
  /** Milliseconds. */
  now(): number;
  after(callback: () => void, millis: number): number;
  stop(handle: number): void;
}

const browserClock: Clock = {
  now: () => performance.now(),
  after: (callback, millis) => window.setTimeout(callback, millis),
  stop: (handle) => window.clearTimeout(handle),
};

type Character = readonly Stroke[];

const IDLE: PasteState = { phase: "idle", done: 0, total: 0, remainingMillis: 0 };

/**
 * Types a text of any length: the device plays one chunk at a time, as a macro, and the next is sent when it has reported
 * the end of the former. A chunk has whole characters, so that no dead key stays alone.
 */
export class Paste {
  readonly state = signal<PasteState>(IDLE);
  private characters: readonly Character[] = [];
  private strokesLeft = 0;
  private delayMillis = DEFAULT_DELAY_MILLIS;
  /** Characters and strokes of the chunk that the device plays. */
  private chunk = 0;
  private chunkStrokes = 0;
  private chunkEnds = 0;
  private timer: number | undefined;
  /** The device has ended the chunk before its time; the reason may follow. */
  private endedEarly = false;
  /** The device has given the reason for the end of the chunk; the end itself follows. */
  private reason: PasteEnd | undefined;

  constructor(
    private readonly sink: MacroSink,
    private readonly clock: Clock = browserClock,
  ) {}

  /** Types the characters, each of one or more strokes. Without effect while a paste runs or is being cancelled. */
  start(characters: readonly Character[], delayMillis: number): void {
    const { phase } = this.state.value;
    if (phase === "running" || phase === "cancelling") {
      return;
    }
    this.characters = characters;
    this.strokesLeft = characters.reduce((sum, character) => sum + character.length, 0);
    this.delayMillis = delayMillis;
    this.endedEarly = false;
    this.reason = undefined;
    this.state.value = { phase: "running", done: 0, total: characters.length, remainingMillis: this.remaining() };
    this.next();
  }

  /** Ends the paste at once, with all keys up on the target. It has ended when the device says so. */
  cancel(): void {
    if (this.state.value.phase === "running") {
      this.sink.cancelMacro();
      this.state.value = { ...this.state.value, phase: "cancelling" };
      this.wait(CANCEL_MILLIS, "cancelled");
    }
  }

  /** Control has passed or the connection is lost. The device ends the macro and releases the keys by itself. */
  controlLost(): void {
    if (this.state.value.phase === "running" || this.state.value.phase === "cancelling") {
      this.finish("control_lost");
    }
  }

  /** The target no longer takes keys: what is left would be lost. */
  targetLost(): void {
    if (this.state.value.phase === "running" || this.endedEarly) {
      this.finish("target_lost");
    }
  }

  /** The device reports the start or the end of a macro. */
  macroChanged(running: boolean): void {
    if (running) {
      return;
    }
    if (this.state.value.phase === "cancelling" && !this.endedEarly) {
      this.finish(this.reason ?? "cancelled");
    } else if (this.state.value.phase === "running") {
      this.chunkEnded();
    }
  }

  /** The device says why it ended a chunk before its last key, on another channel than the end itself. */
  deviceEnded(deviceReason: string): void {
    const end = DEVICE_REASONS[deviceReason] ?? "stopped";
    if (this.endedEarly) {
      this.finish(end);
    } else if (this.state.value.phase === "running") {
      this.reason = end;
      this.state.value = { ...this.state.value, phase: "cancelling" };
      this.wait(REASON_MILLIS, end);
    }
  }

  private chunkEnded(): void {
    if (this.clock.now() < this.chunkEnds) {
      this.endedEarly = true;
      this.state.value = { ...this.state.value, phase: "cancelling" };
      this.wait(REASON_MILLIS, "stopped");
      return;
    }
    this.strokesLeft -= this.chunkStrokes;
    const done = this.state.value.done + this.chunk;
    this.state.value = { ...this.state.value, done, remainingMillis: this.remaining() };
    this.next();
  }

  private next(): void {
    if (this.state.value.done === this.state.value.total) {
      this.finish("done");
      return;
    }
    const strokes = this.takeChunk();
    const millis = strokes.length * this.delayMillis;
    this.chunkEnds = this.clock.now() + millis * COMPLETE;
    if (this.sink.macro(strokes.flatMap((stroke) => steps(stroke, this.delayMillis)))) {
      this.wait(millis + ANSWER_MILLIS, "no_answer");
    } else {
      this.finish("control_lost");
    }
  }

  private takeChunk(): readonly Stroke[] {
    const room = Math.min(MAX_CHUNK_STROKES, Math.max(1, Math.round(CHUNK_MILLIS / this.delayMillis)));
    const strokes: Stroke[] = [];
    const from = this.state.value.done;
    this.chunk = 0;
    for (const character of this.characters.slice(from, from + room)) {
      if (this.chunk > 0 && strokes.length + character.length > room) {
        break;
      }
      strokes.push(...character);
      this.chunk++;
    }
    this.chunkStrokes = strokes.length;
    return strokes;
  }

  private remaining(): number {
    return this.strokesLeft * this.delayMillis;
  }

  private wait(millis: number, end: PasteEnd): void {
    this.stopTimer();
    this.timer = this.clock.after(() => this.finish(end), millis);
  }

  private finish(end: PasteEnd): void {
    this.stopTimer();
    if (end === "no_answer" || end === "target_lost") {
      this.sink.cancelMacro();
    }
    this.characters = [];
    this.endedEarly = false;
    this.reason = undefined;
    this.state.value = { ...this.state.value, phase: "ended", end, remainingMillis: 0 };
  }

  private stopTimer(): void {
    if (this.timer !== undefined) {
      this.clock.stop(this.timer);
      this.timer = undefined;
    }
  }
}

/** A key down with its modifiers, then all keys up, so that the same key can follow. */
function steps({ usage, modifiers }: Stroke, delayMillis: number): readonly MacroStep[] {
  const held = Math.ceil(delayMillis / 2);
  return [
    { usage, modifiers, waitMillis: held },
    { usage: 0, modifiers: 0, waitMillis: delayMillis - held },
  ];
}
