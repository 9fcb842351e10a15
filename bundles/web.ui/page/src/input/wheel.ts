// SPDX-License-Identifier: Apache-2.0

import { DEFAULT_MOUSE, type MouseSettings } from "./mouseSettings";

export type WheelSettings = Pick<MouseSettings, "inverted" | "scrollSpeed" | "horizontal">;

export interface WheelSink {
  /** @param x, y notches −127..127; positive is right and up */
  wheel(x: number, y: number): void;
}

/** The part of a `WheelEvent` that is used; the first two are in every browser but in no standard. */
export interface WheelInput {
  readonly wheelDeltaX?: number;
  readonly wheelDeltaY?: number;
  readonly deltaX: number;
  readonly deltaY: number;
  readonly deltaMode: number;
  readonly shiftKey: boolean;
}

/** `wheelDelta` of one notch. It does not depend on the zoom of the page, as the CSS pixels of `delta` do. */
const DELTA_PER_NOTCH = 120;

/** `delta` of one notch by `deltaMode`: pixels, lines, pages. */
const DELTA_PER_NOTCH_BY_MODE = [100, 3, 1] as const;

const MAX_NOTCHES = 127;

/** Counts the wheel in notches; smaller steps, such as those of a touchpad or of a slow speed, are summed. */
export class Wheel {
  private x = 0;
  private y = 0;

  constructor(
    private readonly sink: WheelSink,
    private readonly settings: () => WheelSettings = () => DEFAULT_MOUSE,
  ) {}

  turn(event: WheelInput): void {
    const [right, up] = notches(event);
    const { inverted, scrollSpeed, horizontal } = this.settings();
    const factor = inverted ? -scrollSpeed : scrollSpeed;
    this.x = horizontal ? sum(this.x, factor * right) : 0;
    this.y = sum(this.y, factor * up);
    const x = whole(this.x);
    const y = whole(this.y);
    if (x !== 0 || y !== 0) {
      this.x -= x;
      this.y -= y;
      this.sink.wheel(x, y);
    }
  }

  /** Drops the sum of small steps. */
  reset(): void {
    this.x = 0;
    this.y = 0;
  }
}

/** Returns the turn to the right and up, in notches. */
function notches(event: WheelInput): readonly [number, number] {
  const { wheelDeltaX = 0, wheelDeltaY = 0 } = event;
  const per = DELTA_PER_NOTCH_BY_MODE[event.deltaMode] ?? DELTA_PER_NOTCH_BY_MODE[0];
  const [right, up] =
    wheelDeltaX === 0 && wheelDeltaY === 0
      ? [event.deltaX / per, -event.deltaY / per]
      : [-wheelDeltaX / DELTA_PER_NOTCH, wheelDeltaY / DELTA_PER_NOTCH];
  // Browsers turn the wheel by 90 degrees while Shift is held. The target has the Shift too, and does so itself.
  return event.shiftKey && up === 0 ? [0, -right] : [right, up];
}

/** A turn in the other direction starts from zero. */
function sum(before: number, turn: number): number {
  return before * turn < 0 ? turn : before + turn;
}

function whole(turn: number): number {
  // Tenths of a notch are not exact in binary: ten of them are one notch all the same. Never -0.
  const notches = Math.trunc(turn + Math.sign(turn) * 1e-9);
  return Math.max(-MAX_NOTCHES, Math.min(MAX_NOTCHES, notches)) + 0;
}
