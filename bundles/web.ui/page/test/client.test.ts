// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Client } from "../src/connection/client";
import { Store } from "../src/store";

let store: Store;
let client: Client;
let asked: string[];
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) {
    await Promise.resolve();
  }
};

beforeEach(() => {
  asked = [];
  vi.useFakeTimers();
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    return Promise.resolve({ status: 401 });
  });
  store = new Store();
  client = new Client(store, {}, { opened: () => undefined, keysDown: () => undefined });
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
