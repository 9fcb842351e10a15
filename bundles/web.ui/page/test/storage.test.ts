// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { loadSession, saveNickname, saveResumePoint } from "../src/storage";

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
  expect(loadSession(tab, browser)).toEqual({});
  saveResumePoint(place, tab);
  expect(loadSession(tab, browser)).toEqual(place);
  expect(loadSession(tab, browser)).toEqual({});
});

it("gives nothing to the copy of a loaded tab", () => {
  const tab = new Tab();
  saveResumePoint(place, tab);
  loadSession(tab, browser);
  expect(loadSession(new Tab(tab), browser)).toEqual({});
});

it("keeps nothing of an ended session", () => {
  const tab = new Tab();
  saveResumePoint(place, tab);
  saveResumePoint(undefined, tab);
  expect(loadSession(tab, browser)).toEqual({});
});

it("keeps the nickname for every tab", () => {
  saveNickname("Ada", browser);
  expect(loadSession(new Tab(), browser)).toEqual({ nickname: "Ada" });
});
