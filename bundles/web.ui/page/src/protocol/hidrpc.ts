// SPDX-License-Identifier: Apache-2.0

/** HID-RPC version 1: small binary messages, integers big-endian, the first byte is the type. */

export const HID_VERSION = 1;

const HANDSHAKE = 0x01;
const KEYBOARD = 0x02;
const POINTER = 0x03;
const KEYPRESS = 0x05;
const MOUSE = 0x06;
const MACRO_REPORT = 0x07;
const CANCEL_MACRO = 0x08;
const KEEP_ALIVE = 0x09;
const LEDS = 0x32;
const KEYS_DOWN = 0x33;
const MACRO = 0x34;

export type Bytes = Uint8Array<ArrayBuffer>;

export interface Leds {
  readonly num: boolean;
  readonly caps: boolean;
  readonly scroll: boolean;
}

/** A keyboard report, and the wait after it. */
export interface MacroStep {
  readonly modifiers: number;
  /** 0 for no key. */
  readonly usage: number;
  /** Up to five keys that are down as well. */
  readonly others?: readonly number[];
  /** 0..65535 */
  readonly waitMillis: number;
}

export type HidMessage =
  | { readonly type: "handshake"; readonly version: number }
  | { readonly type: "leds"; readonly leds: Leds }
  | { readonly type: "keysDown"; readonly modifier: number; readonly keys: readonly number[] }
  | { readonly type: "macro"; readonly running: boolean }
  | { readonly type: "unknown" };

export const handshake = (): Bytes => Uint8Array.of(HANDSHAKE, HID_VERSION);

export const keypress = (usage: number, down: boolean): Bytes => Uint8Array.of(KEYPRESS, usage, down ? 1 : 0);

export const keepAlive = (): Bytes => Uint8Array.of(KEEP_ALIVE);

/** The all-zero keyboard report: releases all keys. */
export const keyboardReset = (): Bytes => Uint8Array.of(KEYBOARD, 0, 0, 0, 0, 0, 0, 0);

/** Steps that the device plays by itself; a new macro replaces the one that runs. */
export function macro(steps: readonly MacroStep[]): Bytes {
  const head = 6;
  const size = 9;
  const bytes = new Uint8Array(head + size * steps.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = MACRO_REPORT;
  bytes[1] = 1;
  view.setUint32(2, steps.length);
  steps.forEach(({ modifiers, usage, others, waitMillis }, i) => {
    const at = head + size * i;
    bytes[at] = modifiers;
    bytes[at + 1] = usage;
    bytes.set(others?.slice(0, 5) ?? [], at + 2);
    view.setUint16(at + 7, clamp(Math.round(waitMillis), 0, 0xffff));
  });
  return bytes;
}

/** Ends the macro that runs and releases all keys. */
export const cancelMacro = (): Bytes => Uint8Array.of(CANCEL_MACRO);

/** @param x, y 0..32767 over the picture; @param buttons the DOM's bit mask (1 left, 2 right, 4 middle, 8 back, 16 forward) */
export function pointer(x: number, y: number, buttons: number): Bytes {
  const bytes = new Uint8Array(10);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, POINTER);
  view.setInt32(1, clamp(Math.round(x), 0, 32767));
  view.setInt32(5, clamp(Math.round(y), 0, 32767));
  view.setUint8(9, buttons & 0xff);
  return bytes;
}

/** @param dx, dy −127..127, more is cut off: see {@link relativeSteps} */
export function mouse(dx: number, dy: number, buttons: number): Bytes {
  return Uint8Array.of(MOUSE, clamp(dx, -127, 127) & 0xff, clamp(dy, -127, 127) & 0xff, buttons & 0xff);
}

/** Cuts a fast movement into steps that each fit a report, without losing any distance. */
export function relativeSteps(dx: number, dy: number): readonly (readonly [number, number])[] {
  const count = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)) / 127));
  const steps: [number, number][] = [];
  let doneX = 0;
  let doneY = 0;
  for (let i = 1; i <= count; i++) {
    const x = Math.round((dx * i) / count);
    const y = Math.round((dy * i) / count);
    steps.push([x - doneX, y - doneY]);
    doneX = x;
    doneY = y;
  }
  return steps;
}

export function decodeHid(bytes: Uint8Array): HidMessage {
  const at = (index: number): number => bytes[index] ?? 0;
  switch (bytes[0]) {
    case HANDSHAKE:
      return bytes.length === 2 ? { type: "handshake", version: at(1) } : { type: "unknown" };
    case LEDS:
      return bytes.length === 2 ? { type: "leds", leds: ledsOf(at(1)) } : { type: "unknown" };
    case KEYS_DOWN:
      return bytes.length === 8
        ? { type: "keysDown", modifier: at(1), keys: Array.from(bytes.subarray(2)) }
        : { type: "unknown" };
    case MACRO:
      return bytes.length === 3 ? { type: "macro", running: at(1) === 1 } : { type: "unknown" };
    default:
      return { type: "unknown" };
  }
}

function ledsOf(bits: number): Leds {
  return { num: (bits & 1) !== 0, caps: (bits & 2) !== 0, scroll: (bits & 4) !== 0 };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
