// SPDX-License-Identifier: Apache-2.0

import type { Bytes, HidMessage } from "../protocol/hidrpc";
import { RpcClient } from "../protocol/jsonrpc";
import { HidChannel } from "./hidchannel";

const SETUP_MILLIS = 12_000;
const INTERRUPTED_MILLIS = 4_000;

export interface LinkEvents {
  candidate(candidate: RTCIceCandidateInit): void;
  up(): void;
  /** True while no packets arrive although the link is not given up yet. */
  interrupted(yes: boolean): void;
  lost(): void;
  stream(stream: MediaStream): void;
  rpcOpen(): void;
  rpcEvent(method: string, params: unknown): void;
  rpcUnsupported(method: string): void;
  hidReady(): void;
  /** True while this page has control, so that the device is asked whether it takes input. */
  inputWanted(): boolean;
  inputAnswering(answering: boolean): void;
  /** {@link PeerLink.inputPath} is no longer none. */
  inputOpen(): void;
  hidMessage(message: HidMessage): void;
}

/** One peer connection with its channels, in the order the protocol documents. Used once, then closed. */
export class PeerLink {
  readonly rpc: RpcClient;
  private readonly peer = new RTCPeerConnection();
  private readonly rpcChannel: RTCDataChannel;
  private readonly hid: HidChannel;
  private readonly pointerChannel: RTCDataChannel;
  private readonly outgoing: RTCIceCandidateInit[] = [];
  private readonly incoming: RTCIceCandidateInit[] = [];
  private offerSent = false;
  private answerSet = false;
  private over = false;
  private givingUp: number | undefined;

  constructor(private readonly events: LinkEvents) {
    const peer = this.peer;
    const video = peer.addTransceiver("video", { direction: "recvonly" });
    video.receiver.jitterBufferTarget = 0;
    this.rpcChannel = peer.createDataChannel("rpc");
    this.rpc = new RpcClient(
      (text) => this.sendText(text),
      (method, params) => events.rpcEvent(method, params),
      (method) => events.rpcUnsupported(method),
    );
    this.rpcChannel.onopen = () => {
      events.rpcOpen();
      this.announceInput();
    };
    this.rpcChannel.onmessage = (event: MessageEvent<unknown>) => {
      if (typeof event.data === "string") {
        this.rpc.receive(event.data);
      }
    };
    this.hid = new HidChannel(
      peer.createDataChannel("hidrpc"),
      () => {
        events.hidReady();
        events.inputOpen();
      },
      () => this.announceInput(),
      (message) => events.hidMessage(message),
      () => events.inputWanted(),
      (answering) => events.inputAnswering(answering),
    );
    this.pointerChannel = peer.createDataChannel("hidrpc-unreliable-ordered", { ordered: true, maxRetransmits: 0 });
    peer.createDataChannel("hidrpc-unreliable-nonordered", { ordered: false, maxRetransmits: 0 });

    peer.ontrack = (event) => events.stream(event.streams[0] ?? new MediaStream([event.track]));
    peer.onicecandidate = (event) => this.gathered(event.candidate);
    peer.onconnectionstatechange = () => this.changed();
    this.givingUp = window.setTimeout(() => this.lose(), SETUP_MILLIS);
  }

  /** The offer to send; candidates gathered meanwhile wait for {@link markOfferSent}. */
  async offer(): Promise<string> {
    const offer = await this.peer.createOffer();
    await this.peer.setLocalDescription(offer);
    return this.peer.localDescription?.sdp ?? offer.sdp ?? "";
  }

  markOfferSent(): void {
    this.offerSent = true;
    for (const candidate of this.outgoing.splice(0)) {
      this.events.candidate(candidate);
    }
  }

  async accept(sdp: string): Promise<void> {
    try {
      await this.peer.setRemoteDescription({ type: "answer", sdp });
    } catch {
      this.lose();
      return;
    }
    this.answerSet = true;
    for (const candidate of this.incoming.splice(0)) {
      this.addCandidate(candidate);
    }
  }

  addCandidate(candidate: RTCIceCandidateInit): void {
    if (!this.answerSet) {
      this.incoming.push(candidate);
    } else if (candidate.candidate !== "" && !this.over) {
      // The answer carries every candidate too, so one that cannot be read costs nothing.
      this.peer.addIceCandidate(candidate).catch(() => undefined);
    }
  }

  /** One way at a time: two channels would not keep the order of the keys. */
  get inputPath(): "none" | "hid" | "rpc" {
    if (this.hid.ready) {
      return "hid";
    }
    return this.hid.unanswered && this.rpcChannel.readyState === "open" ? "rpc" : "none";
  }

  sendHid(report: Bytes): void {
    this.hid.send(report);
  }

  /** For reports whose successor makes them worthless: never repeated, never out of order. */
  sendPointer(report: Bytes): void {
    if (this.pointerChannel.readyState === "open") {
      this.pointerChannel.send(report);
    } else {
      this.hid.send(report);
    }
  }

  /** Opens a further channel, ordered and reliable; it ends with the link. */
  openChannel(label: string): RTCDataChannel {
    return this.peer.createDataChannel(label);
  }

  stats(): Promise<RTCStatsReport> {
    return this.peer.getStats();
  }

  close(): void {
    this.over = true;
    window.clearTimeout(this.givingUp);
    this.hid.stop();
    this.rpc.close();
    // The browser may still deliver messages that it has received.
    this.rpcChannel.onmessage = this.rpcChannel.onopen = null;
    this.peer.onconnectionstatechange = this.peer.onicecandidate = this.peer.ontrack = null;
    this.peer.close();
  }

  private announceInput(): void {
    if (this.inputPath !== "none") {
      this.events.inputOpen();
    }
  }

  private sendText(text: string): void {
    if (this.rpcChannel.readyState === "open") {
      this.rpcChannel.send(text);
    }
  }

  private gathered(candidate: RTCIceCandidate | null): void {
    if (candidate === null || candidate.candidate === "") {
      return;
    }
    if (this.offerSent) {
      this.events.candidate(candidate.toJSON());
    } else {
      this.outgoing.push(candidate.toJSON());
    }
  }

  private changed(): void {
    switch (this.peer.connectionState) {
      case "connected":
        window.clearTimeout(this.givingUp);
        this.events.interrupted(false);
        this.events.up();
        break;
      case "disconnected":
        this.events.interrupted(true);
        window.clearTimeout(this.givingUp);
        this.givingUp = window.setTimeout(() => this.lose(), INTERRUPTED_MILLIS);
        break;
      case "failed":
      case "closed":
        this.lose();
        break;
      default:
        break;
    }
  }

  private lose(): void {
    if (!this.over) {
      this.close();
      this.events.lost();
    }
  }
}
