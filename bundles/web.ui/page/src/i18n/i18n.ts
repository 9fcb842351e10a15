// SPDX-License-Identifier: Apache-2.0

import { signal } from "@preact/signals";
import { en } from "./en";
import { directionOf, isLanguage, LANGUAGES, languageFor, type Language } from "./languages";

/** The forms of a text by `Intl.PluralRules`; which one is used depends on the parameter `count`. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }>;
export type Message = string | Plural;

/** The name of a text. English is the source: each text of the page is there. */
export type TextKey = keyof typeof en;
export type Catalogue = Readonly<Record<TextKey, Message>>;
/** A text may be missing in a language until it is translated: the page shows it in English then. */
export type Translation = Readonly<Partial<Record<TextKey, Message>>>;

type NamesIn<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type NamesOf<M> = M extends string ? NamesIn<M> : "count" | { [P in keyof M]: NamesIn<M[P]> }[keyof M];
type Parameters<K extends TextKey> = [NamesOf<(typeof en)[K]>] extends [never]
  ? readonly []
  : readonly [parameters: { readonly [P in NamesOf<(typeof en)[K]>]: string | number }];

interface Loaded {
  /** A BCP 47 tag. */
  readonly language: string;
  readonly texts: Translation;
}

const KEY = "baton.language";
const PLACEHOLDER = /\{(\w+)\}/;

/** What is shown; components that read a text are rendered again when it changes. */
const loaded = signal<Loaded>({ language: "en", texts: en });

/** The language of this browser's choice; undefined where the page follows the browser. */
export const chosenLanguage = signal<Language | undefined>(undefined);

/** The language that is shown, as a BCP 47 tag. */
export function language(): string {
  return loaded.value.language;
}

/** Returns a text of the page in the language that is shown. Numbers among the parameters are written as that language does. */
export function t<K extends TextKey>(key: K, ...[parameters]: Parameters<K>): string {
  return filled(key, parameters ?? {});
}

function filled(key: TextKey, values: Readonly<Record<string, string | number>>): string {
  return pieces(key, values["count"])
    .map((piece) => (typeof piece === "string" ? piece : written(values[piece.name] ?? "")))
    .join("");
}

/** A part of a text: its words, or the place of a parameter. */
export type Piece = string | { readonly name: string };

/** Returns a text in pieces, for one with elements inside. */
export function pieces(key: TextKey, count?: string | number): readonly Piece[] {
  const { texts } = loaded.value;
  return formOf(texts[key] ?? en[key], typeof count === "number" ? count : 0, texts[key] === undefined ? "en" : language())
    .split(PLACEHOLDER)
    .map((piece, i) => (i % 2 === 0 ? piece : { name: piece }));
}

/** Returns a text by a name that is known at run time only; undefined where the page has none of that name. */
export function textNamed(key: string, parameters: Readonly<Record<string, string | number>> = {}): string | undefined {
  return isTextKey(key) ? filled(key, parameters) : undefined;
}

export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(en, key);
}

function formOf(message: Message, count: number, tag: string): string {
  return typeof message === "string" ? message : (message[cached(plurals, tag, () => new Intl.PluralRules(tag)).select(count)] ?? message.other);
}

function written(value: string | number): string {
  return typeof value === "number" ? formatNumber(value) : value;
}

const plurals = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

function cached<T>(cache: Map<string, T>, key: string, make: () => T): T {
  const known = cache.get(key) ?? make();
  cache.set(key, known);
  return known;
}

/** @param digits the digits after the point, which are all written */
export function formatNumber(value: number, digits?: number): string {
  const tag = language();
  const options = digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return cached(numbers, `${tag} ${digits}`, () => new Intl.NumberFormat(tag, options)).format(value);
}

export function formatDate(millis: number): string {
  return dated("date", { dateStyle: "medium" }, millis);
}

export function formatTime(millis: number): string {
  return dated("time", { timeStyle: "medium" }, millis);
}

export function formatDateTime(millis: number): string {
  return dated("both", { dateStyle: "medium", timeStyle: "medium" }, millis);
}

function dated(kind: string, options: Intl.DateTimeFormatOptions, millis: number): string {
  const tag = language();
  return cached(dates, `${tag} ${kind}`, () => new Intl.DateTimeFormat(tag, options)).format(millis);
}

/** Returns a size in units of 1024 bytes. */
export function formatSize(bytes: number): string {
  const units = ["KiB", "MiB", "GiB", "TiB"];
  if (bytes < 1024) {
    return t("common.bytes", { count: bytes });
  }
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${formatNumber(value, value >= 100 ? 0 : 1)} ${units[unit] ?? ""}`;
}

/** Returns words in a list as the language joins them. */
export function formatList(words: readonly string[]): string {
  return new Intl.ListFormat(language(), { type: "unit", style: "narrow" }).format(words).replaceAll(" ", " ");
}

/** Shows a catalogue; for tests also one that is no language of the page. */
export function show(tag: string, texts: Translation): void {
  loaded.value = { language: tag, texts };
  document.documentElement.lang = tag;
  document.documentElement.dir = directionOf(tag);
}

/** Loads a language and shows it. A language that cannot be loaded, such as after an update of the device, leaves what is shown. */
export async function showLanguage(wanted: Language): Promise<boolean> {
  try {
    const texts = await LANGUAGES[wanted].load();
    show(wanted, texts);
    return true;
  } catch {
    return false;
  }
}

/** Shows the language that was chosen in this browser before, otherwise the first of the browser's that the page has. */
export async function startLanguage(browser: Storage = localStorage, wanted: readonly string[] = navigator.languages): Promise<void> {
  const stored = browser.getItem(KEY) ?? "";
  chosenLanguage.value = isLanguage(stored) ? stored : undefined;
  await showLanguage(chosenLanguage.value ?? languageFor(wanted));
}

/** @param choice undefined for the language of the browser */
export async function chooseLanguage(
  choice: Language | undefined,
  browser: Storage = localStorage,
  wanted: readonly string[] = navigator.languages,
): Promise<void> {
  if (await showLanguage(choice ?? languageFor(wanted))) {
    chosenLanguage.value = choice;
    if (choice === undefined) {
      browser.removeItem(KEY);
    } else {
      browser.setItem(KEY, choice);
    }
  }
}
