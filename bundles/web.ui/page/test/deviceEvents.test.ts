// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { DeviceEvents } from "../src/connection/deviceEvents";
import { decodeHid } from "../src/protocol/hidrpc";
import type { PeerLink } from "../src/connection/link";
import { Store } from "../src/store";
import { parseVideoInput } from "../src/target";

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

describe("an answer to the queries of an opened channel", () => {
  const answers = new Map<string, (result: unknown) => void>();
  const opened = (): Store => {
    const store = new Store();
    const none = (): void => undefined;
    events = new DeviceEvents(store, none, none);
    const call = (method: string): Promise<unknown> => new Promise((resolve) => answers.set(method, resolve));
    events.opened({ rpc: { call } } as unknown as PeerLink);
    return store;
  };
  const noSignal = { ready: false, error: "no_signal", width: 0, height: 0, fps: 0 };
  const ready = { ready: true, width: 1920, height: 1080, fps: 60 };
  const answer = async (method: string, result: unknown): Promise<void> => {
    answers.get(method)?.(result);
    await Promise.resolve();
    await Promise.resolve();
  };

  it("is the state until an event tells it", async () => {
    const store = opened();
    await answer("getVideoState", noSignal);
    expect(store.videoInput.value).toEqual(parseVideoInput(noSignal));
  });
  it("is ignored after an event, which may be newer", async () => {
    const store = opened();
    events.event("videoInputState", ready);
    events.hid(decodeHid(Uint8Array.of(0x32, 2)));
    await answer("getVideoState", noSignal);
    await answer("getKeyboardLedState", { num_lock: true, caps_lock: false, scroll_lock: false });
    expect(store.videoInput.value).toEqual(parseVideoInput(ready));
    expect(store.leds.value).toEqual({ num: false, caps: true, scroll: false });
  });
});
