// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Client } from "../src/connection/client";
import { Commands } from "../src/connection/commands";
import { initial } from "../src/connection/machine";
import { InputSink } from "../src/input/sink";
import { Keyboard } from "../src/input/keyboard";
import { DeviceHttp } from "../src/login/deviceHttp";
import { LoginApi } from "../src/login/loginApi";
import { Store } from "../src/store";
import { Theme } from "../src/theme";
import { Page } from "../src/ui/Page";
import { row, stateWith } from "./fixtures";

let store: Store;
let root: HTMLElement;

beforeEach(() => {
  store = new Store();
  store.connection.value = { ...initial(), phase: "live", link: "up", socket: "open" };
  store.update(stateWith([row("me", "primary")]));
  root = document.createElement("div");
  document.body.append(root);
  const http = new DeviceHttp(() => new Promise(() => undefined));
  const sink = new InputSink(() => undefined, () => true);
  void act(() =>
    render(
      <Page
        store={store}
        client={{ retryNow: () => undefined } as unknown as Client}
        commands={new Commands(store, () => undefined, () => undefined)}
        sink={sink}
        keyboard={new Keyboard(sink)}
        theme={new Theme()}
        login={new LoginApi(http)}
        http={http}
      />,
      root,
    ),
  );
});

afterEach(() => {
  render(null, root);
  root.remove();
});

const all = (selector: string): Element[] => [...root.querySelectorAll(selector)];
const openAccount = (): void =>
  void act(() => root.querySelector<HTMLElement>("[data-testid=account-button]")?.click());

it("announces inside the account dialog while it is open, since the rest of the page is inert", () => {
  expect(all("dialog [data-testid=announcer]")).toHaveLength(0);
  openAccount();
  expect(all("[data-testid=announcer]")).toHaveLength(1);
  expect(all("dialog [data-testid=announcer]")).toHaveLength(1);
});

it("closes the account dialog when the login has ended, and does not open it again after the next one", () => {
  openAccount();
  void act(() => void (store.connection.value = { ...initial(), phase: "login" }));
  expect(all("dialog")).toHaveLength(0);
  expect(all("[data-testid=account-button]")).toHaveLength(0);
  expect(all("[data-testid=login-view]")).toHaveLength(1);
  void act(() => void (store.connection.value = { ...initial(), phase: "live", link: "up", socket: "open" }));
  expect(all("dialog")).toHaveLength(0);
});

it("says in the bar that the device is to be set up, where there is no account to log in with", () => {
  void act(() => void (store.connection.value = { ...initial(), phase: "login" }));
  const pill = (): string | null | undefined => root.querySelector("[data-testid=connection]")?.textContent;
  expect(pill()).toBe("Login needed");
  void act(() => void (store.setUpNeeded.value = true));
  expect(pill()).toBe("Set-up needed");
});

it("says why there is no screenshot, once for several clicks, and lets the user try again", async () => {
  let answer: (response: Response) => void = () => undefined;
  let asked = 0;
  window.fetch = () => {
    asked++;
    return new Promise((resolve) => (answer = resolve));
  };
  const button = root.querySelector<HTMLElement>("[data-testid=screenshot-button]");
  expect(button?.getAttribute("aria-label")).toBe("Save screenshot");
  button?.click();
  button?.click();
  expect(asked).toBe(1);
  answer(new Response(JSON.stringify({ code: "no_signal", error: "Off." }), { status: 503 }));
  await expect
    .poll(() => store.notifications.recent.value.at(-1)?.text)
    .toBe("No screenshot. The target sends no picture. Switch it on, or check the cable.");
  button?.click();
  expect(asked).toBe(2);
});
