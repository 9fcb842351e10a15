// SPDX-License-Identifier: Apache-2.0

import { en } from "../src/i18n/en";
import type { Message, Translation } from "../src/i18n/i18n";

/** Returns a language for tests: English with accents, a third longer, between brackets, so that what is cut off is seen. */
export function pseudo(): Translation {
  return Object.fromEntries(Object.entries(en).map(([key, message]) => [key, changed(message)])) as Translation;
}

function changed(message: Message): Message {
  return typeof message === "string"
    ? stretched(message)
    : ({ ...Object.fromEntries(Object.entries(message).map(([form, text]) => [form, stretched(text)])), other: stretched(message.other) });
}

const ACCENTS: Readonly<Record<string, string>> = { a: "á", e: "ë", i: "í", o: "ö", u: "ü", c: "ç", n: "ñ", s: "š", y: "ý" };

function stretched(text: string): string {
  const words = text.split(/(\{\w+\})/).map((part) => (part.startsWith("{") ? part : part.replace(/[aeioucnsy]/g, (letter) => ACCENTS[letter] ?? letter)));
  const more = "~".repeat(Math.ceil(text.length / 3));
  const [, before = "", inner = "", after = ""] = /^(\s*)(.*?)(\s*)$/s.exec(words.join("")) ?? [];
  return `${before}[${inner}${more}]${after}`;
}
