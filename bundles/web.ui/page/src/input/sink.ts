// SPDX-License-Identifier: Apache-2.0

import * as hid from "../protocol/hidrpc";
import type { KeySink } from "./keyboard";
import type { PointerSink } from "./pointer";
import type { WheelSink } from "./wheel";
import { KeyQueue } from "./keyQueue";

/** The part of a connection that input uses. */
export interface InputLink {
  /** Whether input is sent by HID-RPC, by JSON-RPC to a device without HID-RPC, or not yet. */
  readonly inputPath: "none" | "hid" | "rpc";
  readonly rpc: { call(method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> };
  sendHid(report: hid.Bytes): void;
  sendPointer(report: hid.Bytes): void;
}

/**
 * Sends input to the device; without control nothing is sent. Keys typed before the channels are open are queued, in
 * order, and dropped when control is lost first. Pointer reports are not queued: they would be out of date.
 */
export class InputSink implements KeySink, PointerSink, WheelSink {
  /** Called when the device reports the start or the end of a macro. */
  onMacro: ((running: boolean) => void) | undefined;
  /** Called with the device's reason when a macro of this session ended before its last step. */
  onMacroEnded: ((reason: string) => void) | undefined;

  private readonly queue = new KeyQueue();

  constructor(
    private readonly link: () => InputLink | undefined,
    private readonly mayControl: () => boolean,
  ) {}

  key(usage: number, down: boolean): void {
    const link = this.usable();
    if (link?.inputPath === "none") {
      this.queue.add(usage, down);
    } else {
      this.send(hid.keypress(usage, down), "keypressReport", { key: usage, press: down });
    }
  }

  keepAlive(): void {
    this.send(hid.keepAlive());
  }

  reset(): void {
    this.queue.release();
    this.send(hid.keyboardReset(), "keyboardReport", { modifier: 0, keys: [0, 0, 0, 0, 0, 0] });
  }

  /** Returns whether the macro was sent: macros need control and HID-RPC. */
  macro(steps: readonly hid.MacroStep[]): boolean {
    const sendable = this.usable()?.inputPath === "hid";
    this.send(hid.macro(steps));
    return sendable;
  }

  cancelMacro(): void {
    this.send(hid.cancelMacro());
  }

  /** Sends the queued keys; called when the channels are open. */
  opened(): void {
    for (const { usage, down } of this.queue.drain()) {
      this.key(usage, down);
    }
  }

  /** Drops the queued keys; called when control is lost. */
  discard(): void {
    this.queue.clear();
  }

  absolute(x: number, y: number, buttons: number): void {
    const link = this.usable();
    if (link?.inputPath === "hid") {
      link.sendPointer(hid.pointer(x, y, buttons));
    } else {
      this.call("absMouseReport", { x, y, buttons });
    }
  }

  relative(dx: number, dy: number, buttons: number): void {
    for (const [x, y] of hid.relativeSteps(dx, dy)) {
      this.send(hid.mouse(x, y, buttons), "relMouseReport", { dx: x, dy: y, buttons });
    }
  }

  wheel(x: number, y: number): void {
    this.call("wheelReport", { wheelY: y, wheelX: x });
  }

  private send(report: hid.Bytes, method?: string, params: Readonly<Record<string, unknown>> = {}): void {
    const link = this.usable();
    if (link?.inputPath === "hid") {
      link.sendHid(report);
    } else if (method !== undefined) {
      this.call(method, params);
    }
  }

  private call(method: string, params: Readonly<Record<string, unknown>>): void {
    const link = this.usable();
    if (link !== undefined && link.inputPath !== "none") {
      link.rpc.call(method, params).catch(() => undefined);
    }
  }

  private usable(): InputLink | undefined {
    return this.mayControl() ? this.link() : undefined;
  }
}
