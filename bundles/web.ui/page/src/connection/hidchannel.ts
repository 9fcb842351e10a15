// SPDX-License-Identifier: Apache-2.0

import { decodeHid, HID_VERSION, handshake, type Bytes, type HidMessage } from "../protocol/hidrpc";

const REPEAT_MILLIS = 1000;
const TRIES = 10;

/** Handshakes after which the device counts as not knowing HID-RPC. */
const UNANSWERED = 3;

/** A handshake that is not answered for so long shows that the device takes no input at the moment. */
const PROBE_MILLIS = 1000;

/**
 * The `hidrpc` channel: repeats the handshake until answered, then carries reports. The device answers each handshake, so
 * that a later one asks whether its input is there.
 */
export class HidChannel {
  private timer: number | undefined;
  private probeTimer: number | undefined;
  private probed = false;
  private tries = 0;
  private answered = false;

  constructor(
    private readonly channel: RTCDataChannel,
    private readonly onReady: () => void,
    /** The handshake is not answered; input may use JSON-RPC until it is. */
    private readonly onUnanswered: () => void,
    private readonly onMessage: (message: HidMessage) => void,
    /** Whether to ask at all: input of this page matters. */
    private readonly probing: () => boolean = () => false,
    private readonly onAnswering: (answering: boolean) => void = () => undefined,
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
    window.clearInterval(this.probeTimer);
    this.answered = false;
  }

  private probe(): void {
    const wanted = this.ready && this.probing();
    if (this.probed) {
      this.onAnswering(!wanted);
    }
    this.probed = wanted;
    if (wanted) {
      this.channel.send(handshake());
    }
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
      return;
    }
    if (this.answered) {
      this.probed = false;
      this.onAnswering(true);
    } else if (message.version === HID_VERSION) {
      window.clearTimeout(this.timer);
      this.answered = true;
      this.probeTimer = window.setInterval(() => this.probe(), PROBE_MILLIS);
      this.onReady();
    }
  }
}
