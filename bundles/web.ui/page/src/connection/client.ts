// SPDX-License-Identifier: Apache-2.0

import { parseProblem, type Problem } from "../problem";
import { defined } from "../read";
import { rejects } from "../protocol/sdp";
import { encodeAttach, encodeCandidate, encodeOffer, type DeviceFrame } from "../protocol/signalling";
import type { ResumePoint, StoredSession } from "../storage";
import { emptySessionState, joined, reattached } from "../sessions/sessionState";
import type { Store } from "../store";
import { DeviceEvents } from "./deviceEvents";
import { PeerLink } from "./link";
import { advance, initial, type ConnectionEvent, type Effect } from "./machine";
import { StatsSampler } from "./statsSampler";
import { SignallingSocket } from "./socket";

const STATS_MILLIS = 1000;
const UNREACHABLE_MILLIS = 5000;

/** What the input learns of the connection. */
export interface InputEvents {
  /** A new link accepts input. */
  opened(): void;
  /** The device reports the keys that are down. */
  keysDown(modifier: number, keys: readonly number[]): void;
  /** The device reports the start or the end of a macro. */
  macro(running: boolean): void;
  /** The device says why a macro of this session ended before its last step. */
  macroEnded(reason: string): void;
}

/** Performs the effects of the state machine, and writes what the device sends to the store. */
export class Client {
  private socket: SignallingSocket | undefined;
  private current: PeerLink | undefined;
  private retryTimer: number | undefined;
  private readonly deviceEvents: DeviceEvents;
  private readonly statsSampler: StatsSampler;
  private nickname: string | undefined;
  private loginChange: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: Store,
    stored: StoredSession,
    private readonly input: InputEvents,
  ) {
    this.deviceEvents = new DeviceEvents(
      store,
      (event) => this.dispatch(event),
      input.keysDown,
      input.macro,
      input.macroEnded,
    );
    this.statsSampler = new StatsSampler(store);
    this.nickname = stored.nickname;
    store.connection.value = initial(stored.resumeToken);
    store.update(emptySessionState(stored.sessionId));
    window.setInterval(() => this.measure(), STATS_MILLIS);
    window.addEventListener("online", () => this.dispatch({ type: "online" }));
    window.addEventListener("pagehide", () => this.disconnect());
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

  /** Connects at once, also from a state that does not retry by itself. */
  retryNow(): void {
    this.dispatch({ type: "retryNow" });
  }

  /** The user has logged out: asks for a login at once, also where no socket tells that the old one has ended. */
  loggedOut(): void {
    this.store.sessionEnded();
    this.dispatch({ type: "loginEnded", ending: { reason: "logged_out" } });
  }

  /** A call that ends this login and gives another: the device is asked for a login only after its answer. */
  expectLogin(change: Promise<unknown>): void {
    this.loginChange = change;
  }

  /** The credentials to resume this session; undefined without a resume token. */
  get resumePoint(): ResumePoint | undefined {
    const { resumeToken } = this.store.connection.value;
    const sessionId = this.store.sessionState.value.ownId;
    return resumeToken === undefined ? undefined : { resumeToken, ...(sessionId === undefined ? {} : { sessionId }) };
  }

  /** The nickname to send with later offers. */
  setNickname(nickname: string): void {
    this.nickname = nickname;
  }

  /** Closes socket and link, so that the device need not wait for a timeout. */
  private disconnect(): void {
    window.clearTimeout(this.retryTimer);
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
        window.clearTimeout(this.retryTimer);
        this.retryTimer = window.setTimeout(() => this.dispatch({ type: "due" }), Math.max(0, effect.at - Date.now()));
        break;
    }
  }

  private async openSocket(): Promise<void> {
    this.socket?.close();
    this.socket = undefined;
    await this.loginChange;
    const { status, problem } = await reach("/device");
    if (this.store.connection.value.socket !== "opening") {
      return;
    }
    if (status === 401) {
      this.dispatch({ type: "loginRequired" });
    } else if (status !== 200) {
      this.dispatch({ type: "socketClosed", ...defined({ problem }) });
    } else {
      this.connect();
    }
  }

  private connect(): void {
    const url = new URL("/webrtc/signaling/client", window.location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket: SignallingSocket = new SignallingSocket(url.href, {
      frame: (frame) => this.received(frame),
      closed: () => {
        if (this.socket === socket) {
          this.socket = undefined;
          this.dispatch({ type: "socketClosed" });
        }
      },
      loginEnded: () => {
        if (this.socket === socket) {
          this.socket = undefined;
          this.store.sessionEnded();
          this.dispatch({ type: "loginEnded", ending: { reason: "logged_out" } });
        }
      },
    });
    this.socket = socket;
  }

  private received(frame: DeviceFrame): void {
    switch (frame.type) {
      case "metadata":
        this.dispatch({ type: "ready" });
        break;
      case "answer":
        this.store.update(joined(this.store.sessionState.value, frame.grant));
        this.dispatch({ type: "answered", grant: frame.grant });
        this.store.videoRejected.value = rejects(frame.sdp, "video");
        void this.current?.accept(frame.sdp);
        break;
      case "attached":
        this.store.update(reattached(this.store.sessionState.value, frame.grant));
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
      rpcOpen: () => this.deviceEvents.opened(link),
      rpcEvent: (method, params) => this.deviceEvents.event(method, params),
      rpcUnsupported: (method) => this.store.markUnsupported(method),
      hidReady: () => (this.store.hidReady.value = true),
      inputWanted: () => this.store.controls.value,
      inputAnswering: (answering) => (this.store.inputAnswering.value = answering),
      inputOpen: () => {
        this.store.inputOpen.value = true;
        this.input.opened();
      },
      hidMessage: (message) => this.deviceEvents.hid(message),
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
    link.markOfferSent();
  }

  private closeLink(): void {
    this.current?.close();
    this.current = undefined;
    this.statsSampler.reset();
    this.store.linkClosed();
  }

  private measure(): void {
    const link = this.current;
    if (link !== undefined && this.store.phase.value === "live") {
      void this.statsSampler.measure(link, () => this.current === link);
    }
  }
}

interface Reached {
  /** 0 without an answer. */
  readonly status: number;
  readonly problem?: Problem;
}

async function reach(path: string): Promise<Reached> {
  try {
    const response = await fetch(path, {
      credentials: "include",
      headers: { "Content-Type": "application/json" },
      signal: AbortSignal.timeout(UNREACHABLE_MILLIS),
    });
    const problem = parseProblem(await response.json().catch(() => undefined));
    // An answer without a code is one of a proxy, or of a device whose part is being replaced.
    return { status: response.status, ...(response.ok || problem.code === "unknown" ? {} : { problem }) };
  } catch {
    return { status: 0 };
  }
}
