// SPDX-License-Identifier: Apache-2.0

import { signal } from "@preact/signals";
import { isModifier, usageOf } from "../protocol/usages";

/** Presses and releases keys by their code, such as {@link Keyboard}. */
export interface KeyPresser {
  press(code: string, at: number): void;
  release(code: string): void;
  isDown(code: string): boolean;
}

/** How a key of the board is held: by a pointer, until the next key, or until it is pressed again. */
export type Hold = "pressed" | "latched" | "locked";

export type After = (callback: () => void, millis: number) => void;

export const browserAfter: After = (callback, millis) => void window.setTimeout(callback, millis);

/** Long enough for any system to notice, shorter than the device's automatic release. */
export const TAP_MILLIS = 60;

interface Touch {
  readonly code: string;
  /** Another key was pressed meanwhile: a modifier was held like on a real keyboard, and is not to stay. */
  used: boolean;
}

/**
 * The keys of the on-screen keyboard. A key is down while a pointer is on it; any number of pointers count. A modifier that
 * is pressed alone stays: once for the next key, twice until it is pressed again.
 */
export class BoardKeys {
  /** How keys are held, by code. */
  readonly holds = signal<ReadonlyMap<string, Hold>>(new Map());
  private readonly touches = new Map<number, Touch>();
  private readonly sticky = new Map<string, "latched" | "locked">();
  private readonly tapped = new Set<string>();

  constructor(
    private readonly keys: KeyPresser,
    private readonly after: After = browserAfter,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A pointer goes down on a key. */
  down(pointer: number, code: string): void {
    if (this.touches.has(pointer) || this.touched(code)) {
      return;
    }
    this.touches.set(pointer, { code, used: false });
    if (!isModifierCode(code)) {
      this.markUsed();
    }
    this.keys.press(code, this.now());
    this.show();
  }

  /** A pointer goes up, or is lost. */
  up(pointer: number): void {
    const touch = this.touches.get(pointer);
    if (touch === undefined) {
      return;
    }
    this.touches.delete(pointer);
    if (isModifierCode(touch.code)) {
      this.modifierUp(touch);
    } else {
      this.keys.release(touch.code);
      this.releaseLatched();
    }
    this.show();
  }

  /** A key is pressed by the keyboard or by an assistive tool: down and up, or a modifier that stays. */
  tap(code: string): void {
    if (this.touched(code) || this.tapped.has(code)) {
      return;
    }
    this.keys.press(code, this.now());
    if (isModifierCode(code)) {
      this.modifierUp({ code, used: false });
      this.show();
      return;
    }
    this.markUsed();
    this.tapped.add(code);
    this.show();
    this.after(() => {
      if (this.tapped.delete(code)) {
        this.keys.release(code);
        this.releaseLatched();
        this.show();
      }
    }, TAP_MILLIS);
  }

  /** A character was typed by other means: what was meant for one key is over. */
  typed(): void {
    this.releaseLatched();
    this.show();
  }

  /** All keys were released elsewhere. */
  clear(): void {
    this.touches.clear();
    this.sticky.clear();
    this.tapped.clear();
    this.show();
  }

  /** Releases what this keyboard holds: it is closed. */
  releaseAll(): void {
    const held = [...this.holds.value.keys()];
    this.clear();
    held.forEach((code) => this.keys.release(code));
  }

  private modifierUp({ code, used }: Touch): void {
    const before = this.sticky.get(code);
    if (used || before === "locked") {
      this.sticky.delete(code);
      this.keys.release(code);
    } else {
      this.sticky.set(code, before === "latched" ? "locked" : "latched");
    }
  }

  private markUsed(): void {
    for (const touch of this.touches.values()) {
      touch.used ||= isModifierCode(touch.code);
    }
  }

  private releaseLatched(): void {
    if (this.tapped.size > 0 || [...this.touches.values()].some(({ code }) => !isModifierCode(code))) {
      return;
    }
    for (const [code, hold] of [...this.sticky]) {
      if (hold === "latched" && !this.touched(code)) {
        this.sticky.delete(code);
        this.keys.release(code);
      }
    }
  }

  private touched(code: string): boolean {
    return [...this.touches.values()].some((touch) => touch.code === code);
  }

  private show(): void {
    const holds = new Map<string, Hold>(this.sticky);
    [...this.touches.values()].forEach(({ code }) => holds.set(code, holds.get(code) ?? "pressed"));
    this.tapped.forEach((code) => holds.set(code, "pressed"));
    this.holds.value = holds;
  }
}

function isModifierCode(code: string): boolean {
  const usage = usageOf(code);
  return usage !== undefined && isModifier(usage);
}
