// SPDX-License-Identifier: Apache-2.0

import { decodeFrame, type DeviceFrame } from "../protocol/signalling";

const PING_EVERY_MILLIS = 20_000;
const SILENCE_MILLIS = 60_000;
const OPENING_MILLIS = 8_000;
/** The device closes the sockets of a login that has ended with this code. */
const LOGIN_ENDED = 4401;

export interface SocketEvents {
  frame(frame: DeviceFrame): void;
  closed(): void;
  /** The login of this socket has ended; called instead of `closed`. */
  loginEnded(): void;
}

/** One signalling socket: frames in, frames out, a heartbeat, and exactly one end. */
export class SignallingSocket {
  private readonly socket: WebSocket;
  private readonly heartbeat: number;
  private readonly opening: number;
  private lastHeard = Date.now();
  private over = false;

  constructor(
    url: string,
    private readonly events: SocketEvents,
  ) {
    this.socket = new WebSocket(url);
    this.opening = window.setTimeout(() => this.end(), OPENING_MILLIS);
    this.heartbeat = window.setInterval(() => this.beat(), PING_EVERY_MILLIS);
    this.socket.onmessage = (message: MessageEvent<unknown>) => this.applyEvent(message.data);
    this.socket.onclose = (event) => this.end(event.code);
    this.socket.onerror = () => this.end();
  }

  send(text: string): void {
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(text);
    }
  }

  close(): void {
    this.over = true;
    this.release();
  }

  private applyEvent(data: unknown): void {
    this.lastHeard = Date.now();
    window.clearTimeout(this.opening);
    if (typeof data === "string" && !this.over) {
      this.events.frame(decodeFrame(data));
    }
  }

  private beat(): void {
    if (Date.now() - this.lastHeard > SILENCE_MILLIS) {
      this.end();
    } else {
      this.send("ping");
    }
  }

  private end(code?: number): void {
    if (!this.over) {
      this.over = true;
      this.release();
      if (code === LOGIN_ENDED) {
        this.events.loginEnded();
      } else {
        this.events.closed();
      }
    }
  }

  private release(): void {
    window.clearTimeout(this.opening);
    window.clearInterval(this.heartbeat);
    this.socket.onmessage = this.socket.onclose = this.socket.onerror = null;
    this.socket.close();
  }
}
