// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
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
let heard: string[];

beforeEach(() => {
  vi.useFakeTimers();
  channel = new FakeChannel();
  heard = [];
  hid = new HidChannel(
    channel as unknown as RTCDataChannel,
    () => heard.push("ready"),
    () => heard.push("unanswered"),
    () => undefined,
  );
});
afterEach(() => vi.useRealTimers());

it("is ready once the device shook hands, and not before", () => {
  channel.open();
  expect([hid.ready, hid.unanswered]).toEqual([false, false]);
  channel.answer();
  expect(hid.ready).toBe(true);
  vi.advanceTimersByTime(20_000);
  expect(heard).toEqual(["ready"]);
  expect(channel.sent).toEqual(["1 1"]);
});

it("gives another way to input after three seconds without an answer, and takes a late one", () => {
  channel.open();
  vi.advanceTimersByTime(2900);
  expect(hid.unanswered).toBe(false);
  vi.advanceTimersByTime(200);
  expect(hid.unanswered).toBe(true);
  expect(heard[0]).toBe("unanswered");
  channel.answer();
  expect([hid.ready, hid.unanswered]).toEqual([true, false]);
});

it("sends nothing before", () => {
  channel.open();
  hid.send(Uint8Array.of(5, 4, 1));
  expect(channel.sent).toEqual(["1 1"]);
});
