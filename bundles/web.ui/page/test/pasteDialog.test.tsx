// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Client } from "../src/connection/client";
import { Commands } from "../src/connection/commands";
import { initial } from "../src/connection/machine";
import { Keyboard } from "../src/input/keyboard";
import { InputSink, type InputLink } from "../src/input/sink";
import { DeviceHttp } from "../src/login/deviceHttp";
import { LoginApi } from "../src/login/loginApi";
import { Store } from "../src/store";
import { Theme } from "../src/theme";
import { Page } from "../src/ui/Page";
import { characterName } from "../src/ui/pasteText";
import { row, stateWith } from "./fixtures";

let store: Store;
let root: HTMLElement;
let sent: string[];
let calls: string[];
let deviceLayout: string | undefined;
let sink: InputSink;

const all = (id: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
const one = <T extends HTMLElement = HTMLInputElement>(id: string): T => {
  const found = all(id)[0];
  if (found === undefined) {
    throw new Error(`no ${id}`);
  }
  return found as T;
};
/** Waits for what is imported when it is used. */
const settleUntil = async (done: () => boolean): Promise<void> => {
  while (!done()) {
    await act(() => new Promise<void>((resolve) => setTimeout(resolve, 0)));
  }
};
const write = async (id: string, value: string): Promise<void> => {
  const field = one(id);
  field.value = value;
  void act(() => void field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true })));
  await settleUntil(() => id === "paste-delay" || value === "" || /\d/.test(one("paste-count").textContent ?? ""));
};
const open = async (): Promise<void> => {
  void act(() => one("paste-button").click());
  await settleUntil(() => all("paste-dialog").length === 1);
};
const loaded = (): Promise<void> => settleUntil(() => !one<HTMLButtonElement>("paste-submit").disabled);
const shortcut = (over: KeyboardEventInit = {}): KeyboardEvent => {
  const event = new KeyboardEvent("keydown", {
    code: "KeyV", key: "V", ctrlKey: true, altKey: true, shiftKey: true, bubbles: true, cancelable: true, ...over,
  });
  void act(() => void one("screen").dispatchEvent(event));
  return event;
};

beforeEach(() => {
  localStorage.clear();
  sent = [];
  calls = [];
  deviceLayout = undefined;
  store = new Store();
  store.connection.value = { ...initial(), phase: "live", link: "up", socket: "open" };
  store.hidReady.value = true;
  store.update(stateWith([row("me", "primary")]));
  root = document.createElement("div");
  document.body.append(root);
  const rpc = {
    call: (method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
      calls.push(`${method} ${JSON.stringify(params)}`);
      return method === "getKeyboardLayout" && deviceLayout !== undefined ? Promise.resolve(deviceLayout) : Promise.reject(new Error("no"));
    },
  };
  const link: InputLink = {
    inputPath: "hid",
    rpc,
    sendHid: (report) => void sent.push([...report].map((byte) => byte.toString(16).padStart(2, "0")).join("")),
    sendPointer: () => undefined,
  };
  const http = new DeviceHttp(() => new Promise(() => undefined));
  sink = new InputSink(
    () => link,
    () => store.controls.value,
  );
  void act(() =>
    render(
      <Page
        store={store}
        client={{ retryNow: () => undefined } as unknown as Client}
        commands={new Commands(store, () => rpc, () => undefined)}
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

afterEach(async () => {
  await act(() => render(null, root));
  root.remove();
});

describe("the paste dialog", () => {
  it("types the text of the field by the layout", async () => {
    localStorage.setItem("baton.pasteLayout", "de_DE");
    await open();
    await write("paste-text", "z@");
    await loaded();
    expect(one("paste-count").textContent).toBe("2 characters, about 1 s.");
    void act(() => one<HTMLButtonElement>("paste-submit").click());
    expect(sent).toEqual(["070100000004" + "001c000000000000" + "0a" + "0000000000000000" + "0a" + "4014000000000000" + "0a" + "0000000000000000" + "0a"]);
    expect(one("paste-dialog").dataset["phase"]).toBe("running");
    expect(all("paste-submit")).toHaveLength(0);
    expect(one<HTMLProgressElement>("paste-progress").max).toBe(2);
  });

  it("cancels at once", async () => {
    await open();
    await write("paste-text", "a".repeat(200));
    await loaded();
    void act(() => one<HTMLButtonElement>("paste-submit").click());
    void act(() => one<HTMLButtonElement>("paste-cancel").click());
    expect(sent).toHaveLength(2);
    expect(sent[1]).toBe("08");
    void act(() => sink.onMacro?.(false));
    expect(one("paste-end").textContent).toBe("Cancelled. At least 0 of 200 characters were typed; all keys are released.");
    expect(one("paste-submit").textContent).toBe("Type it");
  });

  it("cancels what runs when it is closed", async () => {
    await open();
    await write("paste-text", "abc");
    await loaded();
    void act(() => one<HTMLButtonElement>("paste-submit").click());
    void act(() => one("paste-dialog").dispatchEvent(new Event("close")) as unknown as void);
    expect(sent.at(-1)).toBe("08");
    expect(all("paste-dialog")).toHaveLength(0);
    expect(sink.onMacro).toBeUndefined();
  });

  it("stops and says so when control is lost", async () => {
    await open();
    await write("paste-text", "a".repeat(200));
    await loaded();
    void act(() => one<HTMLButtonElement>("paste-submit").click());
    void act(() => store.update(stateWith([row("me", "observer"), row("ada", "primary")])));
    expect(one("paste-end").textContent).toContain("this session has lost control");
    expect(one<HTMLButtonElement>("paste-submit").disabled).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it("stops and says so when the target's USB port goes", async () => {
    store.usb.value = "configured";
    await open();
    await write("paste-text", "a".repeat(200));
    await loaded();
    void act(() => one<HTMLButtonElement>("paste-submit").click());
    void act(() => void (store.usb.value = "not attached"));
    expect(one("paste-end").textContent).toContain("the target takes no keys");
    expect(sent.at(-1)).toBe("08");
  });

  it("names what cannot be typed before anything is sent, and leaves it out on demand", async () => {
    await open();
    await write("paste-text", "a漢b\u00a0漢");
    await loaded();
    expect([...one("paste-untypable").querySelectorAll("li")].map((item) => item.textContent)).toEqual(["漢", "no-break space"]);
    expect(one("paste-untypable").dataset["count"]).toBe("2");
    expect(one("paste-submit").textContent).toBe("Leave them out and type");
    expect(one("paste-dismiss").textContent).toBe("Cancel");
    expect(sent).toEqual([]);
    void act(() => one<HTMLButtonElement>("paste-submit").click());
    expect(sent[0]?.slice(0, 12)).toBe("070100000004");
  });

  it("keeps layout and delay in the browser, and the text nowhere", async () => {
    await open();
    await write("paste-text", "geheim");
    await write("paste-layout", "fr_CH");
    await write("paste-delay", "40");
    await loaded();
    void act(() => one<HTMLButtonElement>("paste-submit").click());
    expect(localStorage.getItem("baton.pasteLayout")).toBe("fr_CH");
    expect(localStorage.getItem("baton.pasteDelayMillis")).toBe("40");
    expect(JSON.stringify({ ...localStorage })).not.toContain("geheim");
    expect(calls).toContain('setKeyboardLayout {"layout":"fr_CH"}');
    void act(() => one("paste-dialog").dispatchEvent(new Event("close")) as unknown as void);
    await open();
    expect(one<HTMLTextAreaElement>("paste-text").value).toBe("");
    expect(one<HTMLSelectElement>("paste-layout").value).toBe("fr_CH");
  });

  it.each(["", "fr_FR"])("begins with the layout of the device, whether the browser has none or %s", async (stored) => {
    if (stored !== "") {
      localStorage.setItem("baton.pasteLayout", stored);
    }
    deviceLayout = "de-CH";
    await open();
    await settleUntil(() => one<HTMLSelectElement>("paste-layout").value === "de_CH");
    expect(calls.filter((call) => call.startsWith("setKeyboardLayout"))).toEqual([]);
  });

  it("does not type at a delay out of range", async () => {
    await open();
    await write("paste-text", "abc");
    await loaded();
    await write("paste-delay", "3");
    expect(one("paste-delay").getAttribute("aria-invalid")).toBe("true");
    expect(one<HTMLButtonElement>("paste-submit").disabled).toBe(true);
  });

  it("warns of Caps Lock on the target", async () => {
    await open();
    expect(all("paste-caps")).toHaveLength(0);
    void act(() => void (store.leds.value = { num: false, caps: true, scroll: false }));
    expect(all("paste-caps")).toHaveLength(1);
  });
});

describe("the paste button and its shortcut", () => {
  it("open the dialog, once, and send nothing of the shortcut", async () => {
    expect(shortcut().defaultPrevented).toBe(true);
    await settleUntil(() => all("paste-dialog").length === 1);
    expect(all("announcer")).toHaveLength(1);
    expect(sent).toEqual([]);
  });

  it("are keys for the target without all three modifiers", () => {
    shortcut({ altKey: false });
    expect(sent).toEqual(["05e001", "05e101", "051901"]);
    expect(all("paste-dialog")).toHaveLength(0);
  });

  it("give the reason without control", () => {
    void act(() => store.update(stateWith([row("me", "observer"), row("ada", "primary")])));
    expect(one("paste-button").getAttribute("aria-disabled")).toBe("true");
    expect(one("paste-button").title).toBe("Only the session in control can paste.");
    void act(() => one("paste-button").click());
    shortcut();
    expect(all("paste-dialog")).toHaveLength(0);
    expect(store.notifications.recent.value.at(-1)?.text).toBe("Only the session in control can paste.");
  });
});

it("a character that cannot be seen is named", () => {
  expect(["a", "€", "\u{1f600}", "\u00a0", "\u200b", "\u0007", "\u0301"].map(characterName)).toEqual([
    "a", "€", "\u{1f600}", "no-break space", "zero-width space", "U+0007", "U+0301",
  ]);
});
