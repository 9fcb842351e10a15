// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { readdirSync, readFileSync } from "node:fs";
import { parseSync } from "vite";
import { afterEach, describe, expect, it } from "vitest";
import { en } from "../src/i18n/en";
import { chooseLanguage, formatNumber, formatSize, pieces, show, startLanguage, t, type Message, type TextKey } from "../src/i18n/i18n";
import { directionOf, LANGUAGE_NAMES, languageFor, LANGUAGES } from "../src/i18n/languages";
import { placeText } from "../src/ui/controlText";

/** The keys of a keyboard are called what is printed on them. */
const KEYS = /input[/\\](board|keyNames)\.ts$/;

const SOURCES = readdirSync(`${import.meta.dirname}/../src`, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.tsx?$/.test(file) && !/^i18n[/\\]..(\.ts)$/.test(file) && !file.includes("layouts") && !KEYS.test(file),
);
const source = (file: string): string => readFileSync(`${import.meta.dirname}/../src/${file}`, "utf8");

const formsOf = (message: Message): readonly string[] => (typeof message === "string" ? [message] : Object.values(message));
const parametersOf = (message: Message): string =>
  [...new Set(formsOf(message).flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map((found) => found[1])))].sort().join(" ");

afterEach(() => show("en", en));

describe.each(LANGUAGE_NAMES)("the catalogue %s", async (name) => {
  const texts = await LANGUAGES[name].load();
  const keys = Object.keys(en) as TextKey[];

  it("has each text and no other", () => {
    expect(Object.keys(texts).filter((key) => !Object.hasOwn(en, key))).toEqual([]);
    expect(keys.filter((key) => texts[key] === undefined)).toEqual([]);
  });
  it("has the parameters of each text", () => {
    const differing = keys.filter((key) => texts[key] !== undefined && parametersOf(texts[key]) !== parametersOf(en[key]));
    expect(differing).toEqual([]);
  });
  it("has every form that its numbers need", () => {
    const forms = new Intl.PluralRules(name).resolvedOptions().pluralCategories;
    const lacking = keys.filter((key) => typeof texts[key] === "object" && forms.some((form) => !Object.hasOwn(texts[key] as object, form)));
    // A form for millions may be that for other numbers.
    expect(lacking.filter((key) => forms.some((form) => form !== "many" && !Object.hasOwn(texts[key] as object, form)))).toEqual([]);
  });
  it("has no text of white space at its ends that English has not", () => {
    const edges = (text: string): string => `${/^\s/.test(text)} ${/\s$/.test(text)}`;
    const first = (message: Message): string => formsOf(message)[0] ?? "";
    expect(keys.filter((key) => texts[key] !== undefined && first(texts[key]) !== "" && edges(first(texts[key])) !== edges(first(en[key])) && !/^(ja|zh)/.test(name))).toEqual([]);
  });
});

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

/** What a user reads: attributes of elements and properties of components. */
const READ = /^(aria-label|aria-roledescription|aria-valuetext|title|placeholder|alt|label|hint|question|yes|no|none|before|text|name)$/;
/** Signs that are the same in each language, and what a device or a standard calls itself. */
const SIGNS = /^(Baton|Num|Caps|Scroll|Ctrl|Alt|Shift|Ctrl \+ Shift \+ T|v|s|ms|USB|px|JetKVM|Mac OS)$/;

/** An attribute that no user reads. */
function styled(node: Node): boolean {
  return node.type === "JSXAttribute" && /^(class|style|id|data-.*)$/.test(String((node["name"] as { name: unknown }).name));
}

function literalsOf(file: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: Node, path: readonly Node[]): void => {
    const parent = path.at(-1);
    const report = (text: string): void => {
      const plain = text.trim();
      if (/\p{L}/u.test(plain) && !SIGNS.test(plain)) {
        found.push(`${file}: ${plain}`);
      }
    };
    if (node.type === "JSXText") {
      report(String(node["value"]));
    } else if (node.type === "Literal" && typeof node["value"] === "string") {
      const attribute = parent?.type === "JSXAttribute" ? String((parent["name"] as { name: unknown }).name) : undefined;
      const sentence = /^[A-Z][a-z]+ [\p{L}\p{P} ]*$|\p{L}{2} \p{L}+ \p{L}{2}.*[.?!…]$/u.test(node["value"]);
      const called = path.some((each) => each.type === "NewExpression" || each.type === "ThrowStatement" || each.type.startsWith("Import"));
      if (attribute !== undefined ? READ.test(attribute) && /[A-Z ]/.test(node["value"]) : sentence && !called) {
        report(node["value"]);
      }
    } else if (node.type === "TemplateLiteral" && !path.some((each) => each.type === "NewExpression" || each.type === "ThrowStatement" || styled(each))) {
      const words = (node["quasis"] as readonly { value: { cooked: string } }[]).map(({ value }) => value.cooked).join("0");
      if (/\p{L}{2,} \p{L}{2,}|\p{L}{2} 0 \p{L}{2}/u.test(words)) {
        report(words);
      }
    }
    for (const [field, value] of Object.entries(node)) {
      for (const child of (Array.isArray(value) ? value : [value]) as readonly unknown[]) {
        if (field !== "parent" && typeof child === "object" && child !== null && typeof (child as Node).type === "string") {
          visit(child as Node, [...path, node]);
        }
      }
    }
  };
  visit(parseSync(file, source(file)).program as unknown as Node, []);
  return found;
}

it("finds a text that is not in the catalogue", () => {
  expect(SOURCES.length).toBeGreaterThan(100);
  expect(SOURCES.flatMap(literalsOf)).toEqual([]);
}, 60_000);

it("uses each text of the catalogue", () => {
  const all = [...SOURCES, "input/keyNames.ts"].map(source).join("\n");
  const computed = /^(problem|layout|place|usb|setting|settingGroup|serial\.parity|serial\.controls)\./;
  // keyNames.ts has texts, too
  expect(Object.keys(en).filter((key) => !computed.test(key) && !all.includes(`"${key}"`))).toEqual([]);
}, 60_000);

it("has no physical side in a style, so that it can be mirrored", () => {
  const styles = `${import.meta.dirname}/../src/style/`;
  const physical = /(?:^|[\s;{])((?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)[\w-]*|left|right|border-(?:top|bottom)-(?:left|right)-radius)\s*:|text-align:\s*(?:left|right)|float:|(?:^|\s)clear:/;
  const found = readdirSync(styles).flatMap((file) =>
    readFileSync(styles + file, "utf8").split("\n").flatMap((line, i) => (physical.test(line) && !line.includes("physical:") ? [`${file}:${i + 1} ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});

describe("the text", () => {
  it("has its parameters in their places, and numbers as the language writes them", () => {
    show("de", { "sessionList.countOf": "{sessions} von {most}" });
    expect(t("sessionList.countOf", { sessions: 3, most: 12000 })).toBe("3 von 12.000");
    expect(formatNumber(1.5, 2)).toBe("1,50");
    expect(formatSize(1536)).toBe("1,5 KiB");
  });
  it("has the form of its number", () => {
    expect([0, 1, 2].map((count) => t("common.bytes", { count }))).toEqual(["0 bytes", "1 byte", "2 bytes"]);
    show("pl", { "common.bytes": { one: "{count} bajt", few: "{count} bajty", many: "{count} bajtów", other: "{count} bajta" } });
    expect([1, 3, 5].map((count) => t("common.bytes", { count }))).toEqual(["1 bajt", "3 bajty", "5 bajtów"]);
  });
  it("is English where a language lacks it", () => {
    show("pl", {});
    expect(t("common.close")).toBe("Close");
    expect(t("common.bytes", { count: 1 })).toBe("1 byte");
  });
  it("comes in pieces around elements", () => {
    expect(pieces("waitingRoom.yourName")).toEqual(["Your name: ", { name: "name" }, ""]);
  });
  it("keeps a parameter that looks like one", () => expect(t("waitingRoom.yourName", { name: "{name}" })).toBe("Your name: {name}"));
  it("has ordinal numbers", () => expect([1, 2, 3, 4, 11, 112].map((place) => placeText(place))).toEqual(["1st in queue", "2nd in queue", "3rd in queue", "4th in queue", "11th in queue", "112th in queue"]));
});

describe("the language", () => {
  it("is the first of the browser's that the page has", () => {
    expect(languageFor(["xx", "en-GB"])).toBe("en");
    expect(languageFor(["xx", "pt-BR", "de"])).toBe("pt");
    expect(languageFor(["zh-Hans-CN"])).toBe("zh");
    expect(languageFor([])).toBe("en");
  });
  it("is loaded when it is chosen, stored, and followed by the page", async () => {
    await chooseLanguage("ja");
    expect([t("common.close"), document.documentElement.lang, localStorage.getItem("baton.language")]).toEqual(["閉じる", "ja", "ja"]);
    await startLanguage(localStorage, ["de"]);
    expect(t("common.close")).toBe("閉じる");
    await chooseLanguage(undefined, localStorage, ["de-AT"]);
    expect([t("common.close"), localStorage.getItem("baton.language")]).toEqual(["Schließen", null]);
  });
  it("is marked in the document, with its direction", () => {
    show("ar-XB", {});
    expect([document.documentElement.lang, document.documentElement.dir]).toEqual(["ar-XB", "rtl"]);
    show("en", en);
    expect([document.documentElement.lang, document.documentElement.dir]).toEqual(["en", "ltr"]);
    expect(directionOf("he-IL")).toBe("rtl");
  });
});
