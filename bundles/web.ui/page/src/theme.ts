// SPDX-License-Identifier: Apache-2.0

import { signal } from "@preact/signals";

export type ThemeChoice = "system" | "light" | "dark";

const KEY = "baton.theme";
const ORDER: readonly ThemeChoice[] = ["system", "light", "dark"];

/** Light, dark, or whatever the system says; remembered in this browser. */
export class Theme {
  readonly choice = signal<ThemeChoice>(ORDER.find((known) => known === localStorage.getItem(KEY)) ?? "system");

  constructor() {
    this.show();
  }

  next(): void {
    this.choice.value = ORDER[(ORDER.indexOf(this.choice.value) + 1) % ORDER.length] ?? "system";
    localStorage.setItem(KEY, this.choice.value);
    this.show();
  }

  private show(): void {
    document.documentElement.dataset["theme"] = this.choice.value;
  }
}
