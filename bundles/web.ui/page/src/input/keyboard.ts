// SPDX-License-Identifier: Apache-2.0

import { isModifier, usageOf } from "../protocol/usages";
import type { Stroke } from "./keyMap";
import { modifierFlags, modifierOf, type Modifier, type ModifierEvent } from "./modifiers";

/** Receives key edges. */
export interface KeySink {
  key(usage: number, down: boolean): void;
  keepAlive(): void;
  reset(): void;
}

/** The part of a `KeyboardEvent` that is used. */
export interface KeyInput extends ModifierEvent {
  readonly code: string;
  readonly key: string;
  readonly repeat: boolean;
  readonly timeStamp: number;
}

export interface Ticker {
  start(callback: () => void, millis: number): number;
  stop(handle: number): void;
}

interface HeldKey {
  readonly usage: number;
  /** Milliseconds, `Event.timeStamp`. */
  readonly at: number;
  /** Pressed on the page, not on the keyboard: events of the keyboard are no evidence about it. */
  readonly virtual: boolean;
  /** The flag that events carry while this key is held. */
  readonly modifier?: Modifier;
  /** The device reported the key as down. */
  confirmed: boolean;
  /** The device reported the key as up after it had been down. */
  dropped: boolean;
}

const browserTicker: Ticker = {
  start: (callback, millis) => window.setInterval(callback, millis),
  stop: (handle) => window.clearInterval(handle),
};

/** The device releases a key 100 ms after the last keep-alive. */
const KEEP_ALIVE_MILLIS = 50;

/** Windows reports AltGr as left Control and right Alt within this time. */
const ALTGR_MILLIS = 2;

const FIRST_MODIFIER = 0xe0;
const META_LEFT = 0xe3;
const META_RIGHT = 0xe7;

/** The usage that the device reports in every slot when more than six keys are down. */
const ERROR_ROLL_OVER = 0x01;

const CHORD = [
  ["ControlLeft", "ControlRight"],
  ["AltLeft", "AltRight"],
  ["ShiftLeft", "ShiftRight"],
] as const;

/** The key to press for a modifier that was held before the screen had the focus. */
const LEFT_KEYS: readonly (readonly [Exclude<Modifier, "altGraph">, string])[] = [
  ["ctrl", "ControlLeft"],
  ["shift", "ShiftLeft"],
  ["alt", "AltLeft"],
  ["meta", "MetaLeft"],
];

/**
 * The keys held in this page. The browser's repeats are not sent (the target repeats by itself); keep-alives are sent
 * while anything but a modifier is held.
 *
 * A keyup may never come: the system swallows it, or the focus was elsewhere. So each event is also evidence about the
 * other keys: a modifier whose flag is missing is released, a keydown without repeat for a held key is a new press, and
 * repeats show that a key the device released is still held.
 */
export class Keyboard {
  /** Called after all keys were released at once. */
  onReleaseAll: (() => void) | undefined;

  private readonly held = new Map<string, HeldKey>();
  private ticking: number | undefined;
  private chordArmed = false;

  /** @param mac macOS reports neither a keyup under Command nor both edges of Caps Lock */
  constructor(
    private readonly sink: KeySink,
    private readonly mac = false,
    private readonly ticker: Ticker = browserTicker,
  ) {}

  keyDown(event: KeyInput): void {
    const { code } = event;
    const usage = usageOf(code);
    if (usage === undefined) {
      return;
    }
    this.releaseStaleModifiers(event);
    if (event.repeat) {
      this.repeated(code, usage, event);
      return;
    }
    if (this.isTapOnly(code, usage, event)) {
      this.tap(code, usage);
      return;
    }
    const before = this.held.get(code);
    if (before !== undefined) {
      this.releaseKey(code, before.usage);
    }
    this.undoAltGrControl(code, event.timeStamp);
    const modifier = modifierOf(code, event.key);
    if (modifier === undefined && !isModifier(usage)) {
      this.pressMissingModifiers(event);
    }
    this.pressKey(code, usage, event.timeStamp, false, modifier);
  }

  /** @returns true when this ends the chord Ctrl + Alt + Shift, pressed alone: the page releases the keyboard */
  keyUp(event: KeyInput): boolean {
    const { code } = event;
    const usage = usageOf(code);
    this.releaseStaleModifiers(event);
    const key = this.held.get(code);
    if (key === undefined) {
      // Windows keeps the keydown of PrintScreen for itself; macOS reports only the keyup when Caps Lock goes off.
      if (usage !== undefined && (code === "PrintScreen" || (this.mac && code === "CapsLock"))) {
        this.tap(code, usage);
      }
      return false;
    }
    const chord = this.chordArmed;
    this.chordArmed = false;
    this.releaseKey(code, key.usage);
    if (key.usage === META_LEFT || key.usage === META_RIGHT) {
      // The system may have swallowed the keyup of keys that were released while Meta was held.
      this.releaseWhere((other) => !other.virtual && !isModifier(other.usage));
    }
    this.tick();
    return chord;
  }

  /** A key pressed on the page: held until {@link release}. */
  press(code: string, at: number): void {
    const usage = usageOf(code);
    if (usage !== undefined && !this.held.has(code)) {
      this.pressKey(code, usage, at, true);
    }
  }

  release(code: string): void {
    const key = this.held.get(code);
    if (key !== undefined) {
      this.releaseKey(code, key.usage);
      this.tick();
    }
  }

  /** A key that the page strikes, with the modifiers of a keyboard report; those that are held anyway stay held. */
  stroke({ usage, modifiers }: Stroke): void {
    this.chordArmed = false;
    this.releaseWhere((key) => key.usage === usage);
    const held = new Set([...this.held.values()].map((key) => key.usage));
    const around = Array.from({ length: 8 }, (_, bit) => bit)
      .filter((bit) => (modifiers & (1 << bit)) !== 0)
      .map((bit) => FIRST_MODIFIER + bit)
      .filter((modifier) => !held.has(modifier));
    around.forEach((modifier) => this.sink.key(modifier, true));
    this.sink.key(usage, true);
    this.sink.key(usage, false);
    [...around].reverse().forEach((modifier) => this.sink.key(modifier, false));
    this.tick();
  }

  isDown(code: string): boolean {
    return this.held.has(code);
  }

  /** Releases the modifiers that this event, of whatever kind, shows as up. */
  releaseStaleModifiers(event: ModifierEvent & { readonly code?: string }): void {
    const flags = modifierFlags(event);
    // AltGr is reported differently by each system: it goes only by its own keyup.
    const stale = (code: string, key: HeldKey): boolean =>
      !key.virtual &&
      code !== event.code &&
      key.modifier !== undefined &&
      key.modifier !== "altGraph" &&
      !flags.altGraph &&
      !flags[key.modifier];
    for (const [code, key] of [...this.held].filter(([code, key]) => stale(code, key))) {
      this.releaseKey(code, key.usage);
      this.chordArmed = false;
    }
    this.tick();
  }

  /** The device's report of the keys that are down. */
  deviceKeysDown(modifier: number, keys: readonly number[]): void {
    if (keys.includes(ERROR_ROLL_OVER)) {
      return;
    }
    for (const key of this.held.values()) {
      const down = isModifier(key.usage) ? (modifier & (1 << (key.usage - 0xe0))) !== 0 : keys.includes(key.usage);
      key.dropped = !down && key.confirmed;
      key.confirmed ||= down;
    }
  }

  releaseAll(): void {
    const any = this.held.size > 0;
    this.held.clear();
    this.chordArmed = false;
    this.tick();
    if (any) {
      this.sink.reset();
    }
    this.onReleaseAll?.();
  }

  private pressKey(code: string, usage: number, at: number, virtual: boolean, modifier?: Modifier): void {
    const state = { confirmed: false, dropped: false };
    this.held.set(code, { usage, at, virtual, ...state, ...(modifier === undefined ? {} : { modifier }) });
    this.chordArmed = this.isChord();
    this.sink.key(usage, true);
    this.tick();
  }

  private releaseKey(code: string, usage: number): void {
    this.held.delete(code);
    this.sink.key(usage, false);
  }

  private releaseWhere(which: (key: HeldKey) => boolean): void {
    for (const [code, key] of [...this.held].filter(([, key]) => which(key))) {
      this.releaseKey(code, key.usage);
    }
  }

  private tap(code: string, usage: number): void {
    this.chordArmed = false;
    if (!this.held.has(code)) {
      this.sink.key(usage, true);
    }
    this.held.delete(code);
    this.sink.key(usage, false);
    this.tick();
  }

  /** True for a key whose keyup does not come: it is pressed and released at once, and so is each repeat. */
  private isTapOnly(code: string, usage: number, event: KeyInput): boolean {
    return this.mac && (code === "CapsLock" || (event.metaKey && !isModifier(usage)));
  }

  /** The browser repeats only held keys: what the device released meanwhile is pressed again. */
  private repeated(code: string, usage: number, event: KeyInput): void {
    if (this.isTapOnly(code, usage, event)) {
      if (code !== "CapsLock") {
        this.tap(code, usage);
      }
      return;
    }
    for (const key of this.held.values()) {
      if (key.dropped) {
        key.dropped = key.confirmed = false;
        this.sink.key(key.usage, true);
      }
    }
  }

  /** Presses the modifiers that were already held when the screen got the focus. */
  private pressMissingModifiers(event: KeyInput): void {
    const flags = modifierFlags(event);
    const held = [...this.held.values()];
    if (held.some((key) => !key.virtual && key.modifier === undefined && isModifier(key.usage))) {
      // The layout gives a held modifier another meaning: the flags do not tell which key they come from.
      return;
    }
    const altGr = flags.altGraph || held.some(({ modifier }) => modifier === "altGraph");
    for (const [modifier, code] of LEFT_KEYS) {
      const missing = flags[modifier] && !held.some((key) => key.modifier === modifier);
      // AltGr may be reported as Control and Alt, which the target must not see.
      if (missing && !this.held.has(code) && !(altGr && (modifier === "ctrl" || modifier === "alt"))) {
        this.pressKey(code, usageOf(code) ?? 0, event.timeStamp, false, modifier);
      }
    }
  }

  private isChord(): boolean {
    return this.held.size === CHORD.length && CHORD.every((pair) => pair.some((code) => this.held.has(code)));
  }

  /** Windows reports AltGr as left Control and right Alt at one instant; the target wants the Alt alone. */
  private undoAltGrControl(code: string, at: number): void {
    const control = this.held.get("ControlLeft");
    if (code === "AltRight" && control !== undefined && at - control.at <= ALTGR_MILLIS) {
      this.releaseKey("ControlLeft", control.usage);
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
