// SPDX-License-Identifier: Apache-2.0

import { en } from "./en";
import type { Translation } from "./i18n";

interface Entry {
  /** The name of the language in itself: it is not translated. */
  readonly name: string;
  /** Each language is a file of its own that is loaded when it is chosen. */
  readonly load: () => Promise<Translation>;
}

/** The languages of the page. English is part of the page itself. */
export const LANGUAGES = {
  en: { name: "English", load: () => Promise.resolve(en) },
  de: { name: "Deutsch", load: async () => (await import("./de")).texts },
  fr: { name: "Français", load: async () => (await import("./fr")).texts },
  es: { name: "Español", load: async () => (await import("./es")).texts },
  it: { name: "Italiano", load: async () => (await import("./it")).texts },
  pt: { name: "Português", load: async () => (await import("./pt")).texts },
  nl: { name: "Nederlands", load: async () => (await import("./nl")).texts },
  pl: { name: "Polski", load: async () => (await import("./pl")).texts },
  sv: { name: "Svenska", load: async () => (await import("./sv")).texts },
  ja: { name: "日本語", load: async () => (await import("./ja")).texts },
  zh: { name: "简体中文", load: async () => (await import("./zh")).texts },
  ko: { name: "한국어", load: async () => (await import("./ko")).texts },
} as const satisfies Readonly<Record<string, Entry>>;

export type Language = keyof typeof LANGUAGES;

export const LANGUAGE_NAMES = Object.keys(LANGUAGES) as readonly Language[];

/** Languages that are written from right to left; the page has none of them yet, but is ready for them. */
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(["ar", "fa", "he", "ur", "yi"]);

export function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag);
}

/** Returns the first wanted language that the page has, as `de` for `de-AT`; English where it has none. */
export function languageFor(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.toLowerCase().split("-")[0] ?? "").find(isLanguage) ?? "en";
}

export function directionOf(tag: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(tag.split("-")[0] ?? "") ? "rtl" : "ltr";
}
