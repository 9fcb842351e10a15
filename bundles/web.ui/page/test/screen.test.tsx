// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { initial } from "../src/connection/machine";
import { Commands } from "../src/connection/commands";
import { BoardKeys } from "../src/input/boardKeys";
import { Keyboard } from "../src/input/keyboard";
import { InputSink, type InputLink } from "../src/input/sink";
import { Store } from "../src/store";
import { Screen } from "../src/ui/Screen";
import { row, stateWith } from "./fixtures";

let store: Store;
let sent: string[];
let root: HTMLElement;
let locked: Element | null;

/** Each test has a list of its own: repeated reports of the test before come late. */
const linkTo = (log: string[]): InputLink => ({
  inputPath: "hid",
  rpc: {
    call: (method, params) => {
      log.push(`${method} ${JSON.stringify(params)}`);
      return Promise.resolve();
    },
  },
  sendHid: (report) => void log.push([...report].join(" ")),
  sendPointer: (report) => void log.push([...report].join(" ")),
});

beforeEach(() => {
  sent = [];
  const link = linkTo(sent);
  locked = null;
  Object.defineProperty(document, "pointerLockElement", { configurable: true, get: () => locked });
  store = new Store();
  store.connection.value = { ...initial(), phase: "live", link: "up", socket: "open" };
  store.update(stateWith([row("me", "primary")]));
  root = document.createElement("div");
  document.body.append(root);
  const sink = new InputSink(() => link, () => store.controls.value);
  const keyboard = new Keyboard(sink);
  const board = new BoardKeys(keyboard);
  const commands = new Commands(store, () => undefined, () => undefined);
  act(() => render(<Screen store={store} sink={sink} keyboard={keyboard} commands={commands} board={board} dimmed={false} onRelease={() => undefined} />, root));
});

afterEach(() => {
  render(null, root);
  root.remove();
});

const screen = (): HTMLElement => {
  const found = root.querySelector<HTMLElement>("#screen");
  if (found === null) {
    throw new Error("no screen");
  }
  found.setPointerCapture = () => undefined;
  found.requestPointerLock = () => Promise.resolve();
  return found;
};
const pointer = (type: string, over: PointerEventInit): void => {
  const event = new PointerEvent(type, { bubbles: true, pointerId: 1, isPrimary: true, ...over });
  // Not in happy-dom.
  Object.defineProperty(event, "getModifierState", { value: () => false });
  act(() => void screen().dispatchEvent(event));
};
const lock = (element: Element | null): void => {
  locked = element;
  act(() => void document.dispatchEvent(new Event("pointerlockchange")));
};
const MOUSE = "6";

it("releases the relative button when Escape ends the pointer lock in the middle of a drag", () => {
  act(() => void (store.mouse.value = { ...store.mouse.value, mode: "relative" }));
  pointer("pointerdown", { buttons: 1 });
  pointer("pointerup", { buttons: 0 });
  lock(screen());
  pointer("pointerdown", { buttons: 1 });
  expect(sent.at(-1)).toBe(`${MOUSE} 0 0 1`);
  lock(null);
  expect(sent.at(-1)).toBe(`${MOUSE} 0 0 0`);
});

it("releases the relative button when the screen loses the focus", () => {
  act(() => void (store.mouse.value = { ...store.mouse.value, mode: "relative" }));
  lock(screen());
  pointer("pointerdown", { buttons: 1 });
  act(() => void window.dispatchEvent(new Event("blur")));
  expect(sent.at(-1)).toBe(`${MOUSE} 0 0 0`);
});

it("releases the absolute button when its pointer is cancelled or loses the capture, and for no other pointer", () => {
  for (const type of ["pointercancel", "lostpointercapture"]) {
    pointer("pointerdown", { buttons: 1 });
    pointer(type, { pointerId: 2, isPrimary: false });
    expect(sent.at(-1)?.endsWith(" 1"), type).toBe(true);
    pointer(type, {});
    expect(sent.at(-1)?.endsWith(" 0"), type).toBe(true);
  }
});

it("sends the wheel in notches, inverted when the user wants it", () => {
  const turn = (): void => {
    const event = new WheelEvent("wheel", { deltaY: 80, bubbles: true, cancelable: true });
    Object.defineProperty(event, "wheelDeltaY", { value: -120 });
    screen().dispatchEvent(event);
  };
  turn();
  store.mouse.value = { ...store.mouse.value, inverted: true };
  turn();
  expect(sent).toEqual(['wheelReport {"wheelY":-1,"wheelX":0}', 'wheelReport {"wheelY":1,"wheelX":0}']);
});

describe("a finger", () => {
  const finger = (type: string, over: PointerEventInit): void => pointer(type, { pointerType: "touch", ...over });
  const buttons = (): string | undefined => sent.at(-1)?.split(" ").at(-1);

  it("drags, and releases the button when a second one comes", () => {
    finger("pointerdown", { clientX: 10, clientY: 10 });
    finger("pointermove", { clientX: 60, clientY: 10 });
    expect(buttons()).toBe("1");
    finger("pointerdown", { pointerId: 2, isPrimary: false, clientX: 200, clientY: 10 });
    expect(buttons()).toBe("0");
    expect(store.buttonsDown.value).toBe(0);
  });
  it("releases the button when the browser takes the touch, or the window loses the focus", () => {
    for (const end of [() => finger("pointercancel", {}), () => act(() => void window.dispatchEvent(new Event("blur")))]) {
      finger("pointerdown", { clientX: 10, clientY: 10 });
      finger("pointermove", { clientX: 60, clientY: 10 });
      expect(buttons()).toBe("1");
      end();
      expect(buttons()).toBe("0");
      finger("pointerup", {});
    }
  });
  it("scrolls with a second one", () => {
    finger("pointerdown", { clientX: 10, clientY: 100 });
    finger("pointerdown", { pointerId: 2, isPrimary: false, clientX: 60, clientY: 100 });
    finger("pointermove", { clientX: 10, clientY: 60 });
    finger("pointermove", { pointerId: 2, isPrimary: false, clientX: 60, clientY: 60 });
    expect(sent).toEqual(['wheelReport {"wheelY":-1,"wheelX":0}']);
  });
  it("of an observer does nothing on the target, and is told so", () => {
    act(() => store.update(stateWith([row("me", "observer"), row("bob", "primary")])));
    finger("pointerdown", { clientX: 10, clientY: 10 });
    finger("pointerup", { clientX: 10, clientY: 10 });
    expect(sent).toEqual([]);
    expect(store.hint.value).toContain("bob controls");
  });
});

describe("the field for a phone's keyboard", () => {
  const field = (): HTMLTextAreaElement => {
    const found = root.querySelector<HTMLTextAreaElement>("#soft-input");
    if (found === null) {
      throw new Error("no field");
    }
    return found;
  };
  const key = (over: KeyboardEventInit): KeyboardEvent => {
    const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...over });
    Object.defineProperty(event, "getModifierState", { value: () => false });
    act(() => void field().dispatchEvent(event));
    return event;
  };
  beforeEach(async () => {
    localStorage.clear();
    act(() => field().focus());
    await vi.waitFor(() => expect(store.captured.value).toBe(true));
    await new Promise((done) => window.setTimeout(done, 0));
  });

  it("captures the keyboard, and types what is written", async () => {
    await vi.waitFor(() => {
      act(() => {
        field().value += "a";
        field().dispatchEvent(new Event("input", { bubbles: true }));
      });
      expect(sent).toEqual(["5 4 1", "5 4 0"]);
    });
    expect(store.softKeyboard.value).toBe(true);
    act(() => field().blur());
    expect(store.captured.value).toBe(false);
  });
  it("leaves a key without a code to its text, and takes one of a real keyboard", () => {
    expect(key({ key: "Unidentified", code: "" }).defaultPrevented).toBe(false);
    expect(key({ key: "Enter", code: "" }).defaultPrevented).toBe(false);
    expect(sent).toEqual([]);
    expect(key({ key: "q", code: "KeyQ" }).defaultPrevented).toBe(true);
    expect(sent).toEqual(["5 20 1"]);
  });
});
