// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DEFAULT_MOUSE } from "../src/input/mouseSettings";
import { Store } from "../src/store";
import { MouseDialog } from "../src/ui/MouseDialog";

let store: Store;
let root: HTMLElement;

beforeEach(() => {
  store = new Store();
  root = document.createElement("div");
  document.body.append(root);
  act(() => render(<MouseDialog store={store} onClose={() => undefined} />, root));
});
afterEach(() => {
  render(null, root);
  root.remove();
});

const field = (id: string): HTMLInputElement => {
  const found = root.querySelector<HTMLInputElement>(`[data-testid="${id}"]`);
  if (found === null) {
    throw new Error(`no ${id}`);
  }
  return found;
};

it("changes each setting at once, and resets them all", () => {
  act(() => field("mouse-relative").click());
  act(() => field("scroll-inverted").click());
  act(() => field("scroll-horizontal").click());
  act(() => {
    field("scroll-speed").value = "2.5";
    field("scroll-speed").dispatchEvent(new Event("input", { bubbles: true }));
  });
  expect(store.mouse.value).toEqual({ mode: "relative", scrollSpeed: 2.5, inverted: true, horizontal: false });
  expect(root.textContent).toContain("× 2.5");
  act(() => field("mouse-reset").click());
  expect(store.mouse.value).toEqual(DEFAULT_MOUSE);
});
