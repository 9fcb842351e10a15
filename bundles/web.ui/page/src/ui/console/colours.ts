// SPDX-License-Identifier: Apache-2.0

import type { ITheme } from "@xterm/xterm";
import type { ThemeChoice } from "../../theme";

const LIGHT: ITheme = {
  background: "#ffffff",
  foreground: "#171c1a",
  cursor: "#0b7a56",
  cursorAccent: "#ffffff",
  selectionBackground: "#b9dfcf",
  black: "#171c1a",
  red: "#b3261e",
  green: "#0b6b3f",
  yellow: "#7a5200",
  blue: "#2f5f9e",
  magenta: "#8b3a8b",
  cyan: "#0b6b75",
  white: "#55605b",
  brightBlack: "#65706a",
  brightRed: "#c4362d",
  brightGreen: "#0b7a56",
  brightYellow: "#92600a",
  brightBlue: "#3b74bd",
  brightMagenta: "#a04aa0",
  brightCyan: "#11808b",
  brightWhite: "#171c1a",
};

const DARK: ITheme = {
  background: "#0a0d10",
  foreground: "#e8edf0",
  cursor: "#35c48d",
  cursorAccent: "#0a0d10",
  selectionBackground: "#1d4a3b",
  black: "#3a4651",
  red: "#f08a80",
  green: "#5fd3a2",
  yellow: "#e9b44c",
  blue: "#7fb2ee",
  magenta: "#d69ad6",
  cyan: "#6fd0d8",
  white: "#c9d2d8",
  brightBlack: "#8a97a1",
  brightRed: "#ffaaa2",
  brightGreen: "#86e5bd",
  brightYellow: "#ffd27a",
  brightBlue: "#a6cbf5",
  brightMagenta: "#e8bbe8",
  brightCyan: "#9be4ea",
  brightWhite: "#ffffff",
};

/** Returns the colours of a terminal for the theme of the page. */
export function coloursFor(choice: ThemeChoice, systemIsDark: boolean): ITheme {
  return choice === "dark" || (choice === "system" && systemIsDark) ? DARK : LIGHT;
}
