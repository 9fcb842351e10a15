// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HidChannel } from "../src/connection/hidchannel";

class FakeChannel {
  readyState = "connecting";
  binaryType = "";
  readonly sent: string[] = [];
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onclose: (() => void) | undefined;
  send(bytes: Uint8Array): void {
    this.sent.push([...bytes].join(" "));
  }
  open(): void {
    this.readyState = "open";
    this.onopen?.();
  }
  answer(): void {
    this.onmessage?.({ data: Uint8Array.of(1, 1).buffer });
  }
}

let channel: FakeChannel;
let hid: HidChannel;
let events: string[];

beforeEach(() => {
  vi.useFakeTimers();
  channel = new FakeChannel();
  events = [];
  hid = new HidChannel(
    channel as unknown as RTCDataChannel,
    () => events.push("ready"),
    () => events.push("unanswered"),
    () => undefined,
  );
});
afterEach(() => vi.useRealTimers());

it("is ready once the device answered the handshake, and not before", () => {
  channel.open();
  expect([hid.ready, hid.unanswered]).toEqual([false, false]);
  channel.answer();
  expect(hid.ready).toBe(true);
  vi.advanceTimersByTime(20_000);
  expect(events).toEqual(["ready"]);
  expect(channel.sent).toEqual(["1 1"]);
});

it("is unanswered after three seconds, and ready after a late answer", () => {
  channel.open();
  vi.advanceTimersByTime(2900);
  expect(hid.unanswered).toBe(false);
  vi.advanceTimersByTime(200);
  expect(hid.unanswered).toBe(true);
  expect(events[0]).toBe("unanswered");
  channel.answer();
  expect([hid.ready, hid.unanswered]).toEqual([true, false]);
});

it("sends no report before the handshake", () => {
  channel.open();
  hid.send(Uint8Array.of(5, 4, 1));
  expect(channel.sent).toEqual(["1 1"]);
});

describe("a channel that is asked whether the device takes input", () => {
  let wanted: boolean;
  beforeEach(() => {
    wanted = true;
    hid = new HidChannel(
      channel as unknown as RTCDataChannel,
      () => events.push("ready"),
      () => events.push("unanswered"),
      () => undefined,
      () => wanted,
      (answering) => events.push(answering ? "answers" : "away"),
    );
    channel.open();
    channel.answer();
    events = [];
  });

  it("says that input is away after a second without an answer, and that it is back with the next one", () => {
    vi.advanceTimersByTime(1000);
    channel.answer();
    vi.advanceTimersByTime(1900);
    expect(events).toEqual(["answers"]);
    vi.advanceTimersByTime(200);
    expect(events).toEqual(["answers", "away"]);
    channel.answer();
    expect(events).toEqual(["answers", "away", "answers"]);
  });
  it("asks nothing without control, and forgets what it asked before", () => {
    vi.advanceTimersByTime(1000);
    wanted = false;
    vi.advanceTimersByTime(5000);
    expect(channel.sent).toEqual(["1 1", "1 1"]);
    expect(events).toEqual(["answers"]);
  });
  it("asks nothing once it is closed", () => {
    channel.onclose?.();
    vi.advanceTimersByTime(5000);
    expect(channel.sent).toEqual(["1 1"]);
  });
});
