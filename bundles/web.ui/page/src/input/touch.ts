// SPDX-License-Identifier: Apache-2.0

import type { PointerMode } from "./mouseSettings";
import type { Timers } from "./pointer";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Two fingers: the point between them and their distance, CSS pixels. */
export interface Span extends Point {
  readonly distance: number;
}

/** What gestures do. Points are those of the browser window, CSS pixels. */
export interface TouchTarget {
  /** Points at a place, with these buttons held (the DOM's `buttons`). */
  point(at: Point, buttons: number): void;
  /** Moves the pointer by whole pixels. */
  nudge(dx: number, dy: number, buttons: number): void;
  /** Two fingers moved by so much. */
  scroll(dx: number, dy: number): void;
  pinch(from: Span, to: Span): void;
  /** A long press was recognized: the finger feels it. */
  felt(): void;
}

const LEFT = 1;
const RIGHT = 2;

const LONG_PRESS_MILLIS = 500;
/** How long the button of a tap is down. */
const CLICK_MILLIS = 50;
/** In relative mode a touch so soon after a tap drags. */
const DRAG_MILLIS = 300;
/** A finger that rests moves as much. */
const SLOP = 9;
/** Two fingers that move decide between scrolling and pinching after so much. */
const SCROLL_SLOP = 12;
const PINCH_SLOP = 20;

interface One {
  readonly kind: "one";
  readonly id: number;
  readonly start: Point;
  readonly drags: boolean;
  phase: "undecided" | "moving" | "over";
}

interface Two {
  readonly kind: "two";
  readonly start: Span;
  last: Span;
  phase: "undecided" | "scrolling" | "pinching";
}

/** More fingers, or what is left of a gesture: nothing happens until all are up. */
type State = { readonly kind: "idle" } | { readonly kind: "over" } | One | Two;

const IDLE: State = { kind: "idle" };
const OVER: State = { kind: "over" };

/**
 * Recognizes gestures of fingers: tap, long press, drag, two fingers that scroll or pinch. A second finger, a cancelled
 * touch and {@link reset} release a held button at once; a button is never down without the finger that pressed it,
 * but for the moment of a click.
 */
export class TouchGestures {
  private state: State = IDLE;
  private readonly fingers = new Map<number, Point>();
  private longPress: number | undefined;
  private click: { readonly timer: number; readonly release: () => void } | undefined;
  private tappedAt: number | undefined;
  private held = 0;
  private rest: Point = { x: 0, y: 0 };

  /** @param now milliseconds */
  constructor(
    private readonly target: TouchTarget,
    private readonly mode: () => PointerMode,
    private readonly timers: Timers,
    private readonly now: () => number,
  ) {}

  down(id: number, at: Point): void {
    this.endClick();
    this.fingers.set(id, at);
    const second = this.state.kind === "one" && this.fingers.size === 2;
    this.endOne();
    if (second) {
      const span = this.span();
      this.state = { kind: "two", start: span, last: span, phase: "undecided" };
    } else if (this.fingers.size > 1) {
      this.state = OVER;
    } else {
      const drags = this.mode() === "absolute" || (this.tappedAt !== undefined && this.now() - this.tappedAt <= DRAG_MILLIS);
      this.rest = { x: 0, y: 0 };
      this.state = { kind: "one", id, start: at, drags, phase: "undecided" };
      this.longPress = this.timers.start(() => this.pressedLong(), LONG_PRESS_MILLIS);
    }
    this.tappedAt = undefined;
  }

  move(id: number, at: Point): void {
    const before = this.fingers.get(id);
    if (before === undefined) {
      return;
    }
    this.fingers.set(id, at);
    if (this.state.kind === "one") {
      this.moveOne(this.state, before, at);
    } else if (this.state.kind === "two") {
      this.moveTwo(this.state);
    }
  }

  up(id: number): void {
    const at = this.fingers.get(id);
    if (at === undefined) {
      return;
    }
    const { state } = this;
    this.lift(id);
    if (state.kind === "one" && state.phase === "undecided") {
      this.tap(state.start, LEFT);
      this.tappedAt = this.now();
    }
  }

  /** The browser took the touch away. */
  cancel(id: number): void {
    if (this.fingers.has(id)) {
      this.lift(id);
    }
  }

  /** Ends every gesture; fingers that are still down do nothing more. */
  reset(): void {
    this.endClick();
    this.endOne();
    this.tappedAt = undefined;
    this.state = this.fingers.size === 0 ? IDLE : OVER;
  }

  private lift(id: number): void {
    this.endOne();
    this.fingers.delete(id);
    this.state = this.fingers.size === 0 ? IDLE : OVER;
  }

  private moveOne(one: One, before: Point, at: Point): void {
    if (one.phase === "over" || (one.phase === "undecided" && Math.hypot(at.x - one.start.x, at.y - one.start.y) < SLOP)) {
      return;
    }
    const from = one.phase === "undecided" ? one.start : before;
    if (one.phase === "undecided") {
      this.stopLongPress();
      one.phase = "moving";
      if (one.drags) {
        this.press(one.start, LEFT);
      }
    }
    if (this.mode() === "absolute") {
      this.target.point(at, this.held);
    } else {
      this.nudge(at.x - from.x, at.y - from.y);
    }
  }

  private moveTwo(two: Two): void {
    const span = this.span();
    if (two.phase === "undecided") {
      const spread = Math.abs(span.distance - two.start.distance);
      const way = Math.hypot(span.x - two.start.x, span.y - two.start.y);
      if (spread >= PINCH_SLOP && spread > way) {
        two.phase = "pinching";
        two.last = span;
      } else if (way >= SCROLL_SLOP) {
        two.phase = "scrolling";
      } else {
        return;
      }
    }
    if (two.phase === "scrolling") {
      this.target.scroll(span.x - two.last.x, span.y - two.last.y);
    } else {
      this.target.pinch(two.last, span);
    }
    two.last = span;
  }

  private pressedLong(): void {
    this.longPress = undefined;
    if (this.state.kind === "one" && this.state.phase === "undecided") {
      this.state.phase = "over";
      this.target.felt();
      this.tap(this.state.start, RIGHT);
    }
  }

  private tap(at: Point, button: number): void {
    this.press(at, button);
    const release = (): void => this.release(at);
    this.click = { release, timer: this.timers.start(() => this.endClick(), CLICK_MILLIS) };
  }

  private endClick(): void {
    const { click } = this;
    this.click = undefined;
    if (click !== undefined) {
      this.timers.stop(click.timer);
      click.release();
    }
  }

  private press(at: Point, button: number): void {
    if (this.mode() === "absolute") {
      // Systems show what is below the pointer before it is clicked.
      this.target.point(at, 0);
    }
    this.hold(at, button);
  }

  private release(at: Point): void {
    if (this.held !== 0) {
      this.hold(at, 0);
    }
  }

  private hold(at: Point, buttons: number): void {
    this.held = buttons;
    if (this.mode() === "absolute") {
      this.target.point(at, buttons);
    } else {
      this.target.nudge(0, 0, buttons);
    }
  }

  /** A gesture of one finger ends: whatever it held is released where the finger is. */
  private endOne(): void {
    this.stopLongPress();
    if (this.state.kind === "one" && this.click === undefined) {
      this.release(this.fingers.get(this.state.id) ?? this.state.start);
    }
  }

  private stopLongPress(): void {
    if (this.longPress !== undefined) {
      this.timers.stop(this.longPress);
      this.longPress = undefined;
    }
  }

  /** Parts of a pixel are kept for the next movement. */
  private nudge(dx: number, dy: number): void {
    const x = this.rest.x + dx;
    const y = this.rest.y + dy;
    this.rest = { x: x - Math.trunc(x), y: y - Math.trunc(y) };
    if (Math.trunc(x) !== 0 || Math.trunc(y) !== 0) {
      this.target.nudge(Math.trunc(x) + 0, Math.trunc(y) + 0, this.held);
    }
  }

  private span(): Span {
    const [a = { x: 0, y: 0 }, b = a] = [...this.fingers.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, distance: Math.hypot(a.x - b.x, a.y - b.y) };
  }
}
