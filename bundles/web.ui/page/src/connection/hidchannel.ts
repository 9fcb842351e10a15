// SPDX-License-Identifier: Apache-2.0

import { decodeHid, HID_VERSION, handshake, type Bytes, type HidMessage } from "../protocol/hidrpc";

const REPEAT_MILLIS = 1000;
const TRIES = 10;

/** Handshakes after which the device counts as not knowing HID-RPC. */
const UNANSWERED = 3;

/** The `hidrpc` channel: repeats the handshake until answered, then carries reports. */
export class HidChannel {
  private timer: number | undefined;
  private tries = 0;
  private answered = false;

  constructor(
    private readonly channel: RTCDataChannel,
    private readonly onReady: () => void,
    /** The handshake is not answered; input may use JSON-RPC until it is. */
    private readonly onUnanswered: () => void,
    private readonly onMessage: (message: HidMessage) => void,
  ) {
    channel.binaryType = "arraybuffer";
    channel.onopen = () => this.sendHandshake();
    channel.onmessage = (event: MessageEvent<unknown>) => {
      if (event.data instanceof ArrayBuffer) {
        this.receive(decodeHid(new Uint8Array(event.data)));
      }
    };
    channel.onclose = () => this.stop();
  }

  get ready(): boolean {
    return this.answered && this.channel.readyState === "open";
  }

  /** True while the device seems not to know HID-RPC. */
  get unanswered(): boolean {
    return !this.answered && this.tries > UNANSWERED;
  }

  send(report: Bytes): void {
    if (this.ready) {
      this.channel.send(report);
    }
  }

  stop(): void {
    window.clearTimeout(this.timer);
    this.answered = false;
  }

  private sendHandshake(): void {
    if (this.answered || this.channel.readyState !== "open" || this.tries >= TRIES) {
      return;
    }
    this.tries++;
    this.channel.send(handshake());
    if (this.unanswered) {
      this.onUnanswered();
    }
    this.timer = window.setTimeout(() => this.sendHandshake(), REPEAT_MILLIS);
  }

  private receive(message: HidMessage): void {
    if (message.type !== "handshake") {
      this.onMessage(message);
    } else if (message.version === HID_VERSION && !this.answered) {
      window.clearTimeout(this.timer);
      this.answered = true;
      this.onReady();
    }
  }
}
