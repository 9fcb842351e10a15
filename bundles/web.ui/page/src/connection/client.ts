// SPDX-License-Identifier: Apache-2.0

import { encodeAttach, encodeCandidate, encodeOffer, type DeviceFrame, type SessionGrant } from "../protocol/signalling";
import type { HidMessage } from "../protocol/hidrpc";
import { asJson, modeOf, peopleOf, videoInputOf } from "../session";
import type { Store } from "../store";
import { PeerLink } from "./link";
import { advance, initial, type ConnectionEvent, type Effect } from "./machine";
import { readingOf, statsBetween, type Reading } from "./stats";
import { SignallingSocket } from "./socket";

const STATS_MILLIS = 1000;
const STALLED_AFTER = 4;
const ALIVE_MILLIS = 60_000;
const UNREACHABLE_MILLIS = 5000;

/** What this tab remembers. */
export interface Memory {
  readonly resumeToken?: string;
  readonly nickname?: string;
}

/** Carries out what the state machine decides, and writes what comes in to the store. */
export class Client {
  private socket: SignallingSocket | undefined;
  private current: PeerLink | undefined;
  private wake: number | undefined;
  private reading: Reading | undefined;
  private silentSeconds = 0;

  constructor(
    private readonly store: Store,
    private readonly memory: Memory,
  ) {
    store.connection.value = initial(memory.resumeToken);
    window.setInterval(() => void this.measure(), STATS_MILLIS);
    window.setInterval(() => this.sayAlive(), ALIVE_MILLIS);
    window.addEventListener("online", () => this.dispatch({ type: "retryNow" }));
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
        this.store.revision.value = -1;
        this.granted(frame.grant);
        this.dispatch({ type: "answered", grant: frame.grant });
        void this.current?.accept(frame.sdp);
        break;
      case "attached":
        this.granted(frame.grant);
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

  private granted(grant: SessionGrant): void {
    const store = this.store;
    store.sessionId.value = grant.sessionId ?? store.sessionId.value;
    store.nickname.value = grant.nickname ?? store.nickname.value;
    if (grant.mode !== undefined) {
      store.mode.value = modeOf(grant.mode);
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
      rpcOpen: () => this.rpcOpen(link),
      rpcEvent: (method, params) => this.event(method, params),
      rpcUnsupported: (method) => this.store.markUnsupported(method),
      hidReady: () => (this.store.hidReady.value = true),
      hidMessage: (message) => this.hidMessage(message),
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
        ...(this.memory.nickname === undefined ? {} : { nickname: this.memory.nickname }),
      }),
    );
    link.offerIsOut();
  }

  private closeLink(): void {
    this.current?.close();
    this.current = undefined;
    this.reading = undefined;
    this.silentSeconds = 0;
    this.store.linkGone();
  }

  private rpcOpen(link: PeerLink): void {
    const ask = (method: string, use: (result: unknown) => void): void =>
      void link.rpc.call(method).then(use, () => undefined);
    ask("getVideoState", (result) => (this.store.videoInput.value = videoInputOf(result)));
    ask("getKeyboardLedState", (result) => this.leds(result));
    ask("getKeyDownState", () => undefined);
    ask("getLocalVersion", (result) => {
      const version = asJson(result)["appVersion"];
      this.store.version.value = typeof version === "string" ? version : undefined;
    });
    if (this.store.supports("getPermissions")) {
      ask("getPermissions", (result) => this.modeFrom(asJson(result)["mode"]));
    }
  }

  private event(method: string, params: unknown): void {
    const store = this.store;
    switch (method) {
      case "videoInputState":
        store.videoInput.value = videoInputOf(params);
        break;
      case "usbState":
        store.usb.value = typeof params === "string" ? params : undefined;
        break;
      case "keyboardLedState":
        this.leds(params);
        break;
      case "modeChanged":
        this.modeFrom(asJson(params)["mode"]);
        break;
      case "sessionsUpdated":
        this.sessions(asJson(params));
        break;
      case "otherSessionConnected":
        this.dispatch({ type: "replaced" });
        break;
      default:
        break;
    }
  }

  private sessions(update: Readonly<Record<string, unknown>>): void {
    const store = this.store;
    const revision = update["revision"];
    if (typeof revision === "number") {
      if (revision < store.revision.value) {
        return;
      }
      store.revision.value = revision;
    }
    store.people.value = peopleOf(update["sessions"]);
    const own = store.people.value.find((person) => person.id === store.sessionId.value);
    store.nickname.value = own?.nickname ?? store.nickname.value;
    this.modeFrom(update["yourMode"] ?? own?.mode);
  }

  private modeFrom(value: unknown): void {
    const mode = modeOf(value);
    if (mode !== "unknown") {
      this.store.mode.value = mode;
    }
  }

  private leds(value: unknown): void {
    const state = asJson(value);
    this.store.leds.value = {
      num: state["num_lock"] === true,
      caps: state["caps_lock"] === true,
      scroll: state["scroll_lock"] === true,
    };
  }

  private hidMessage(message: HidMessage): void {
    if (message.type === "leds") {
      this.store.leds.value = message.leds;
    }
  }

  private async measure(): Promise<void> {
    const link = this.current;
    if (link === undefined || this.store.phase.value !== "live") {
      return;
    }
    const report = await link.stats();
    const after = readingOf(report as unknown as ReadonlyMap<string, Readonly<Record<string, unknown>>>);
    if (after === undefined || this.current !== link) {
      return;
    }
    const before = this.reading;
    this.reading = after;
    if (before !== undefined) {
      const stats = statsBetween(before, after);
      this.store.stats.value = stats;
      this.silentSeconds = stats.fps > 0 ? 0 : this.silentSeconds + 1;
      if (this.store.picture.value !== "none") {
        this.store.picture.value = this.silentSeconds >= STALLED_AFTER ? "stalled" : "playing";
      }
    }
  }

  /** A person who only watches is still there: said once a minute while the page can be seen. */
  private sayAlive(): void {
    if (document.visibilityState === "visible" && this.store.supports("sessionAlive")) {
      this.current?.rpc.call("sessionAlive").catch(() => undefined);
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
