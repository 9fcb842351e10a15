// SPDX-License-Identifier: Apache-2.0

/**
 * Makes `src/input/layouts/*.ts`, the key maps of the paste dialog, from the symbol files of xkeyboard-config. Run by hand,
 * not by the build; its output is committed:
 *
 *     node tools/keyLayouts.mjs            # needs the Debian packages xkb-data, x11proto-dev and libx11-data
 *
 * Each key is written with the characters of up to four levels: plain, Shift, AltGr, Shift + AltGr; a dead key is its
 * combining character. Of several keys that make a character only one is kept: keys without AltGr come first, then what the
 * layout itself defines before what it includes, and letters before digits, since these are the keys that Windows has too.
 * What a dead key makes of a letter follows from Unicode; this is compared with Xlib's Compose file.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SYMBOLS = "/usr/share/X11/xkb/symbols/";
const KEYSYMS = "/usr/include/X11/keysymdef.h";
const COMPOSE = "/usr/share/X11/locale/en_US.UTF-8/Compose";
const OUT = fileURLToPath(new URL("../src/input/layouts/", import.meta.url));

/** Name in the page → file and variant; without a variant the default of the file. */
const LAYOUTS = {
  en_US: ["us", "basic"],
  en_US_intl: ["us", "intl"],
  en_GB: ["gb", "basic"],
  de_DE: ["de", "basic"],
  de_CH: ["ch", "basic"],
  fr_FR: ["fr", "basic"],
  fr_BE: ["be", "basic"],
  fr_CA: ["ca", "fr"],
  fr_CH: ["ch", "fr"],
  es_ES: ["es", "basic"],
  it_IT: ["it", "basic"],
  pt_PT: ["pt", "basic"],
  nl_NL: ["nl", "basic"],
  sv_SE: ["se", "basic"],
  nb_NO: ["no", "basic"],
  da_DK: ["dk", "basic"],
  fi_FI: ["fi", "kotoistus"],
  pl_PL: ["pl", "basic"],
  cs_CZ: ["cz", "basic"],
  hu_HU: ["hu", "basic"],
  ja_JP: ["jp", "106"],
  tr_TR: ["tr", "basic"],
  ru_RU: ["ru", "winkeys"],
};

/** xkb's names of the keys that make characters → HID usage (page 0x07). */
const USAGES = {
  SPCE: 0x2c, TLDE: 0x35, BKSL: 0x31, AC12: 0x31, LSGT: 0x64, AE13: 0x89, AB11: 0x87,
  ...row("AE", [0x1e, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2d, 0x2e]),
  ...row("AD", [0x14, 0x1a, 0x08, 0x15, 0x17, 0x1c, 0x18, 0x0c, 0x12, 0x13, 0x2f, 0x30]),
  ...row("AC", [0x04, 0x16, 0x07, 0x09, 0x0a, 0x0b, 0x0d, 0x0e, 0x0f, 0x33, 0x34]),
  ...row("AB", [0x1d, 0x1b, 0x06, 0x19, 0x05, 0x11, 0x10, 0x36, 0x37, 0x38]),
};

const DEAD = {
  dead_grave: 0x300, dead_acute: 0x301, dead_circumflex: 0x302, dead_tilde: 0x303, dead_perispomeni: 0x303,
  dead_macron: 0x304, dead_breve: 0x306, dead_abovedot: 0x307, dead_diaeresis: 0x308, dead_hook: 0x309,
  dead_abovering: 0x30a, dead_doubleacute: 0x30b, dead_caron: 0x30c, dead_horn: 0x31b, dead_belowdot: 0x323,
  dead_belowcomma: 0x326, dead_cedilla: 0x327, dead_ogonek: 0x328, dead_belowmacron: 0x331,
};

/** Their keyboards lack the key beside the left Shift key; all others have < and > there, by xkb's file pc. */
const WITHOUT_LSGT = new Set(["us", "jp"]);

/** The keys on which Windows has a character too, where the rule would find another. */
const PREFERRED = { fr_FR: { "@": "AE10", "~": "AE02" } };

/** Stands for a level without a character. */
const NONE = "\t";

function row(prefix, usages) {
  return Object.fromEntries(usages.map((usage, i) => [prefix + String(i + 1).padStart(2, "0"), usage]));
}

const keysyms = new Map();
for (const [, name, code] of readFileSync(KEYSYMS, "utf8").matchAll(/^#define XK_(\w+)\s+0x[0-9a-f]+\s*\/\*[ (]*U\+([0-9A-F]+)/gm)) {
  keysyms.set(name, String.fromCodePoint(parseInt(code, 16)));
}

/** Returns the character of a keysym, the combining character of a dead key, or {@link NONE}. */
function character(keysym) {
  const unicode = /^U([0-9A-Fa-f]{4,6})$/.exec(keysym) ?? /^0x100([0-9A-Fa-f]{4,5})$/.exec(keysym);
  if (unicode !== null) {
    return String.fromCodePoint(parseInt(unicode[1], 16));
  }
  if (Object.hasOwn(DEAD, keysym)) {
    return String.fromCodePoint(DEAD[keysym]);
  }
  return /^\d$/.test(keysym) ? keysym : (keysyms.get(keysym) ?? NONE);
}

/** Returns the statements of a variant: `["include", what]` or `["key", name, levels, replaces]`. */
function statements(file, variant) {
  const text = readFileSync(SYMBOLS + file, "utf8").replace(/(\/\/|#).*$/gm, "");
  const head = new RegExp(`xkb_symbols\\s+"${variant}"\\s*\\{`).exec(text);
  if (head === null) {
    throw new Error(`no variant ${variant} in ${file}`);
  }
  let depth = 1;
  let end = head.index + head[0].length;
  const start = end;
  for (; depth > 0; end++) {
    depth += text[end] === "{" ? 1 : text[end] === "}" ? -1 : 0;
  }
  const body = text.slice(start, end - 1);
  const found = [];
  for (const match of body.matchAll(/(?:include|augment|override)\s+"([^"]+)"|(?:(replace|override|augment)\s+)?key\s*<(\w+)>\s*\{([^}]*)\}/g)) {
    if (match[1] !== undefined) {
      found.push(["include", match[1]]);
    } else {
      const symbols = /(?:symbols\s*\[\s*Group1\s*\]\s*=\s*|^\s*|,\s*)\[([^\]]*)\]/i.exec(match[4]);
      if (symbols !== null) {
        found.push(["key", match[3], symbols[1].split(",").map((each) => each.trim()), match[2] === "replace"]);
      }
    }
  }
  return found;
}

function defaultVariant(file) {
  const text = readFileSync(SYMBOLS + file, "utf8").replace(/(\/\/|#).*$/gm, "");
  return /\bdefault\b[^"]*xkb_symbols\s+"(\w+)"/.exec(text)?.[1] ?? /xkb_symbols\s+"(\w+)"/.exec(text)[1];
}

/** A later definition takes precedence, level by level: NoSymbol leaves what was there. */
function read(file, variant, keys = new Map(), depth = 0) {
  for (const [kind, name, levels, replaces] of statements(file, variant)) {
    if (kind === "include") {
      for (const part of name.split("+")) {
        const [, included, of] = /^(\w+)(?:\(([\w-]+)\))?/.exec(part);
        read(included, of ?? defaultVariant(included), keys, depth + 1);
      }
    } else {
      const merged = replaces ? [] : [...(keys.get(name) ?? [])];
      levels.forEach((level, i) => {
        if (!/^nosymbol$/i.test(level)) {
          merged[i] = { keysym: level, depth };
        }
      });
      keys.set(name, merged);
    }
  }
  return keys;
}

/** Returns the characters of each usage, each character on one key alone. */
function layoutKeys(symbols, preferred) {
  const ways = [];
  for (const [key, levels] of symbols) {
    for (let level = 0; level < 4; level++) {
      const made = levels[level] === undefined ? NONE : character(levels[level].keysym);
      if (USAGES[key] !== undefined && made !== NONE) {
        const order = [preferred[made] === key ? 0 : 1, [0, 0, 1, 2][level], levels[level].depth, /^AE(0|10)/.test(key) ? 1 : 0, level, USAGES[key]];
        ways.push({ usage: USAGES[key], level, made, order });
      }
    }
  }
  ways.sort((a, b) => a.order.map((each, i) => each - b.order[i]).find((difference) => difference !== 0) ?? 0);
  const keys = new Map();
  const made = new Set();
  for (const way of ways.filter((each) => !made.has(each.made) && made.add(each.made))) {
    const levels = [...(keys.get(way.usage) ?? NONE.repeat(4))];
    levels[way.level] = way.made;
    keys.set(way.usage, levels.join(""));
  }
  return new Map([...keys].map(([usage, text]) => [usage, text.replace(/\t+$/, "")]));
}

function escaped(text) {
  return JSON.stringify(text).replace(/[\u0300-\u036f\u00a0\u00ad\u2000-\u200f\u202f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Compositions of one dead key and one character in Xlib's Compose file, as [combining character, base] → result. */
function composed() {
  const found = new Map();
  for (const [, dead, base, result] of readFileSync(COMPOSE, "utf8").matchAll(/^<(dead_\w+)>\s+<(\w+)>\s*:\s*"([^"]+)"/gm)) {
    if (Object.hasOwn(DEAD, dead)) {
      const first = base === "space" ? " " : character(base);
      if (first !== NONE) {
        found.set(String.fromCodePoint(DEAD[dead]) + first, result);
      }
    }
  }
  return found;
}

const version = execFileSync("dpkg-query", ["-W", "-f", "${Version}", "xkb-data"], { encoding: "utf8" });
const compose = composed();
mkdirSync(OUT, { recursive: true });
for (const [name, [file, variant]] of Object.entries(LAYOUTS)) {
  const symbols = read(file, variant);
  if (!symbols.has("LSGT") && !WITHOUT_LSGT.has(file)) {
    symbols.set("LSGT", ["less", "greater"].map((keysym) => ({ keysym, depth: 9 })));
  }
  symbols.set("SPCE", [{ keysym: "space", depth: 0 }]);
  const keys = layoutKeys(symbols, PREFERRED[name] ?? {});
  const marks = [...new Set([...keys.values()].join("").match(/[\u0300-\u036f]/g) ?? [])].sort();
  // The page composes by String.normalize: the generator refuses a layout for which Xlib does otherwise.
  for (const mark of marks) {
    for (const base of new Set([...keys.values()].join(""))) {
      const unicode = (base + mark).normalize("NFC");
      if (/\p{L}/u.test(base) && [...unicode].length === 1 && compose.get(mark + base) !== unicode) {
        throw new Error(`${name}: dead ${escaped(mark)} and ${base} make ${compose.get(mark + base)}, not ${unicode}`);
      }
    }
  }
  writeFileSync(
    `${OUT}${name}.ts`,
    `// SPDX-License-Identifier: Apache-2.0
// Generated by tools/keyLayouts.mjs from ${file}(${variant}) of xkeyboard-config, Debian package xkb-data ${version}, whose
// MIT and X11 licences are in COPYING.xkeyboard-config. Not edited by hand.
import type { LayoutData } from "../keyMap";

const layout: LayoutData = [
${[...keys].sort(([a], [b]) => a - b).map(([usage, text]) => `  [0x${usage.toString(16).padStart(2, "0")}, ${escaped(text)}],`).join("\n")}
];

export default layout;
`,
  );
}
