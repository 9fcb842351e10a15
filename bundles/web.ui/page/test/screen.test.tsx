// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { initial } from "../src/connection/machine";
import { Keyboard } from "../src/input/keyboard";
import { InputSink, type InputLink } from "../src/input/sink";
import { Store } from "../src/store";
import { Screen } from "../src/ui/Screen";
import { row, stateWith } from "./fixtures";

let store: Store;
let sent: string[];
let root: HTMLElement;
let locked: Element | null;

const link: InputLink = {
  inputPath: "hid",
  rpc: {
    call: (method, params) => {
      sent.push(`${method} ${JSON.stringify(params)}`);
      return Promise.resolve();
    },
  },
  sendHid: (report) => void sent.push([...report].join(" ")),
  sendPointer: (report) => void sent.push([...report].join(" ")),
};

beforeEach(() => {
  sent = [];
  locked = null;
  Object.defineProperty(document, "pointerLockElement", { configurable: true, get: () => locked });
  store = new Store();
  store.connection.value = { ...initial(), phase: "live", link: "up", socket: "open" };
  store.update(stateWith([row("me", "primary")]));
  root = document.createElement("div");
  document.body.append(root);
  const sink = new InputSink(() => link, () => store.controls.value);
  const keyboard = new Keyboard(sink);
  act(() => render(<Screen store={store} sink={sink} keyboard={keyboard} dimmed={false} onRelease={() => undefined} />, root));
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
