// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import type { JSX } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Commands } from "../src/connection/commands";
import { initial } from "../src/connection/machine";
import { RpcError } from "../src/protocol/jsonrpc";
import { applyEvent } from "../src/sessions/sessionState";
import { Store } from "../src/store";
import { Announcer } from "../src/ui/Announcer";
import { DecisionCards } from "../src/ui/DecisionCards";
import { ControlBar } from "../src/ui/ControlBar";
import { ExpiryBanner } from "../src/ui/ExpiryBanner";
import { SessionList } from "../src/ui/SessionList";
import { Toasts } from "../src/ui/Toasts";
import { WaitingRoom } from "../src/ui/WaitingRoom";
import { stateWith, row, afterSnapshot, type Row } from "./fixtures";

let store: Store;
let commands: Commands;
let calls: string[];
let answer: (method: string) => Promise<unknown>;
let root: HTMLElement;
let stored: string[];

beforeEach(() => {
  vi.useFakeTimers();
  store = new Store();
  store.connection.value = { ...initial(), phase: "live", link: "up", socket: "open" };
  calls = [];
  stored = [];
  answer = () => Promise.resolve({ status: "success" });
  const rpc = {
    call: (method: string, params: Row = {}): Promise<unknown> => {
      calls.push(`${method} ${JSON.stringify(params)}`);
      return answer(method);
    },
  };
  commands = new Commands(store, () => rpc, (name) => stored.push(name));
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  vi.useRealTimers();
});

const show = (what: JSX.Element): void => void act(() => render(what, root));
const all = (id: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
const one = (id: string): HTMLElement => {
  const found = all(id)[0];
  if (found === undefined) {
    throw new Error(`no ${id}`);
  }
  return found;
};
const pass = (millis: number): Promise<void> =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(millis);
  });
const click = (id: string): Promise<void> =>
  act(async () => {
    one(id).click();
    await vi.advanceTimersByTimeAsync(0);
  });
const key = (target: EventTarget, name: string): void =>
  void act(() => void target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true })));

const asking: readonly Row[] = [
  row("me", "primary"),
  row("bob", "queued", { queuePosition: 1, requestSecondsLeft: 30 }),
  row("cay", "queued", { queuePosition: 2, requestSecondsLeft: 60 }),
];

describe("a card", () => {
  let screen: HTMLElement;
  beforeEach(() => {
    screen = document.createElement("div");
    screen.tabIndex = 0;
    document.body.append(screen);
    screen.focus();
    store.update(stateWith([row("me", "primary"), row("bob", "observer"), row("cay", "observer")]));
    show(<DecisionCards store={store} commands={commands} />);
  });
  afterEach(() => screen.remove());

  it("appears for each request without taking the focus", async () => {
    act(() => store.update(afterSnapshot(store.sessionState.value, 2, asking)));
    await pass(1000);
    expect(all("request-card").map((card) => card.dataset["session"])).toEqual(["bob", "cay"]);
    expect(document.activeElement).toBe(screen);
  });
  it("has no buttons at first, so that a click meant for the target decides nothing", async () => {
    act(() => store.update(afterSnapshot(store.sessionState.value, 2, asking)));
    await pass(200);
    expect(all("approve-request")).toEqual([]);
    await pass(200);
    expect(all("approve-request")).toHaveLength(2);
  });
  it("is not decided by Enter or Escape on the screen", async () => {
    act(() => store.update(afterSnapshot(store.sessionState.value, 2, asking)));
    await pass(400);
    key(screen, "Enter");
    key(screen, "Escape");
    key(document.body, "Enter");
    expect(calls).toEqual([]);
    expect(all("request-card")).toHaveLength(2);
  });
  it("leaves the focus on the screen when it is decided by pointer", async () => {
    act(() => store.update(afterSnapshot(store.sessionState.value, 2, asking)));
    await pass(400);
    for (const id of ["approve-request", "deny-request", "fold-card"]) {
      const pressed = new MouseEvent("mousedown", { bubbles: true, cancelable: true });
      one(id).dispatchEvent(pressed);
      expect(pressed.defaultPrevented, id).toBe(true);
    }
    await click("deny-request");
    expect(calls).toEqual(['denyPrimaryRequest {"requesterID":"bob"}']);
    expect(document.activeElement).toBe(screen);
  });
  it("is reachable with the Tab key", async () => {
    act(() => store.update(afterSnapshot(store.sessionState.value, 2, asking)));
    await pass(400);
    expect(all("approve-request").every((button) => button.tabIndex >= 0)).toBe(true);
  });
  it("counts down, and disappears when the request is decided elsewhere", async () => {
    act(() => store.update(applyEvent(store.sessionState.value, "sessionsUpdated", { revision: 2, yourId: "me", yourMode: "primary", sessions: asking }, Date.now())));
    await pass(5000);
    expect(one("time-left").textContent).toBe("25 s");
    act(() => store.update(afterSnapshot(store.sessionState.value, 3, [row("me", "primary"), row("cay", "observer")])));
    expect(all("request-card")).toEqual([]);
  });
  it("of a join request shows the known facts", async () => {
    const eve = row("eve", "pending", { pendingReasons: ["approval"], browser: "firefox", source: "192.0.2.7", user: "eve@example.org" });
    act(() => store.update(afterSnapshot(store.sessionState.value, 2, [row("me", "primary"), eve])));
    await pass(400);
    for (const fact of ["eve", "Firefox", "192.0.2.7", "eve@example.org"]) {
      expect(one("join-card").textContent).toContain(fact);
    }
    await click("approve-join");
    expect(calls).toEqual(['approveNewSession {"sessionId":"eve"}']);
  });
  it("collapses and expands", async () => {
    act(() => store.update(afterSnapshot(store.sessionState.value, 2, asking.slice(0, 2))));
    await pass(400);
    await click("fold-card");
    expect(all("approve-request")).toEqual([]);
    expect(one("request-card").textContent).toContain("bob");
    await click("fold-card");
    expect(all("approve-request")).toHaveLength(1);
  });
});

describe("the control bar", () => {
  const admin = { role: "admin" };
  it("sends a request, and shows why the device refuses it", async () => {
    store.update(stateWith([row("me", "observer"), row("ada", "primary")]));
    show(<ControlBar store={store} commands={commands} />);
    answer = () => Promise.reject(new RpcError(-32000, "You have already requested control.", "not_allowed"));
    await click("request-control");
    expect(calls).toEqual(["requestPrimary {}"]);
    expect(store.notifications.recent.value.map(({ text }) => text)).toContain("You have already requested control.");
  });
  it("shows which session has control", () => {
    store.update(stateWith([row("me", "observer"), row("ada", "primary")]));
    show(<ControlBar store={store} commands={commands} />);
    expect(one("control-state").dataset["state"]).toBe("held");
    expect(one("control-state").textContent).toContain("ada controls");
    act(() => store.update(afterSnapshot(store.sessionState.value, 2, [row("me", "observer")])));
    expect(one("control-state").dataset["state"]).toBe("vacant");
    expect(one("control-state").textContent).toContain("No session controls");
    expect(one("request-control").textContent).toBe("Take control");
  });
  it("confirms before control is taken from a session, and Escape cancels", async () => {
    store.update(stateWith([row("me", "observer", admin), row("ada", "primary")]));
    show(<ControlBar store={store} commands={commands} />);
    await click("claim-control");
    expect(calls).toEqual([]);
    expect(document.activeElement).toBe(one("confirm-no"));
    key(one("confirm-no"), "Escape");
    expect(all("confirm")).toEqual([]);
    await click("claim-control");
    await click("confirm-yes");
    expect(calls).toEqual(['transferPrimary {"fromId":"ada","toId":"me"}']);
  });
  it("closes the confirmation when control becomes vacant", async () => {
    store.update(stateWith([row("me", "observer", admin), row("ada", "primary")]));
    show(<ControlBar store={store} commands={commands} />);
    await click("claim-control");
    act(() => store.update(afterSnapshot(store.sessionState.value, 2, [row("me", "observer", admin)])));
    expect(all("confirm")).toEqual([]);
  });
  it("claims control that is reserved for another session", async () => {
    const kept = { control: { state: "reserved", sessionId: "ada", secondsLeft: 7 } };
    store.update(stateWith([row("me", "observer", admin), row("ada", "primary", { inGrace: true })], kept));
    show(<ControlBar store={store} commands={commands} />);
    expect(one("control-state").textContent).toContain("Reserved for ada");
    await click("claim-control");
    await click("confirm-yes");
    expect(calls).toEqual(["claimControl {}"]);
  });
  it("tells a viewer why control cannot be requested", async () => {
    store.update(stateWith([row("me", "observer", { role: "viewer" }), row("ada", "primary")]));
    show(<ControlBar store={store} commands={commands} />);
    expect(one("request-control").getAttribute("aria-disabled")).toBe("true");
    await click("request-control");
    expect(calls).toEqual([]);
    expect(store.notifications.recent.value.at(-1)?.text).toContain("observe but not control");
  });
});

describe("a command", () => {
  beforeEach(() => {
    store.update(stateWith([row("me", "observer"), row("ada", "primary")]));
    show(<ControlBar store={store} commands={commands} />);
  });
  it("is sent once, however often it is clicked before the answer", async () => {
    let done = (): void => undefined;
    answer = () => new Promise((resolve) => (done = () => resolve({})));
    await click("request-control");
    await click("request-control");
    await act(() => commands.requestControl());
    expect(calls).toHaveLength(1);
    expect((one("request-control") as HTMLButtonElement).disabled).toBe(true);
    await act(async () => {
      done();
      await vi.advanceTimersByTimeAsync(0);
    });
    expect((one("request-control") as HTMLButtonElement).disabled).toBe(false);
  });
  it("without a connection fails with a text, and a name is not stored", async () => {
    const away = new Commands(store, () => undefined, (name) => stored.push(name));
    away.requestControl();
    await pass(0);
    expect(store.notifications.recent.value.at(-1)?.text).toContain("connection was lost");
    expect((await away.rename("Zoë"))?.message).toContain("connection was lost");
    expect(stored).toEqual([]);
  });
});

describe("the own name", () => {
  beforeEach(() => {
    store.update(stateWith([row("me", "observer"), row("ada", "primary")]));
    show(<SessionList store={store} commands={commands} />);
  });
  const type = (text: string): void => {
    const input = one("rename-input") as HTMLInputElement;
    act(() => {
      input.value = text;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };
  const save = (): Promise<void> =>
    act(async () => {
      root.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
      await vi.advanceTimersByTimeAsync(0);
    });

  it("is first in the list, whichever session has control", () =>
    expect(all("session-row").map((each) => [each.dataset["session"], each.dataset["own"]])).toEqual([
      ["me", "true"],
      ["ada", "false"],
    ]));
  it("is edited in place and stored", async () => {
    answer = () => Promise.resolve({ status: "updated", nickname: "Zoë" });
    await click("own-name");
    type("  Zoë ");
    await save();
    expect(calls).toEqual(['updateSessionNickname {"nickname":"Zoë"}']);
    expect(stored).toEqual(["Zoë"]);
    expect(all("rename-input")).toEqual([]);
  });
  it("that is refused stays in the field, with the device's text", async () => {
    answer = () => Promise.reject(new RpcError(-32000, "Another session has this name.", "name_taken"));
    await click("own-name");
    type("ada");
    await save();
    expect(one("rename-error").textContent).toBe("Another session has this name.");
    expect((one("rename-input") as HTMLInputElement).value).toBe("ada");
    expect(stored).toEqual([]);
  });
  it("is filled in from a suggestion", async () => {
    answer = () => Promise.resolve({ nickname: "Quiet Heron" });
    await click("own-name");
    await click("rename-suggest");
    expect((one("rename-input") as HTMLInputElement).value).toBe("Quiet Heron");
  });
  it("is unchanged after Escape", async () => {
    await click("own-name");
    key(one("rename-input"), "Escape");
    expect(all("rename-input")).toEqual([]);
    expect(calls).toEqual([]);
  });
  it("keeps the typed text when the list changes", async () => {
    await click("own-name");
    type("half a na");
    const input = one("rename-input");
    act(() => store.update(afterSnapshot(store.sessionState.value, 2, [row("bob", "primary"), row("ada", "queued"), row("me", "observer")])));
    expect(one("rename-input")).toBe(input);
    expect((input as HTMLInputElement).value).toBe("half a na");
  });
});

describe("a session row", () => {
  it("removes a session only after confirmation", async () => {
    store.update(stateWith([row("me", "observer", { role: "admin" }), row("ada", "primary")]));
    show(<SessionList store={store} commands={commands} />);
    await click("kick");
    expect(calls).toEqual([]);
    await click("confirm-no");
    await click("kick");
    await click("confirm-yes");
    expect(calls).toEqual(['kickSession {"sessionId":"ada"}']);
  });
  it("hands over the own control without confirmation", async () => {
    store.update(stateWith([row("me", "primary"), row("ada", "observer")]));
    show(<SessionList store={store} commands={commands} />);
    await click("hand-over");
    expect(calls).toEqual(['transferPrimary {"fromId":"me","toId":"ada"}']);
  });
  it("shows a session in grace with its remaining time", () => {
    const rows = [row("me", "observer"), row("ada", "primary", { inGrace: true, secondsLeft: 8 })];
    store.update(applyEvent(stateWith([row("me", "observer")]), "sessionsUpdated", { revision: 2, yourId: "me", sessions: rows }, Date.now()));
    show(<SessionList store={store} commands={commands} />);
    const away = all("session-row").find((each) => each.dataset["session"] === "ada");
    expect(away?.dataset["grace"]).toBe("true");
    expect(away?.textContent).toContain("Reconnecting, 8 s");
  });
});

describe("the waiting room", () => {
  it("asks again, and shows that no approver is connected", async () => {
    store.update(applyEvent(stateWith([row("me", "pending", { pendingReasons: ["approval"], secondsLeft: 50 })]), "noApprover", {}, 0));
    show(<WaitingRoom store={store} commands={commands} />);
    expect(one("waiting-room").textContent).toContain("No user who could approve your session");
    await click("ask-again");
    expect(calls).toEqual(["requestSessionApproval {}"]);
    expect(one("waiting-room").textContent).not.toContain("No user who could approve your session");
  });
  it("asks for a name first when one is required", () => {
    store.update(stateWith([row("me", "pending", { nickname: "", pendingReasons: ["nickname", "approval"] })]));
    show(<WaitingRoom store={store} commands={commands} />);
    expect(all("rename-input")).toHaveLength(1);
    expect(all("ask-again")).toEqual([]);
  });
});

it("shows the expiry of the session, and confirms presence on click", async () => {
  store.update(applyEvent(stateWith([row("me", "observer")]), "sessionExpiring", { seconds: 60 }, Date.now()));
  show(<ExpiryBanner store={store} commands={commands} />);
  expect(one("expiring").textContent).toContain("60 s");
  await click("still-here");
  expect(calls).toEqual(["sessionAlive {}"]);
  expect(all("expiring")).toEqual([]);
});

describe("a notification", () => {
  it("is announced once, politely or assertively, and removed", async () => {
    show(<Announcer store={store} />);
    act(() => {
      store.notifications.add({ text: "Bob requests control.", urgent: false, shown: false });
      store.notifications.add({ text: "Bob requests control.", urgent: false, shown: false });
      store.notifications.add({ text: "You control the target now.", urgent: true, shown: true });
    });
    expect(one("announce-polite").getAttribute("aria-live")).toBe("polite");
    expect(one("announce-polite").textContent).toBe("Bob requests control.");
    expect(one("announce-assertive").getAttribute("aria-live")).toBe("assertive");
    expect(one("announce-assertive").textContent).toBe("You control the target now.");
    await pass(7000);
    expect(one("announce-polite").textContent).toBe("");
  });
  it("is hidden when a change of control made it out of date, and has nothing to click or focus", () => {
    show(<Toasts store={store} />);
    act(() => {
      store.notifications.add({ text: "Ada controls the target.", urgent: false, shown: true });
      store.notifications.add({ text: "You control the target now.", urgent: true, shown: true });
      store.notifications.add({ text: "Only announced", urgent: false, shown: false });
    });
    expect(all("toast").map((toast) => toast.textContent)).toEqual(["You control the target now."]);
    expect(root.querySelectorAll("button, a, input, [tabindex]")).toHaveLength(0);
  });
});
