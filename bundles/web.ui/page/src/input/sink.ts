// SPDX-License-Identifier: Apache-2.0

import type { PeerLink } from "../connection/link";
import * as hid from "../protocol/hidrpc";
import type { KeySink } from "./keyboard";
import type { PointerSink } from "./pointer";

/** Sends input by HID-RPC, or by JSON-RPC to a device that has not shaken hands. Without control nothing is sent. */
export class InputSink implements KeySink, PointerSink {
  constructor(
    private readonly link: () => PeerLink | undefined,
    private readonly mayControl: () => boolean,
  ) {}

  key(usage: number, down: boolean): void {
    this.send(hid.keypress(usage, down), "keypressReport", { key: usage, press: down });
  }

  keepAlive(): void {
    this.send(hid.keepAlive());
  }

  reset(): void {
    this.send(hid.keyboardReset(), "keyboardReport", { modifier: 0, keys: [0, 0, 0, 0, 0, 0] });
  }

  absolute(x: number, y: number, buttons: number): void {
    const link = this.usable();
    if (link?.hidReady === true) {
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
    if (link?.hidReady === true) {
      link.sendHid(report);
    } else if (method !== undefined) {
      this.call(method, params);
    }
  }

  private call(method: string, params: Readonly<Record<string, unknown>>): void {
    this.usable()
      ?.rpc.call(method, params)
      .catch(() => undefined);
  }

  private usable(): PeerLink | undefined {
    return this.mayControl() ? this.link() : undefined;
  }
}
