// SPDX-License-Identifier: Apache-2.0

import { isModifier, usageOf } from "../protocol/usages";

/** Receives key edges. */
export interface KeySink {
  key(usage: number, down: boolean): void;
  keepAlive(): void;
  reset(): void;
}

export interface Ticker {
  start(callback: () => void, millis: number): number;
  stop(handle: number): void;
}

const browserTicker: Ticker = {
  start: (callback, millis) => window.setInterval(callback, millis),
  stop: (handle) => window.clearInterval(handle),
};

/** The device releases a key 100 ms after the last keep-alive. */
const KEEP_ALIVE_MILLIS = 50;

const CHORD = [
  ["ControlLeft", "ControlRight"],
  ["AltLeft", "AltRight"],
  ["ShiftLeft", "ShiftRight"],
] as const;

/**
 * The keys held in this page. Repeats are dropped (the target repeats by itself), keep-alives flow while anything but
 * a modifier is held, and {@link releaseAll} leaves nothing down.
 */
export class Keyboard {
  private readonly held = new Map<string, { readonly usage: number; readonly at: number }>();
  private ticking: number | undefined;
  private chordArmed = false;

  constructor(
    private readonly sink: KeySink,
    private readonly ticker: Ticker = browserTicker,
  ) {}

  /** @param at milliseconds, {@link Event.timeStamp} */
  down(code: string, at: number): void {
    const usage = usageOf(code);
    if (usage === undefined || this.held.has(code)) {
      return;
    }
    this.undoAltGrControl(code, at);
    this.held.set(code, { usage, at });
    this.chordArmed = this.isChord();
    this.sink.key(usage, true);
    this.tick();
  }

  /** @returns true when this ends the chord Ctrl + Alt + Shift, pressed alone: the page lets go of the keyboard */
  up(code: string): boolean {
    const key = this.held.get(code);
    if (key === undefined) {
      return false;
    }
    const chord = this.chordArmed;
    this.chordArmed = false;
    this.release(code, key.usage);
    if (key.usage === 0xe3 || key.usage === 0xe7) {
      // macOS reports no key-up for keys let go while Command is held.
      for (const [other, { usage }] of [...this.held].filter(([, { usage }]) => !isModifier(usage))) {
        this.release(other, usage);
      }
    }
    this.tick();
    return chord;
  }

  isDown(code: string): boolean {
    return this.held.has(code);
  }

  releaseAll(): void {
    const any = this.held.size > 0;
    this.held.clear();
    this.chordArmed = false;
    this.tick();
    if (any) {
      this.sink.reset();
    }
  }

  private release(code: string, usage: number): void {
    this.held.delete(code);
    this.sink.key(usage, false);
  }

  private isChord(): boolean {
    return this.held.size === CHORD.length && CHORD.every((pair) => pair.some((code) => this.held.has(code)));
  }

  /** Windows reports AltGr as left Control and right Alt at one instant; the target wants the Alt alone. */
  private undoAltGrControl(code: string, at: number): void {
    const control = this.held.get("ControlLeft");
    if (code === "AltRight" && control !== undefined && at - control.at <= 2) {
      this.release("ControlLeft", control.usage);
    }
  }

  private tick(): void {
    const needed = [...this.held.values()].some(({ usage }) => !isModifier(usage));
    if (needed && this.ticking === undefined) {
      this.ticking = this.ticker.start(() => this.sink.keepAlive(), KEEP_ALIVE_MILLIS);
    } else if (!needed && this.ticking !== undefined) {
      this.ticker.stop(this.ticking);
      this.ticking = undefined;
    }
  }
}
