// SPDX-License-Identifier: Apache-2.0

import { asJson, defined, number, text, type Json } from "../read";

/** The settings of the device, as `getSettings` tells them. */

export interface DeviceSetting {
  readonly pid: string;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly type: "switch" | "whole" | "number" | "text";
  /** Its value has several elements, one in each line. */
  readonly list: boolean;
  /** A secret has no value here. */
  readonly secret: boolean;
  /** Of a secret: whether there is one. */
  readonly set: boolean;
  readonly default: string;
  readonly value: string;
  readonly min?: number;
  readonly max?: number;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly source: Source;
  /** The variable of the environment that determines it. */
  readonly variable?: string;
}

export type Source = "default" | "file" | "device" | "environment";

export interface SettingGroup {
  readonly pid: string;
  readonly label: string;
  readonly description: string;
  readonly settings: readonly DeviceSetting[];
}

export function parseSettings(answer: unknown): readonly SettingGroup[] {
  return list(asJson(answer)["groups"]).map((each) => {
    const group = asJson(each);
    const pid = text(group["pid"]) ?? "";
    return {
      pid,
      label: text(group["label"]) ?? pid,
      description: text(group["description"]) ?? "",
      settings: list(group["settings"]).map((setting) => parseSetting(pid, asJson(setting))),
    };
  });
}

export function parseSetting(pid: string, row: Json): DeviceSetting {
  const type = row["type"];
  const source = row["source"];
  return {
    pid,
    name: text(row["name"]) ?? "",
    label: text(row["label"]) ?? text(row["name"]) ?? "",
    description: text(row["description"]) ?? "",
    type: type === "switch" || type === "whole" || type === "number" ? type : "text",
    list: row["list"] === true,
    secret: row["secret"] === true,
    set: row["set"] === true,
    default: text(row["default"]) ?? "",
    value: text(row["value"]) ?? "",
    options: list(row["options"]).map((option) => ({ value: text(asJson(option)["value"]) ?? "", label: text(asJson(option)["label"]) ?? "" })),
    source: source === "file" || source === "device" || source === "environment" ? source : "default",
    ...defined({ min: number(row["min"]), max: number(row["max"]), variable: text(row["variable"]) }),
  };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The parts of the settings, in the order in which they are shown. */
export const SECTIONS = ["control", "input", "picture", "usb", "power", "media", "network", "security", "device"] as const;

export type Section = (typeof SECTIONS)[number];

/** By the beginning of a PID; the first that fits counts. */
const PLACES: readonly (readonly [prefix: string, section: Section])[] = [
  ["session", "control"],
  ["policy", "control"],
  ["nickname", "control"],
  ["input", "input"],
  ["video", "picture"],
  ["recording", "picture"],
  ["relay", "picture"],
  ["target", "picture"],
  ["usb", "usb"],
  ["hid", "usb"],
  ["power", "power"],
  ["wake", "power"],
  ["media", "media"],
  ["network", "network"],
  ["time", "network"],
  ["peer", "network"],
  ["signalling", "network"],
  ["auth", "security"],
  ["tls", "security"],
  ["audit", "security"],
  ["ratelimit", "security"],
  ["console", "security"],
  ["terminal", "security"],
];

/** Returns the part in which a person looks for the settings of a PID. */
export function sectionOf(pid: string): Section {
  const name = pid.replace(/^io\.baton\./, "");
  return PLACES.find(([prefix]) => name.startsWith(prefix))?.[1] ?? "device";
}

/** Returns whether all words of a search are somewhere in the texts, in any case and without accents. */
export function matches(search: string, texts: readonly string[]): boolean {
  const all = plain(texts.join(" "));
  return plain(search).split(/\s+/).every((word) => all.includes(word));
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
