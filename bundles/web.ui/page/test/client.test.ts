// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Client } from "../src/connection/client";
import { Store } from "../src/store";
import { noticeFor } from "../src/ui/notice";

let store: Store;
let client: Client;
let asked: string[];
let status: number;
let body: object;
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) {
    await Promise.resolve();
  }
};

beforeEach(() => {
  asked = [];
  status = 401;
  body = { code: "login_required" };
  vi.useFakeTimers();
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    return Promise.resolve({ ok: false, status, json: () => Promise.resolve(body) });
  });
  store = new Store();
  const none = (): void => undefined;
  client = new Client(store, {}, { opened: none, keysDown: none, macro: none, macroEnded: none });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("asks whether a login is needed only after the call that replaces the login", async () => {
  let answered: () => void = () => undefined;
  client.expectLogin(new Promise<void>((done) => (answered = done)));
  client.loggedOut();
  await settle();
  expect(asked).toEqual([]);
  answered();
  await settle();
  expect(asked).toEqual(["/device"]);
  expect(store.phase.value).toBe("login");
});

it("shows nothing of the session of a login that has ended", async () => {
  store.size.value = { width: 1, height: 1 };
  client.loggedOut();
  await settle();
  expect(store.size.value).toBeUndefined();
  expect(store.connection.value).toMatchObject({ phase: "login", ending: { reason: "logged_out" } });
});

it("shows why the device does not let the page connect", async () => {
  status = 421;
  body = { code: "unknown_host", error: "This device is not known by that name.", correlationId: "1a2b3c4d" };
  client.start();
  await settle();
  const connection = store.connection.value;
  expect(connection.phase).toBe("lost");
  expect(noticeFor(connection, "unknown", "none", undefined)).toMatchObject({
    title: "The device refuses the connection",
    text: "This device is not known by that name.",
    problem: { code: "unknown_host", correlationId: "1a2b3c4d" },
    action: "retry",
  });
});

it("takes an answer that is no refusal of the device for a lost connection", async () => {
  status = 502;
  body = {};
  client.start();
  await settle();
  expect(noticeFor(store.connection.value, "unknown", "none", undefined)?.title).toBe("Connection lost");
});
