// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import type { JSX } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Commands } from "../src/connection/commands";
import { initial } from "../src/connection/machine";
import { RpcError } from "../src/protocol/jsonrpc";
import { hear } from "../src/sessions/house";
import { Store } from "../src/store";
import { Announcer } from "../src/ui/Announcer";
import { Cards } from "../src/ui/Cards";
import { ControlBar } from "../src/ui/ControlBar";
import { Expiring } from "../src/ui/Expiring";
import { People } from "../src/ui/People";
import { Toasts } from "../src/ui/Toasts";
import { WaitingRoom } from "../src/ui/WaitingRoom";
import { house, row, told, type Row } from "./people";

let store: Store;
let commands: Commands;
let calls: string[];
let answer: (method: string) => Promise<unknown>;
let root: HTMLElement;
let remembered: string[];

beforeEach(() => {
  vi.useFakeTimers();
  store = new Store();
  store.connection.value = { ...initial(), phase: "live", link: "up", socket: "open" };
  calls = [];
  remembered = [];
  answer = () => Promise.resolve({ status: "success" });
  const rpc = {
    call: (method: string, params: Row = {}): Promise<unknown> => {
      calls.push(`${method} ${JSON.stringify(params)}`);
      return answer(method);
    },
  };
  commands = new Commands(store, () => rpc, (name) => remembered.push(name));
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
    store.update(house([row("me", "primary"), row("bob", "observer"), row("cay", "observer")]));
    show(<Cards store={store} commands={commands} />);
  });
  afterEach(() => screen.remove());

  it("comes without taking the focus, one for each who asks", async () => {
    act(() => store.update(told(store.house.value, 2, asking)));
    await pass(1000);
    expect(all("request-card").map((card) => card.dataset["session"])).toEqual(["bob", "cay"]);
    expect(document.activeElement).toBe(screen);
  });
  it("has no buttons in its first moment, so that a click meant for the target decides nothing", async () => {
    act(() => store.update(told(store.house.value, 2, asking)));
    await pass(200);
    expect(all("approve-request")).toEqual([]);
    await pass(200);
    expect(all("approve-request")).toHaveLength(2);
  });
  it("lets neither Enter nor Escape on the screen decide", async () => {
    act(() => store.update(told(store.house.value, 2, asking)));
    await pass(400);
    key(screen, "Enter");
    key(screen, "Escape");
    key(document.body, "Enter");
    expect(calls).toEqual([]);
    expect(all("request-card")).toHaveLength(2);
  });
  it("leaves the focus on the screen when a pointer decides", async () => {
    act(() => store.update(told(store.house.value, 2, asking)));
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
  it("can be reached with the Tab key", async () => {
    act(() => store.update(told(store.house.value, 2, asking)));
    await pass(400);
    expect(all("approve-request").every((button) => button.tabIndex >= 0)).toBe(true);
  });
  it("counts down, and goes when the matter is settled elsewhere", async () => {
    act(() => store.update(hear(store.house.value, "sessionsUpdated", { revision: 2, yourId: "me", yourMode: "primary", sessions: asking }, Date.now())));
    await pass(5000);
    expect(one("left").textContent).toBe("25 s");
    act(() => store.update(told(store.house.value, 3, [row("me", "primary"), row("cay", "observer")])));
    expect(all("request-card")).toEqual([]);
  });
  it("of a newcomer shows what is known of them", async () => {
    const eve = row("eve", "pending", { pendingReasons: ["approval"], browser: "firefox", source: "192.0.2.7", user: "eve@example.org" });
    act(() => store.update(told(store.house.value, 2, [row("me", "primary"), eve])));
    await pass(400);
    for (const fact of ["eve", "Firefox", "192.0.2.7", "eve@example.org"]) {
      expect(one("newcomer-card").textContent).toContain(fact);
    }
    await click("approve-newcomer");
    expect(calls).toEqual(['approveNewSession {"sessionId":"eve"}']);
  });
  it("folds up, out of the way", async () => {
    act(() => store.update(told(store.house.value, 2, asking.slice(0, 2))));
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
  it("asks, and shows why when the device says no", async () => {
    store.update(house([row("me", "observer"), row("ada", "primary")]));
    show(<ControlBar store={store} commands={commands} />);
    answer = () => Promise.reject(new RpcError(-32000, "You have asked already.", "not_allowed"));
    await click("ask-control");
    expect(calls).toEqual(["requestPrimary {}"]);
    expect(store.remarks.recent.value.map(({ words }) => words)).toContain("You have asked already.");
  });
  it("says who has control", () => {
    store.update(house([row("me", "observer"), row("ada", "primary")]));
    show(<ControlBar store={store} commands={commands} />);
    expect(one("control-state").dataset["state"]).toBe("held");
    expect(one("control-state").textContent).toContain("ada controls");
    act(() => store.update(told(store.house.value, 2, [row("me", "observer")])));
    expect(one("control-state").dataset["state"]).toBe("vacant");
    expect(one("control-state").textContent).toContain("Nobody controls");
    expect(one("ask-control").textContent).toBe("Take control");
  });
  it("asks once more before control is taken from somebody, and Escape takes it back", async () => {
    store.update(house([row("me", "observer", admin), row("ada", "primary")]));
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
  it("does not ask any more once there is nothing to take", async () => {
    store.update(house([row("me", "observer", admin), row("ada", "primary")]));
    show(<ControlBar store={store} commands={commands} />);
    await click("claim-control");
    act(() => store.update(told(store.house.value, 2, [row("me", "observer", admin)])));
    expect(all("confirm")).toEqual([]);
  });
  it("claims what is kept for somebody else", async () => {
    const kept = { control: { state: "reserved", sessionId: "ada", secondsLeft: 7 } };
    store.update(house([row("me", "observer", admin), row("ada", "primary", { inGrace: true })], kept));
    show(<ControlBar store={store} commands={commands} />);
    expect(one("control-state").textContent).toContain("Kept for ada");
    await click("claim-control");
    await click("confirm-yes");
    expect(calls).toEqual(["claimControl {}"]);
  });
  it("says a viewer why there is nothing to ask for", async () => {
    store.update(house([row("me", "observer", { role: "viewer" }), row("ada", "primary")]));
    show(<ControlBar store={store} commands={commands} />);
    expect(one("ask-control").getAttribute("aria-disabled")).toBe("true");
    await click("ask-control");
    expect(calls).toEqual([]);
    expect(store.remarks.recent.value.at(-1)?.words).toContain("watch");
  });
});

describe("a command", () => {
  beforeEach(() => {
    store.update(house([row("me", "observer"), row("ada", "primary")]));
    show(<ControlBar store={store} commands={commands} />);
  });
  it("is given once, however often it is clicked before the answer", async () => {
    let done = (): void => undefined;
    answer = () => new Promise((resolve) => (done = () => resolve({})));
    await click("ask-control");
    await click("ask-control");
    await act(() => commands.ask());
    expect(calls).toHaveLength(1);
    expect((one("ask-control") as HTMLButtonElement).disabled).toBe(true);
    await act(async () => {
      done();
      await vi.advanceTimersByTimeAsync(0);
    });
    expect((one("ask-control") as HTMLButtonElement).disabled).toBe(false);
  });
  it("that cannot be given because the connection is away says so, and a name is not taken for saved", async () => {
    const away = new Commands(store, () => undefined, (name) => remembered.push(name));
    away.ask();
    await pass(0);
    expect(store.remarks.recent.value.at(-1)?.words).toContain("connection was lost");
    expect(await away.rename("Zoë")).toContain("connection was lost");
    expect(remembered).toEqual([]);
  });
});

describe("one's own name", () => {
  beforeEach(() => {
    store.update(house([row("me", "observer"), row("ada", "primary")]));
    show(<People store={store} commands={commands} />);
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

  it("is first in the list, whoever controls", () =>
    expect(all("person").map((each) => [each.dataset["session"], each.dataset["own"]])).toEqual([
      ["me", "true"],
      ["ada", "false"],
    ]));
  it("is changed in place, and remembered", async () => {
    answer = () => Promise.resolve({ status: "updated", nickname: "Zoë" });
    await click("own-name");
    type("  Zoë ");
    await save();
    expect(calls).toEqual(['updateSessionNickname {"nickname":"Zoë"}']);
    expect(remembered).toEqual(["Zoë"]);
    expect(all("rename-input")).toEqual([]);
  });
  it("that is refused stays in the field, with the device's words", async () => {
    answer = () => Promise.reject(new RpcError(-32000, "Somebody here has this name.", "name_taken"));
    await click("own-name");
    type("ada");
    await save();
    expect(one("rename-error").textContent).toBe("Somebody here has this name.");
    expect((one("rename-input") as HTMLInputElement).value).toBe("ada");
    expect(remembered).toEqual([]);
  });
  it("can be suggested", async () => {
    answer = () => Promise.resolve({ nickname: "Quiet Heron" });
    await click("own-name");
    await click("rename-suggest");
    expect((one("rename-input") as HTMLInputElement).value).toBe("Quiet Heron");
  });
  it("is left alone with Escape", async () => {
    await click("own-name");
    key(one("rename-input"), "Escape");
    expect(all("rename-input")).toEqual([]);
    expect(calls).toEqual([]);
  });
  it("keeps what is being typed when the list changes", async () => {
    await click("own-name");
    type("half a na");
    const input = one("rename-input");
    act(() => store.update(told(store.house.value, 2, [row("bob", "primary"), row("ada", "queued"), row("me", "observer")])));
    expect(one("rename-input")).toBe(input);
    expect((input as HTMLInputElement).value).toBe("half a na");
  });
});

describe("a row", () => {
  it("removes somebody only when asked once more", async () => {
    store.update(house([row("me", "observer", { role: "admin" }), row("ada", "primary")]));
    show(<People store={store} commands={commands} />);
    await click("kick");
    expect(calls).toEqual([]);
    await click("confirm-no");
    await click("kick");
    await click("confirm-yes");
    expect(calls).toEqual(['kickSession {"sessionId":"ada"}']);
  });
  it("hands over at once what is one's own", async () => {
    store.update(house([row("me", "primary"), row("ada", "observer")]));
    show(<People store={store} commands={commands} />);
    await click("hand-over");
    expect(calls).toEqual(['transferPrimary {"fromId":"me","toId":"ada"}']);
  });
  it("shows who lost the connection, and for how long the place is kept", () => {
    const rows = [row("me", "observer"), row("ada", "primary", { inGrace: true, secondsLeft: 8 })];
    store.update(hear(house([row("me", "observer")]), "sessionsUpdated", { revision: 2, yourId: "me", sessions: rows }, Date.now()));
    show(<People store={store} commands={commands} />);
    const away = all("person").find((each) => each.dataset["session"] === "ada");
    expect(away?.dataset["grace"]).toBe("true");
    expect(away?.textContent).toContain("Reconnecting, 8 s");
  });
});

describe("the waiting room", () => {
  it("asks again, and says when nobody could answer", async () => {
    store.update(hear(house([row("me", "pending", { pendingReasons: ["approval"], secondsLeft: 50 })]), "noApprover", {}, 0));
    show(<WaitingRoom store={store} commands={commands} />);
    expect(one("waiting-room").textContent).toContain("Nobody who could let you in");
    await click("ask-again");
    expect(calls).toEqual(["requestSessionApproval {}"]);
    expect(one("waiting-room").textContent).not.toContain("Nobody who could let you in");
  });
  it("asks for a name first where one is needed", () => {
    store.update(house([row("me", "pending", { nickname: "", pendingReasons: ["nickname", "approval"] })]));
    show(<WaitingRoom store={store} commands={commands} />);
    expect(all("rename-input")).toHaveLength(1);
    expect(all("ask-again")).toEqual([]);
  });
});

it("asks whether somebody is still there, and takes yes for an answer", async () => {
  store.update(hear(house([row("me", "observer")]), "sessionExpiring", { seconds: 60 }, Date.now()));
  show(<Expiring store={store} commands={commands} />);
  expect(one("expiring").textContent).toContain("60 s");
  await click("still-here");
  expect(calls).toEqual(["sessionAlive {}"]);
  expect(all("expiring")).toEqual([]);
});

describe("what is said", () => {
  it("is read out once, politely or at once, and goes", async () => {
    show(<Announcer store={store} />);
    act(() => {
      store.remarks.say({ words: "Bob asks for control.", urgent: false, shown: false });
      store.remarks.say({ words: "Bob asks for control.", urgent: false, shown: false });
      store.remarks.say({ words: "You control the target now.", urgent: true, shown: true });
    });
    expect(one("announce-polite").getAttribute("aria-live")).toBe("polite");
    expect(one("announce-polite").textContent).toBe("Bob asks for control.");
    expect(one("announce-assertive").getAttribute("aria-live")).toBe("assertive");
    expect(one("announce-assertive").textContent).toBe("You control the target now.");
    await pass(7000);
    expect(one("announce-polite").textContent).toBe("");
  });
  it("shows nothing that control has made out of date, and nothing to click or focus", () => {
    show(<Toasts store={store} />);
    act(() => {
      store.remarks.say({ words: "Ada controls the target.", urgent: false, shown: true });
      store.remarks.say({ words: "You control the target now.", urgent: true, shown: true });
      store.remarks.say({ words: "Only said", urgent: false, shown: false });
    });
    expect(all("toast").map((toast) => toast.textContent)).toEqual(["You control the target now."]);
    expect(root.querySelectorAll("button, a, input, [tabindex]")).toHaveLength(0);
  });
});
