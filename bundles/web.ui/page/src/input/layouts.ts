// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";
import { KeyMap, type LayoutData } from "./keyMap";

/** The layouts by the name that the device's settings have for them; each is loaded when it is used. */
const LAYOUTS = {
  cs_CZ: () => import("./layouts/cs_CZ"),
  da_DK: () => import("./layouts/da_DK"),
  nl_NL: () => import("./layouts/nl_NL"),
  en_GB: () => import("./layouts/en_GB"),
  en_US: () => import("./layouts/en_US"),
  en_US_intl: () => import("./layouts/en_US_intl"),
  fi_FI: () => import("./layouts/fi_FI"),
  fr_FR: () => import("./layouts/fr_FR"),
  fr_BE: () => import("./layouts/fr_BE"),
  fr_CA: () => import("./layouts/fr_CA"),
  fr_CH: () => import("./layouts/fr_CH"),
  de_DE: () => import("./layouts/de_DE"),
  de_CH: () => import("./layouts/de_CH"),
  hu_HU: () => import("./layouts/hu_HU"),
  it_IT: () => import("./layouts/it_IT"),
  ja_JP: () => import("./layouts/ja_JP"),
  nb_NO: () => import("./layouts/nb_NO"),
  pl_PL: () => import("./layouts/pl_PL"),
  pt_PT: () => import("./layouts/pt_PT"),
  ru_RU: () => import("./layouts/ru_RU"),
  es_ES: () => import("./layouts/es_ES"),
  sv_SE: () => import("./layouts/sv_SE"),
  tr_TR: () => import("./layouts/tr_TR"),
} as const satisfies Readonly<Record<string, () => Promise<{ readonly default: LayoutData }>>>;

export type LayoutName = keyof typeof LAYOUTS;

export const DEFAULT_LAYOUT: LayoutName = "en_US";

export const LAYOUT_NAMES = Object.keys(LAYOUTS) as readonly LayoutName[];

/** Names that devices and other clients use for a layout that has another name here. */
const ALIASES: Readonly<Record<string, LayoutName>> = { en_UK: "en_GB", no_NO: "nb_NO", nn_NO: "nb_NO" };

export function layoutLabel(name: LayoutName): string {
  return t(`layout.${name}`);
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
  return (await LAYOUTS[name]()).default;
}

/** As {@link loadLayout}, for typing a text. */
export async function loadKeyMap(name: LayoutName): Promise<KeyMap> {
  return new KeyMap(await loadLayout(name));
}
