// SPDX-License-Identifier: Apache-2.0

import * as hid from "../protocol/hidrpc";
import type { KeySink } from "./keyboard";
import type { PointerSink } from "./pointer";
import { Presses } from "./presses";

/** What input needs of a connection. */
export interface InputLink {
  /** How input travels: not yet, by HID-RPC, or by JSON-RPC to a device that does not know HID-RPC. */
  readonly inputPath: "none" | "hid" | "rpc";
  readonly rpc: { call(method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> };
  sendHid(report: hid.Bytes): void;
  sendPointer(report: hid.Bytes): void;
}

/**
 * Sends input. Without control nothing is sent. Keys typed before the channels are open wait for them in order, unless
 * control goes first; where the pointer was then is of no use any more and is not kept.
 */
export class InputSink implements KeySink, PointerSink {
  private readonly waiting = new Presses();

  constructor(
    private readonly link: () => InputLink | undefined,
    private readonly mayControl: () => boolean,
  ) {}

  key(usage: number, down: boolean): void {
    const link = this.usable();
    if (link?.inputPath === "none") {
      this.waiting.add(usage, down);
    } else {
      this.send(hid.keypress(usage, down), "keypressReport", { key: usage, press: down });
    }
  }

  keepAlive(): void {
    this.send(hid.keepAlive());
  }

  reset(): void {
    this.waiting.release();
    this.send(hid.keyboardReset(), "keyboardReport", { modifier: 0, keys: [0, 0, 0, 0, 0, 0] });
  }

  /** The channels are open: what was typed before goes out now. */
  opened(): void {
    for (const { usage, down } of this.waiting.take()) {
      this.key(usage, down);
    }
  }

  /** Control or the connection is gone: what still waits is not for whoever comes next. */
  forget(): void {
    this.waiting.forget();
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
