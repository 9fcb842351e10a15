// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { DeviceEvents } from "../src/connection/deviceEvents";
import { decodeHid } from "../src/protocol/hidrpc";
import { Store } from "../src/store";

let down: string[];
let events: DeviceEvents;

beforeEach(() => {
  down = [];
  events = new DeviceEvents(
    new Store(),
    () => undefined,
    (modifier, keys) => down.push(`${modifier} ${keys.join(" ")}`),
  );
});

describe("the keys that are down on the target", () => {
  it("reach the keyboard from HID-RPC", () => {
    events.hid(decodeHid(Uint8Array.of(0x33, 2, 0x4f, 0, 0, 0, 0, 0)));
    expect(down).toEqual(["2 79 0 0 0 0 0"]);
  });
  it("reach the keyboard from JSON-RPC", () => {
    events.event("keysDownState", { modifier: 2, keys: [79, 0, 0, 0, 0, 0] });
    events.event("keysDownState", null);
    expect(down).toEqual(["2 79 0 0 0 0 0"]);
  });
});

it("the reason why a macro ended early reaches the paste", () => {
  const reasons: string[] = [];
  const none = (): void => undefined;
  const told = new DeviceEvents(new Store(), none, none, none, (reason) => reasons.push(reason));
  told.event("keyboardMacroEnded", { reason: "target_off" });
  told.event("keyboardMacroEnded", null);
  expect(reasons).toEqual(["target_off", ""]);
});

describe("a session that the device removes", () => {
  const dispatched = (reason: string): unknown[] => {
    const sent: unknown[] = [];
    new DeviceEvents(new Store(), (event) => sent.push(event), () => undefined).event("sessionRemoved", { reason });
    return sent;
  };
  it.each(["logged_out", "account_changed"])("with its login, by %s, leads to the login", (reason) =>
    expect(dispatched(reason)).toEqual([{ type: "loginEnded", ending: { reason } }]));
  it("by itself, ends", () => expect(dispatched("kicked")).toEqual([{ type: "removed", ending: { reason: "kicked" } }]));
});
