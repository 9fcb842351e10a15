// SPDX-License-Identifier: Apache-2.0

import { KeyMap, type LayoutData } from "./keyMap";

/** The layouts by the name that the device's settings have for them; each is loaded when it is used. */
const LAYOUTS = {
  cs_CZ: ["Czech", () => import("./layouts/cs_CZ")],
  da_DK: ["Danish", () => import("./layouts/da_DK")],
  nl_NL: ["Dutch", () => import("./layouts/nl_NL")],
  en_GB: ["English (UK)", () => import("./layouts/en_GB")],
  en_US: ["English (US)", () => import("./layouts/en_US")],
  en_US_intl: ["English (US, international)", () => import("./layouts/en_US_intl")],
  fi_FI: ["Finnish", () => import("./layouts/fi_FI")],
  fr_FR: ["French", () => import("./layouts/fr_FR")],
  fr_BE: ["French (Belgium)", () => import("./layouts/fr_BE")],
  fr_CA: ["French (Canada)", () => import("./layouts/fr_CA")],
  fr_CH: ["French (Switzerland)", () => import("./layouts/fr_CH")],
  de_DE: ["German", () => import("./layouts/de_DE")],
  de_CH: ["German (Switzerland)", () => import("./layouts/de_CH")],
  hu_HU: ["Hungarian", () => import("./layouts/hu_HU")],
  it_IT: ["Italian", () => import("./layouts/it_IT")],
  ja_JP: ["Japanese (Latin letters)", () => import("./layouts/ja_JP")],
  nb_NO: ["Norwegian", () => import("./layouts/nb_NO")],
  pl_PL: ["Polish (programmers)", () => import("./layouts/pl_PL")],
  pt_PT: ["Portuguese", () => import("./layouts/pt_PT")],
  ru_RU: ["Russian", () => import("./layouts/ru_RU")],
  es_ES: ["Spanish", () => import("./layouts/es_ES")],
  sv_SE: ["Swedish", () => import("./layouts/sv_SE")],
  tr_TR: ["Turkish (Q)", () => import("./layouts/tr_TR")],
} as const satisfies Readonly<Record<string, readonly [label: string, load: () => Promise<{ readonly default: LayoutData }>]>>;

export type LayoutName = keyof typeof LAYOUTS;

export const DEFAULT_LAYOUT: LayoutName = "en_US";

export const LAYOUT_NAMES = Object.keys(LAYOUTS) as readonly LayoutName[];

/** Names that devices and other clients use for a layout that has another name here. */
const ALIASES: Readonly<Record<string, LayoutName>> = { en_UK: "en_GB", no_NO: "nb_NO", nn_NO: "nb_NO" };

export function layoutLabel(name: LayoutName): string {
  return LAYOUTS[name][0];
}

/** Returns the layout of a name such as `de_DE`, `de-DE` or `de`; undefined for one that is not known. */
export function layoutNamed(name: string): LayoutName | undefined {
  const plain = name.replaceAll("-", "_");
  const alias = Object.hasOwn(ALIASES, plain) ? ALIASES[plain] : undefined;
  const known = alias ?? LAYOUT_NAMES.find((each) => each.toLowerCase() === plain.toLowerCase());
  return known ?? (/^[a-z]{2}$/.test(plain) ? LAYOUT_NAMES.find((each) => each === `${plain}_${plain.toUpperCase()}`) : undefined);
}

/** Loads a layout. Rejects when its file cannot be had, such as after an update of the device. */
export async function loadLayout(name: LayoutName): Promise<LayoutData> {
  return (await LAYOUTS[name][1]()).default;
}

/** As {@link loadLayout}, for typing a text. */
export async function loadKeyMap(name: LayoutName): Promise<KeyMap> {
  return new KeyMap(await loadLayout(name));
}
