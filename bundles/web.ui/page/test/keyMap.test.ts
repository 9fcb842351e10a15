// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { KeyMap, strokesOf, typedText, untypable } from "../src/input/keyMap";
import { LAYOUT_NAMES, layoutLabel, layoutNamed, loadKeyMap, type LayoutName } from "../src/input/layouts";

const maps = new Map<LayoutName, KeyMap>(
  await Promise.all(LAYOUT_NAMES.map(async (name): Promise<[LayoutName, KeyMap]> => [name, await loadKeyMap(name)])),
);

function mapOf(name: LayoutName): KeyMap {
  const map = maps.get(name);
  if (map === undefined) {
    throw new Error(`no map ${name}`);
  }
  return map;
}

/** The strokes of a text: usages in hex, with S for Shift and G for AltGr. */
function keys(name: LayoutName, text: string): string {
  const missing = untypable(text, mapOf(name));
  expect(missing, `${name} types ${text}`).toEqual([]);
  return strokesOf(text, mapOf(name))
    .flat()
    .map(({ usage, modifiers }) => {
      expect([0, 0x02, 0x40, 0x42]).toContain(modifiers);
      return `${(modifiers & 2) !== 0 ? "S" : ""}${(modifiers & 0x40) !== 0 ? "G" : ""}${usage.toString(16).padStart(2, "0")}`;
    })
    .join(" ");
}

const LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS = "0123456789";
const ASCII = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/** The letters of the languages beyond a–z that the keyboards have, in both cases: French ones have neither œ nor Ç. */
const ALPHABETS: Readonly<Record<LayoutName, string>> = {
  cs_CZ: "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ",
  da_DK: "æøåÆØÅ",
  nl_NL: "áéëèêïíóöúüÁÉËÈÊÏÍÓÖÚÜ",
  en_GB: "",
  en_US: "",
  en_US_intl: "áàâäãçéèêëñóöúüßÁÀÂÄÃÇÉÈÊËÑÓÖÚÜ",
  fi_FI: "åäöšžÅÄÖŠŽ",
  fr_FR: "àâæçéèêëîïôùûüÿÀÂÆÈÊËÎÏÔÙÛÜŸ",
  fr_BE: "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ",
  fr_CA: "àâçéèêëîïôùûüÀÂÇÉÈÊËÎÏÔÙÛÜ",
  fr_CH: "àâçéèêëîïôùûüäöÀÂÉÈÊËÎÏÔÙÛÜÄÖ",
  de_DE: "äöüßÄÖÜẞ",
  de_CH: "äöüàéèçâêÄÖÜÀÉÈÂÊ",
  hu_HU: "áéíóöőúüűÁÉÍÓÖŐÚÜŰ",
  it_IT: "àèéìîòùÀÈÉÌÎÒÙ",
  ja_JP: "",
  nb_NO: "æøåéèêóòôÆØÅÉÈÊÓÒÔ",
  pl_PL: "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",
  pt_PT: "áâãàçéêíóôõúÁÂÃÀÇÉÊÍÓÔÕÚ",
  ru_RU: "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ№₽",
  es_ES: "áéíñóúüçÁÉÍÑÓÚÜÇ¿¡ºª",
  sv_SE: "åäöéÅÄÖÉ",
  tr_TR: "çğıöşüÇĞİÖŞÜâîûÂÎÛ",
};

describe("every layout", () => {
  it.each(LAYOUT_NAMES)("%s types its alphabet, digits, line ends and tabs", (name) => {
    keys(name, `${ALPHABETS[name]}${DIGITS}${name === "ru_RU" ? "" : LATIN}`);
    expect(keys(name, "\n\t ")).toBe("28 2b 2c");
    expect(layoutLabel(name)).not.toBe("");
  });

  it.each(LAYOUT_NAMES)("%s types the punctuation of ASCII, unless the layout has none of it", (name) => {
    const missing: Partial<Record<LayoutName, string>> = { ru_RU: "#$&'<>@[]^`{}~" };
    expect(untypable(ASCII, mapOf(name)).join("")).toBe(missing[name] ?? "");
  });

  it.each(LAYOUT_NAMES)("%s types different characters with different keys", (name) => {
    const characters = [...new Set(`${ALPHABETS[name]}${DIGITS}${LATIN}${ASCII}`)].filter((c) => untypable(c, mapOf(name)).length === 0);
    expect(new Set(characters.map((c) => keys(name, c))).size).toBe(characters.length);
  });
});

describe("the keys of", () => {
  it.each<[LayoutName, string, string]>([
    ["en_US", "aA1!@#\\|", "04 S04 1e S1e S1f S20 31 S31"],
    ["en_US_intl", "'\"é", "34 2c S34 2c 34 08"],
    ["en_GB", "@\"#~£€\\|", "S34 S1f 31 S31 S20 G21 64 S64"],
    ["de_DE", "zy@€ß^", "1c 1d G14 G08 2d 35 2c"],
    ["de_DE", "äÄ{}[]\\|~", "34 S34 G24 G27 G25 G26 G2d G64 G30"],
    ["de_DE", "êáÈ`´", "35 08 2e 04 S2e S08 S2e 2c 2e 2e"],
    ["fr_FR", "0123456789", "S27 S1e S1f S20 S21 S22 S23 S24 S25 S26"],
    ["fr_FR", "azqwm,.@#<>~", "14 1a 04 1d 33 10 S36 G27 G20 64 S64 G1f"],
    ["fr_FR", "éèçàùêë^", "1f 24 26 27 34 2f 08 S2f 08 2f 2c"],
    ["fr_CA", "#@éàêëç{}[]", "35 G1f 38 34 04 2f 08 S30 08 30 06 G34 G31 G2f G30"],
    ["fr_CH", "zyéèàü@", "1c 1d 33 2f 34 S2f G1f"],
    ["de_CH", "zyüÜäÄéà@", "1c 1d 2f 30 S18 34 30 S04 S33 S34 G1f"],
    ["es_ES", "ñÑ¿¡áü@", "33 S33 S2e 2e 34 04 S34 18 G1f"],
    ["it_IT", "àèéìòù@[]", "34 2f S2f 2e 33 31 G33 G2f G30"],
    ["pt_PT", "çãõáàâ@", "33 31 04 31 12 30 04 S30 04 S31 04 G1f"],
    ["sv_SE", "åäö@", "2f 34 33 G1f"],
    ["nb_NO", "åøæ@", "2f 33 34 G1f"],
    ["da_DK", "åæø@", "2f 33 34 G1f"],
    ["fi_FI", "åäö@", "2f 34 33 G1f"],
    ["pl_PL", "ąćęłńóśźżŁ", "G04 G06 G08 G0f G11 G12 G16 G1b G1d SG0f"],
    ["cs_CZ", "ěščřžýáíé2ůŠď", "1f 20 21 22 23 24 25 26 27 S1f 33 S2e S16 S2e 07"],
    ["cs_CZ", "@#$&{}[]\\", "G19 G1b G33 G06 G05 G11 G09 G0a 64"],
    ["hu_HU", "öüóőúűáéí0", "27 2d 2e 2f 30 31 34 33 64 35"],
    ["ja_JP", "@[]:^_\\", "2f 30 31 34 2e S87 89"],
    ["tr_TR", "ıİiIğş@", "0c S34 34 S0c 2f 33 G14"],
    ["ru_RU", "йцуЁ.,№", "14 1a 08 S35 38 S38 S20"],
  ])("%s: %s", (name, text, expected) => {
    expect(keys(name, text)).toBe(expected);
  });

  it("a dead key with a letter that carries another mark already are not combined", () => {
    expect(untypable("ế", mapOf("de_DE"))).toEqual(["ế"]);
  });
});

describe("a text", () => {
  it("has Enter for each line end, whatever its form", () => {
    expect(typedText("a\r\nb\rc\nd")).toBe("a\nb\nc\nd");
    expect(keys("en_US", "a\r\nb\rc\nd")).toBe("04 28 05 28 06 28 07");
  });

  it("is typed in composed form", () => {
    expect(keys("de_DE", "a\u0308")).toBe("34");
    expect(keys("es_ES", "n\u0303")).toBe("33");
  });

  it("names each character without keys once, in order", () => {
    expect(untypable("ж€aж漢\u{1f600}€", mapOf("en_US"))).toEqual(["ж", "€", "漢", "\u{1f600}"]);
  });

  it("leaves out what has no keys", () => {
    expect(strokesOf("a漢b", mapOf("en_US"))).toHaveLength(2);
  });

  it("has the micro sign where the layout has the letter mu, and the other way round", () => {
    expect(untypable("\u00b5\u03bc", mapOf("nl_NL"))).toEqual([]);
    expect(untypable("\u00b5\u03bc", mapOf("de_DE"))).toEqual([]);
  });
});

describe("the name of a layout", () => {
  it.each([
    ["de_DE", "de_DE"],
    ["de-ch", "de_CH"],
    ["en_UK", "en_GB"],
    ["nb_NO", "nb_NO"],
    ["fr", "fr_FR"],
    ["xx_XX", undefined],
    ["", undefined],
    ["toString", undefined],
  ])("%s is %s", (name, expected) => {
    expect(layoutNamed(name)).toBe(expected);
  });
});
