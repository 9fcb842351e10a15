// SPDX-License-Identifier: Apache-2.0

import { encodeAttach, encodeCandidate, encodeOffer, type DeviceFrame } from "../protocol/signalling";
import type { Memory, Place } from "../memory";
import { attached, empty, seated } from "../sessions/house";
import type { Store } from "../store";
import { Hearing } from "./hearing";
import { PeerLink } from "./link";
import { advance, initial, type ConnectionEvent, type Effect } from "./machine";
import { Meter } from "./meter";
import { SignallingSocket } from "./socket";

const STATS_MILLIS = 1000;
const UNREACHABLE_MILLIS = 5000;

/** Carries out what the state machine decides, and writes what comes in to the store. */
export class Client {
  private socket: SignallingSocket | undefined;
  private current: PeerLink | undefined;
  private wake: number | undefined;
  private readonly hearing: Hearing;
  private readonly meter: Meter;
  private nickname: string | undefined;

  /** @param inputOpen a new link takes input now */
  constructor(
    private readonly store: Store,
    memory: Memory,
    private readonly inputOpen: () => void,
  ) {
    this.hearing = new Hearing(store, (event) => this.dispatch(event));
    this.meter = new Meter(store);
    this.nickname = memory.nickname;
    store.connection.value = initial(memory.resumeToken);
    store.update(empty(memory.sessionId));
    window.setInterval(() => this.measure(), STATS_MILLIS);
    window.addEventListener("online", () => this.dispatch({ type: "online" }));
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) {
        window.location.reload();
      }
    });
  }

  get link(): PeerLink | undefined {
    return this.current;
  }

  start(): void {
    this.dispatch({ type: "start" });
  }

  /** At once, whatever the plan was; also the way back from a session that another took over. */
  retryNow(): void {
    this.dispatch({ type: "retryNow" });
  }

  /** What it takes to come back to this session; undefined when there is no way back. */
  get place(): Place | undefined {
    const { resumeToken } = this.store.connection.value;
    const sessionId = this.store.house.value.me;
    return resumeToken === undefined ? undefined : { resumeToken, ...(sessionId === undefined ? {} : { sessionId }) };
  }

  /** The name to introduce this page with from now on. */
  isCalled(nickname: string): void {
    this.nickname = nickname;
  }

  /** Says goodbye, so that the device need not find out by silence. */
  private leave(): void {
    window.clearTimeout(this.wake);
    this.socket?.close();
    this.socket = undefined;
    this.current?.close();
    this.current = undefined;
  }

  private dispatch(event: ConnectionEvent): void {
    const { state, effects } = advance(this.store.connection.value, event, Date.now(), Math.random());
    this.store.connection.value = state;
    effects.forEach((effect) => this.perform(effect));
  }

  private perform(effect: Effect): void {
    switch (effect.type) {
      case "openSocket":
        void this.openSocket();
        break;
      case "attach":
        this.socket?.send(encodeAttach(effect.resumeToken));
        break;
      case "offer":
        void this.offer(effect.resumeToken);
        break;
      case "closeLink":
        this.closeLink();
        break;
      case "closeSocket":
        this.socket?.close();
        this.socket = undefined;
        break;
      case "wake":
        window.clearTimeout(this.wake);
        this.wake = window.setTimeout(() => this.dispatch({ type: "due" }), Math.max(0, effect.at - Date.now()));
        break;
    }
  }

  private async openSocket(): Promise<void> {
    this.socket?.close();
    this.socket = undefined;
    const status = await reach("/device");
    if (this.store.connection.value.socket !== "opening") {
      return;
    }
    if (status === 401) {
      this.dispatch({ type: "loginRequired" });
    } else if (status !== 200) {
      this.dispatch({ type: "socketClosed" });
    } else {
      this.connect();
    }
  }

  private connect(): void {
    const url = new URL("/webrtc/signaling/client", window.location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket: SignallingSocket = new SignallingSocket(url.href, {
      frame: (frame) => this.hear(frame),
      closed: () => {
        if (this.socket === socket) {
          this.socket = undefined;
          this.dispatch({ type: "socketClosed" });
        }
      },
    });
    this.socket = socket;
  }

  private hear(frame: DeviceFrame): void {
    switch (frame.type) {
      case "metadata":
        this.dispatch({ type: "ready" });
        break;
      case "answer":
        this.store.update(seated(this.store.house.value, frame.grant));
        this.dispatch({ type: "answered", grant: frame.grant });
        void this.current?.accept(frame.sdp);
        break;
      case "attached":
        this.store.update(attached(this.store.house.value, frame.grant));
        this.dispatch({ type: "attached", grant: frame.grant });
        break;
      case "candidate":
        this.current?.addCandidate(frame.candidate);
        break;
      case "refused":
        this.dispatch({ type: "refused", refusal: frame.refusal });
        break;
      default:
        break;
    }
  }

  private async offer(resumeToken: string | undefined): Promise<void> {
    const link: PeerLink = new PeerLink({
      candidate: (candidate) => this.socket?.send(encodeCandidate(candidate)),
      up: () => this.dispatch({ type: "linkUp" }),
      interrupted: (yes) => (this.store.interrupted.value = yes),
      lost: () => {
        if (this.current === link) {
          this.dispatch({ type: "linkLost" });
        }
      },
      stream: (stream) => (this.store.stream.value = stream),
      rpcOpen: () => this.hearing.opened(link),
      rpcEvent: (method, params) => this.hearing.event(method, params),
      rpcUnsupported: (method) => this.store.markUnsupported(method),
      hidReady: () => (this.store.hidReady.value = true),
      inputOpen: () => this.inputOpen(),
      hidMessage: (message) => this.hearing.hid(message),
    });
    this.current = link;
    const sdp = await link.offer();
    if (this.current !== link) {
      return;
    }
    this.socket?.send(
      encodeOffer(sdp, {
        userAgent: navigator.userAgent,
        ...(resumeToken === undefined ? {} : { resumeToken }),
        ...(this.nickname === undefined ? {} : { nickname: this.nickname }),
      }),
    );
    link.offerIsOut();
  }

  private closeLink(): void {
    this.current?.close();
    this.current = undefined;
    this.meter.reset();
    this.store.linkGone();
  }

  private measure(): void {
    const link = this.current;
    if (link !== undefined && this.store.phase.value === "live") {
      void this.meter.measure(link, () => this.current === link);
    }
  }
}

async function reach(path: string): Promise<number> {
  try {
    const response = await fetch(path, {
      credentials: "include",
      headers: { "Content-Type": "application/json" },
      signal: AbortSignal.timeout(UNREACHABLE_MILLIS),
    });
    return response.status;
  } catch {
    return 0;
  }
}
