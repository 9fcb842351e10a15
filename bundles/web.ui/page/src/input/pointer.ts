// SPDX-License-Identifier: Apache-2.0

/** Receives pointer reports. */
export interface PointerSink {
  absolute(x: number, y: number, buttons: number): void;
  relative(dx: number, dy: number, buttons: number): void;
  wheel(x: number, y: number): void;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Converts a position to absolute pointer coordinates, 0..32767 over the picture; outside counts as the edge. */
export function toAbsolute(box: Box, clientX: number, clientY: number): readonly [number, number] {
  const axis = (at: number, from: number, length: number): number =>
    length <= 0 ? 0 : Math.round(Math.min(1, Math.max(0, (at - from) / length)) * 32767);
  return [axis(clientX, box.left, box.width), axis(clientY, box.top, box.height)];
}

/** The channel of the absolute pointer retransmits nothing, so that a button edge is sent several times. */
const REPEAT_MILLIS = [25, 70, 140] as const;

/** The absolute pointer: newest position and buttons; button edges are repeated. */
export class AbsolutePointer {
  private x = 0;
  private y = 0;
  private buttons = 0;
  private repeats: number[] = [];

  constructor(
    private readonly sink: PointerSink,
    private readonly after: (callback: () => void, millis: number) => number = (callback, millis) =>
      window.setTimeout(callback, millis),
    private readonly cancel: (handle: number) => void = (handle) => window.clearTimeout(handle),
  ) {}

  report(x: number, y: number, buttons: number): void {
    const edge = buttons !== this.buttons;
    this.x = x;
    this.y = y;
    this.buttons = buttons;
    this.send();
    if (edge) {
      this.repeats.forEach(this.cancel);
      this.repeats = REPEAT_MILLIS.map((millis) => this.after(() => this.send(), millis));
    }
  }

  /** Releases every button at the present position. */
  release(): void {
    if (this.buttons !== 0) {
      this.report(this.x, this.y, 0);
    }
  }

  private send(): void {
    this.sink.absolute(this.x, this.y, this.buttons);
  }
}

const PIXELS_PER_NOTCH = 100;
const LINE_PIXELS = 34;

/** Sums small wheel movements up to whole notches; positive is up and right, as the protocol wants. */
export class Wheel {
  private x = 0;
  private y = 0;

  constructor(private readonly sink: PointerSink) {}

  turn(deltaX: number, deltaY: number, deltaMode: number): void {
    const pixels = deltaMode === 0 ? 1 : deltaMode === 1 ? LINE_PIXELS : 3 * PIXELS_PER_NOTCH;
    this.x += (deltaX * pixels) / PIXELS_PER_NOTCH;
    this.y -= (deltaY * pixels) / PIXELS_PER_NOTCH;
    const x = Math.trunc(this.x);
    const y = Math.trunc(this.y);
    if (x !== 0 || y !== 0) {
      this.x -= x;
      this.y -= y;
      this.sink.wheel(x, y);
    }
  }
}
