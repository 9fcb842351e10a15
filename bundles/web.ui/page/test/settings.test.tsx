// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SETTINGS } from "../preview/settings";
import { show } from "../preview/states";
import { Commands } from "../src/connection/commands";
import { en } from "../src/i18n/en";
import { show as showTexts } from "../src/i18n/i18n";
import { RpcError } from "../src/protocol/jsonrpc";
import { matches, parseSettings, SECTIONS, sectionOf } from "../src/settings/deviceSettings";
import { macroOf, readMacros, stepsText, writtenMacros } from "../src/settings/macroText";
import { Store } from "../src/store";
import { Theme } from "../src/theme";
import { SettingsDialog } from "../src/ui/settings/SettingsDialog";

describe("the macros", () => {
  it("are read, written as lines, and read again", () => {
    const macros = readMacros(SETTINGS["getKeyboardMacros"]);
    expect(stepsText(macros[0]?.steps ?? [])).toBe("Ctrl + Alt + Del 500\nEnter");
    for (const macro of macros) {
      expect(macroOf(macro.id, macro.name, stepsText(macro.steps))).toEqual({ macro });
    }
    expect(writtenMacros(macros)).toEqual({ macros: SETTINGS["getKeyboardMacros"] });
  });
  it("name a key that is read as the same key", () => {
    const steps = [{ keys: ["NumpadAdd", "Equal", "NumpadSubtract", "Digit1"], modifiers: ["ControlRight"], delay: 50 }];
    expect(macroOf("1", "a", stepsText(steps))).toEqual({ macro: { id: "1", name: "a", steps } });
  });
  it.each([
    ["", "Enter", "name"],
    ["a", "", "1–10"],
    ["a", "Enter\n".repeat(11), "1–10"],
    ["a", "Nokey", "Nokey"],
    ["a", "Enter 10", "50–2,000"],
    ["a", "Enter 2001", "50–2,000"],
  ])("called %j with the steps %j are refused", (name, lines, word) => {
    const read = macroOf("1", name, lines);
    expect("error" in read && read.error).toContain(word);
  });
  it("of other firmware are read as far as they can be", () => expect(readMacros([null, 3, { name: 4, steps: "x" }])).toHaveLength(3));
});

describe("the settings of the device", () => {
  it("have a place each", () => {
    expect(sectionOf("io.baton.session.coordinator")).toBe("control");
    expect(sectionOf("com.vendor.thing")).toBe("device");
    expect(SECTIONS).toHaveLength(9);
  });
  it("are found by words in any order and without accents", () => {
    expect(matches("SESSIONS max", ["Maximum sessions"])).toBe(true);
    expect(matches("menu", ["Menü"])).toBe(true);
    expect(matches("maximum width", ["Maximum sessions"])).toBe(false);
  });
  it("are read tolerantly", () => expect(parseSettings({ groups: [{ settings: [{}] }, null] })).toHaveLength(2));
});

describe("the page for settings", () => {
  let root: HTMLElement;
  let calls: [string, unknown][];
  let refuse: RpcError | undefined;
  const find = (id: string): HTMLElement | null => root.querySelector(`[data-testid="${id}"]`);

  async function open(state: string): Promise<void> {
    const store = new Store(() => undefined);
    show(store, state);
    const rpc = {
      call: (method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
        calls.push([method, params]);
        if (method === "setSetting" && refuse !== undefined) {
          return Promise.reject(refuse);
        }
        return Promise.resolve(method === "setSetting" ? { name: params["name"], label: "Changed", type: "switch", default: "false", value: params["value"] ?? "false", source: "device" } : SETTINGS[method]);
      },
    };
    const commands = new Commands(store, () => rpc, () => undefined);
    await act(async () => {
      render(<SettingsDialog store={store} commands={commands} theme={new Theme()} onClose={() => undefined} />, root);
      await Promise.resolve();
    });
    await act(() => new Promise((done) => setTimeout(done, 0)));
  }
  const set = async (element: Element | null, value: string | boolean, event: string): Promise<void> => {
    await act(async () => {
      Object.assign(element ?? {}, typeof value === "boolean" ? { checked: value } : { value });
      element?.dispatchEvent(new Event(event, { bubbles: true }));
      await new Promise((done) => setTimeout(done, 0));
    });
  };

  beforeEach(() => {
    root = document.createElement("div");
    document.body.append(root);
    calls = [];
    refuse = undefined;
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
  });
  afterEach(() => {
    render(null, root);
    root.remove();
    localStorage.clear();
    showTexts("en", en);
  });

  it("shows the settings of the device to administrators alone", async () => {
    await open("observing");
    expect(calls.map(([method]) => method)).not.toContain("getSettings");
    expect(find("tab-control")).toBeNull();
    expect(find("tab-input")).not.toBeNull();
  });
  it("shows where a setting comes from, and does not offer to change what the environment determines", async () => {
    await open("admin");
    expect(find("settings-control")?.textContent).toContain("SESSION_MAX_CONCURRENT");
    expect(root.querySelector<HTMLInputElement>("[data-name=maxSessions] input")?.disabled).toBe(true);
    expect(root.querySelector("[data-name=maxSessions] [data-testid=setting-reset]")).toBeNull();
    expect(root.querySelector("[data-name=requireApproval] [data-testid=setting-reset]")).not.toBeNull();
  });
  it("applies a switch at once, and says why one was refused", async () => {
    await open("admin");
    await set(root.querySelector("[data-name=requireApproval] input"), false, "change");
    expect(calls.at(-1)).toEqual(["setSetting", { pid: "io.baton.session.coordinator", name: "requireApproval", value: "false" }]);
    refuse = new RpcError(-32000, "It must be within 1–100.", "bad_value");
    await set(root.querySelector("[data-name=requireApproval] input"), true, "change");
    expect(root.querySelector("[data-name=requireApproval]")?.textContent).toContain("It must be within 1–100.");
  });
  it("finds settings of every part", async () => {
    await open("admin");
    await set(find("settings-search"), "key frame", "input");
    expect([...root.querySelectorAll("[data-testid=setting]")].map((row) => row.getAttribute("data-name"))).toEqual(["keyFrameIntervalSeconds"]);
    expect(find("settings-count")?.textContent).toBe("1 setting found.");
    await set(find("settings-search"), "macro", "input");
    await act(() => new Promise((done) => setTimeout(done, 0)));
    expect(find("macro-editor")).not.toBeNull();
  });
  it("never has the value of a secret", async () => {
    await open("admin");
    await set(find("settings-search"), "password of the server", "input");
    const field = root.querySelector<HTMLInputElement>("[data-name=password] input");
    expect([field?.type, field?.value]).toEqual(["password", ""]);
  });
});
