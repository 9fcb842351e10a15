// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { keep, keepNickname, recall } from "../src/memory";

class Tab implements Storage {
  private readonly kept = new Map<string, string>();
  constructor(from?: Tab) {
    from?.kept.forEach((value, key) => this.kept.set(key, value));
  }
  get length(): number {
    return this.kept.size;
  }
  clear(): void {
    this.kept.clear();
  }
  key(index: number): string | null {
    return [...this.kept.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }
  removeItem(key: string): void {
    this.kept.delete(key);
  }
}

const browser = new Tab();
const place = { resumeToken: "t1", sessionId: "s1" };

it("brings a reloaded page back to its place, once", () => {
  const tab = new Tab();
  expect(recall(tab, browser)).toEqual({});
  keep(place, tab);
  expect(recall(tab, browser)).toEqual(place);
  expect(recall(tab, browser)).toEqual({});
});

it("gives the copy of a tab nothing of the one it was copied from", () => {
  const tab = new Tab();
  keep(place, tab);
  recall(tab, browser);
  expect(recall(new Tab(tab), browser)).toEqual({});
});

it("keeps nothing of a session that is over", () => {
  const tab = new Tab();
  keep(place, tab);
  keep(undefined, tab);
  expect(recall(tab, browser)).toEqual({});
});

it("remembers the name in every tab", () => {
  keepNickname("Ada", browser);
  expect(recall(new Tab(), browser)).toEqual({ nickname: "Ada" });
});
