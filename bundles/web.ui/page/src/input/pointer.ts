// SPDX-License-Identifier: Apache-2.0

/** Receives pointer reports. */
export interface PointerSink {
  absolute(x: number, y: number, buttons: number): void;
  relative(dx: number, dy: number, buttons: number): void;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The part of a `PointerEvent` that is used. */
export interface PointerInput {
  readonly pointerId: number;
  readonly isPrimary: boolean;
  readonly buttons: number;
  readonly clientX: number;
  readonly clientY: number;
  readonly movementX: number;
  readonly movementY: number;
}

export interface Timers {
  start(callback: () => void, millis: number): number;
  stop(handle: number): void;
}

export const browserTimers: Timers = {
  start: (callback, millis) => window.setTimeout(callback, millis),
  stop: (handle) => window.clearTimeout(handle),
};

/** Converts a position to absolute pointer coordinates, 0..32767 over the picture; outside counts as the edge. */
export function toAbsolute(box: Box, clientX: number, clientY: number): readonly [number, number] {
  const axis = (at: number, from: number, length: number): number =>
    length <= 0 ? 0 : Math.round(Math.min(1, Math.max(0, (at - from) / length)) * 32767);
  return [axis(clientX, box.left, box.width), axis(clientY, box.top, box.height)];
}

/** The channel of the absolute pointer retransmits nothing, so that a button edge is sent several times. */
const REPEAT_MILLIS = [25, 70, 140] as const;

/**
 * The pointer and its buttons, absolute and relative. While a button is held, the pointer that pressed it is the only
 * one that counts: a second finger neither moves nor presses. Whatever ends a drag without a pointerup (lock, capture,
 * focus or mode lost) calls {@link release}.
 */
export class Pointer {
  private x = 0;
  private y = 0;
  private buttons = 0;
  /** The mode in which the held buttons were pressed. */
  private relativeButtons = false;
  private owner: number | undefined;
  /** The click that requested the pointer lock is not for the target; it lasts until its button is up. */
  private lockClick = false;
  private repeats: number[] = [];

  constructor(
    private readonly sink: PointerSink,
    private readonly timers: Timers = browserTimers,
    /** Called with the buttons that are held down, when they change. */
    private readonly onButtons: (buttons: number) => void = () => undefined,
  ) {}

  absolute(event: PointerInput, box: Box): void {
    if (!this.takes(event)) {
      return;
    }
    if (this.relativeButtons) {
      this.release();
    }
    [this.x, this.y] = toAbsolute(box, event.clientX, event.clientY);
    const edge = event.buttons !== this.buttons;
    this.hold(event.pointerId, event.buttons, false);
    this.sendAbsolute();
    if (edge) {
      this.repeatEdge();
    }
  }

  /** @param locked the pointer is locked; without the lock nothing is sent */
  relative(event: PointerInput, locked = true): void {
    if (!this.takes(event)) {
      return;
    }
    if (this.buttons !== 0 && !this.relativeButtons) {
      this.release();
    }
    this.lockClick &&= event.buttons !== 0;
    if (!locked) {
      return;
    }
    const buttons = this.lockClick ? 0 : event.buttons;
    this.hold(event.pointerId, buttons, true);
    this.sink.relative(event.movementX, event.movementY, buttons);
  }

  /** A click requests the pointer lock: its button is not pressed on the target. */
  lockRequested(): void {
    this.lockClick = true;
  }

  /** A pointer ended without a pointerup. */
  ended(pointerId: number): void {
    if (pointerId === this.owner) {
      this.release();
    }
  }

  /** Releases every held button. */
  release(): void {
    if (this.buttons !== 0) {
      this.buttons = 0;
      this.onButtons(0);
      if (this.relativeButtons) {
        this.sink.relative(0, 0, 0);
      } else {
        this.sendAbsolute();
        this.repeatEdge();
      }
    }
    this.owner = undefined;
    this.relativeButtons = false;
    this.lockClick = false;
  }

  private takes(event: PointerInput): boolean {
    return this.owner === undefined ? event.isPrimary : event.pointerId === this.owner;
  }

  private hold(pointerId: number, buttons: number, relative: boolean): void {
    if (buttons !== this.buttons) {
      this.onButtons(buttons);
    }
    this.buttons = buttons;
    this.relativeButtons = relative && buttons !== 0;
    this.owner = buttons === 0 ? undefined : pointerId;
  }

  private sendAbsolute(): void {
    this.sink.absolute(this.x, this.y, this.buttons);
  }

  private repeatEdge(): void {
    this.repeats.forEach((handle) => this.timers.stop(handle));
    this.repeats = REPEAT_MILLIS.map((millis) => this.timers.start(() => this.sendAbsolute(), millis));
  }
}
