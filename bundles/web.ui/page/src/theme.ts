// SPDX-License-Identifier: Apache-2.0

import { signal } from "@preact/signals";

export type ThemeChoice = "system" | "light" | "dark";

const KEY = "baton.theme";
const ORDER: readonly ThemeChoice[] = ["system", "light", "dark"];

export function isThemeChoice(value: string): value is ThemeChoice {
  return ORDER.some((known) => known === value);
}

/** The colour theme: light, dark or that of the system; stored in this browser. */
export class Theme {
  readonly choice = signal<ThemeChoice>(ORDER.find((known) => known === localStorage.getItem(KEY)) ?? "system");

  constructor() {
    this.apply();
  }

  next(): void {
    this.choose(ORDER[(ORDER.indexOf(this.choice.value) + 1) % ORDER.length] ?? "system");
  }

  choose(choice: ThemeChoice): void {
    this.choice.value = choice;
    localStorage.setItem(KEY, this.choice.value);
    this.apply();
  }

  private apply(): void {
    document.documentElement.dataset["theme"] = this.choice.value;
  }
}
