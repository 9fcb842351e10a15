// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Commands } from "../src/connection/commands";
import { initial } from "../src/connection/machine";
import { BoardKeys } from "../src/input/boardKeys";
import { Keyboard } from "../src/input/keyboard";
import { InputSink } from "../src/input/sink";
import { Store } from "../src/store";
import { KeyboardPanel } from "../src/ui/KeyboardPanel";
import { row, stateWith } from "./fixtures";

let store: Store;
let sent: string[];
let root: HTMLElement;
let told: unknown;
let macros: unknown;

beforeEach(async () => {
  localStorage.clear();
  // A timer of the test before writes into a list of its own.
  const log: string[] = [];
  sent = log;
  told = "de_DE";
  macros = [];
  store = new Store();
  store.connection.value = { ...initial(), phase: "live", link: "up", socket: "open" };
  store.update(stateWith([row("me", "primary")]));
  const rpc = { call: (method: string) => Promise.resolve(method === "getKeyboardLayout" ? told : method === "getKeyboardMacros" ? macros : null) };
  const link = { inputPath: "hid" as const, rpc, sendHid: (report: Uint8Array) => void log.push([...report].join(" ")), sendPointer: () => undefined };
  const sink = new InputSink(() => link, () => store.controls.value);
  const keyboard = new Keyboard(sink, false, { start: () => 1, stop: () => undefined });
  const board = new BoardKeys(keyboard, (callback) => void window.setTimeout(callback, 0));
  keyboard.onReleaseAll = () => board.clear();
  root = document.createElement("div");
  document.body.append(root);
  const commands = new Commands(store, () => rpc, () => undefined);
  await act(async () => {
    render(<KeyboardPanel store={store} commands={commands} keyboard={keyboard} board={board} sink={sink} onClose={() => undefined} />, root);
  });
  await vi.waitFor(() => expect(one("board")).toBeDefined());
});

afterEach(() => {
  render(null, root);
  root.remove();
});

const all = (id: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
const one = (id: string): HTMLElement => {
  const found = all(id)[0];
  if (found === undefined) {
    throw new Error(`no ${id}`);
  }
  found.setPointerCapture = () => undefined;
  return found;
};
const pointer = (id: string, type: string, pointerId = 1): PointerEvent => {
  const event = new PointerEvent(type, { bubbles: true, cancelable: true, pointerId, button: 0 });
  act(() => void one(id).dispatchEvent(event));
  return event;
};
const click = (id: string): Promise<void> => act(async () => one(id).click());
const SHIFT = 0xe1;

it("takes the layout that the device tells, and shows its legends", async () => {
  await vi.waitFor(() => expect(one("key-KeyY").textContent).toContain("z"));
  expect((one("board-layout") as HTMLSelectElement).value).toBe("de_DE");
  expect(all("key-IntlBackslash")).toHaveLength(1);
});

it("holds a key while it is pressed, without taking the focus", () => {
  expect(pointer("key-KeyA", "pointerdown").defaultPrevented).toBe(true);
  expect(sent).toEqual(["5 4 1"]);
  pointer("key-KeyA", "pointercancel");
  expect(sent).toEqual(["5 4 1", "5 4 0"]);
});

it("shows a modifier that stays, and the characters that it makes", async () => {
  await vi.waitFor(() => expect(one("key-KeyY").textContent).toContain("z"));
  pointer("key-ShiftLeft", "pointerdown");
  pointer("key-ShiftLeft", "pointerup");
  expect(one("key-ShiftLeft").getAttribute("aria-pressed")).toBe("true");
  expect(one("key-Digit7").textContent).toBe("/");
  pointer("key-KeyA", "pointerdown");
  pointer("key-KeyA", "pointerup");
  expect(sent).toEqual([`5 ${SHIFT} 1`, "5 4 1", "5 4 0", `5 ${SHIFT} 0`]);
  expect(one("key-ShiftLeft").getAttribute("aria-pressed")).toBe("false");
});

it("is one stop of the Tab key for each block, and walked by arrow keys", () => {
  const stops = [...root.querySelectorAll<HTMLElement>(".board-key")].filter((key) => key.tabIndex === 0);
  expect(stops.map((key) => key.dataset["code"])).toEqual(["Escape", "PrintScreen", "NumLock"]);
  one("key-Escape").focus();
  act(() => void one("key-Escape").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true, cancelable: true })));
  expect((document.activeElement as HTMLElement).dataset["code"]).toBe("Backquote");
  expect(one("key-Escape").tabIndex).toBe(-1);
});

it("presses a key by the keyboard for a moment", async () => {
  await click("key-KeyA");
  await vi.waitFor(() => expect(sent).toEqual(["5 4 1", "5 4 0"]));
});

it("marks the keys that are down on the target and the lights of the locks", () => {
  act(() => {
    store.keysDown.value = { modifier: 0x20, keys: [4, 0, 0, 0, 0, 0] };
    store.leds.value = { num: false, caps: true, scroll: false };
  });
  const down = [...root.querySelectorAll<HTMLElement>('.board-key[data-down="true"]')].map((key) => key.dataset["code"]);
  expect(down).toEqual(["KeyA", "ShiftRight"]);
  expect(one("key-CapsLock").getAttribute("aria-label")).toBe("Caps Lock, on");
});

it("sends nothing without control", () => {
  act(() => store.update(stateWith([row("me", "observer"), row("bob", "primary")])));
  pointer("key-KeyA", "pointerdown");
  expect(sent).toEqual([]);
  expect((one("key-KeyA") as HTMLButtonElement).disabled).toBe(true);
});

it("releases what it holds when it is closed", () => {
  pointer("key-ShiftLeft", "pointerdown");
  pointer("key-ShiftLeft", "pointerup");
  act(() => render(null, root));
  expect(sent).toEqual([`5 ${SHIFT} 1`, `5 ${SHIFT} 0`]);
});

it("asks before a combination that ends the system", async () => {
  await click("part-combinations");
  await click("combo-AltLeft-PrintScreen-KeyB");
  expect(sent).toEqual([]);
  await click("confirm-no");
  expect(all("confirm")).toEqual([]);
  await click("combo-AltLeft-PrintScreen-KeyB");
  await click("confirm-yes");
  expect(sent).toEqual(["5 226 1", "5 70 1", "5 5 1"]);
});

it("adds the operator's own combination, says why it cannot, and removes it", async () => {
  await click("part-combinations");
  const field = one("combo-text") as HTMLInputElement;
  const write = (text: string): Promise<void> =>
    act(async () => {
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.form?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    });
  await write("Ctrl + Nope");
  expect(one("combo-error").textContent).toBe("There is no key called Nope.");
  expect(field.value).toBe("Ctrl + Nope");
  await write("Ctrl + Shift + T");
  expect(field.value).toBe("");
  expect(localStorage.getItem("baton.combinations")).toBe('[["ControlLeft","ShiftLeft","KeyT"]]');
  await click("combo-ControlLeft-ShiftLeft-KeyT");
  expect(sent).toEqual(["5 224 1", "5 225 1", "5 23 1"]);
  await click("combo-remove");
  expect(all("combo-ControlLeft-ShiftLeft-KeyT")).toEqual([]);
  expect(localStorage.getItem("baton.combinations")).toBe("[]");
});

const MACROS = [
  { id: "two", name: "Second", sortOrder: 2, steps: [{ keys: ["KeyA", "KeyB"], modifiers: ["ControlLeft", "AltRight"], delay: 100 }] },
  { id: "one", name: "First", sortOrder: 1, steps: [{ keys: ["Enter"], modifiers: [], delay: 50 }] },
  { id: "odd", name: "Odd", sortOrder: 3, steps: [{ keys: ["Hyper"], modifiers: [], delay: 50 }] },
];

it("plays a macro that the device stores, and stops it", async () => {
  macros = MACROS;
  await click("part-combinations");
  await vi.waitFor(() => expect(all("stored-macros")).toHaveLength(1));
  expect([...one("stored-macros").querySelectorAll("button")].map((button) => button.textContent)).toEqual(["First", "Second", "Odd", "Stop"]);
  await click("macro-two");
  expect(sent).toEqual(["7 1 0 0 0 2 65 4 5 0 0 0 0 0 20 0 0 0 0 0 0 0 0 100"]);
  await click("macro-cancel");
  expect(sent[1]).toBe("8");
});

it("does not play a macro with a key that no keyboard has, nor any without control", async () => {
  macros = MACROS;
  await click("part-combinations");
  await vi.waitFor(() => expect(all("stored-macros")).toHaveLength(1));
  expect((one("macro-odd") as HTMLButtonElement).disabled).toBe(true);
  expect(one("macro-odd").title).toContain("Hyper");
  await act(async () => store.update(stateWith([row("me", "observer")])));
  expect((one("macro-one") as HTMLButtonElement).disabled).toBe(true);
});

it("shows no stored macros where the device has none", async () => {
  await click("part-combinations");
  expect(all("stored-macros")).toHaveLength(0);
});
