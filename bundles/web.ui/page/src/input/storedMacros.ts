// SPDX-License-Identifier: Apache-2.0

import type { MacroStep } from "../protocol/hidrpc";
import { isModifier, usageOf } from "../protocol/usages";
import { asJson, number, text } from "../read";

/** The keys of a step are down for this long, as in JetKVM's page. */
const HELD_MILLIS = 20;
const MAX_KEYS = 6;
const DEFAULT_DELAY_MILLIS = 50;

/** A macro that the device stores, ready to be played. */
export interface StoredMacro {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly MacroStep[];
  /** Names of keys that a USB keyboard does not have; such a macro cannot be played. */
  readonly unknown: readonly string[];
}

/** Reads what the device answers to getKeyboardMacros, in the order of the list. */
export function storedMacros(value: unknown): readonly StoredMacro[] {
  return list(value)
    .map((macro) => ({ macro: read(asJson(macro)), order: number(asJson(macro)["sortOrder"]) ?? 0 }))
    .sort((one, other) => one.order - other.order)
    .map(({ macro }) => macro);
}

function read(json: Readonly<Record<string, unknown>>): StoredMacro {
  const unknown: string[] = [];
  const usages = (names: unknown): readonly number[] =>
    list(names).flatMap((name) => {
      const usage = usageOf(String(name));
      if (usage === undefined) {
        unknown.push(String(name));
      }
      return usage ?? [];
    });
  const steps = list(json["steps"]).flatMap((step) => {
    const { keys, modifiers, delay } = asJson(step);
    const all = [...usages(keys), ...usages(modifiers)];
    const held = all.filter((usage) => !isModifier(usage));
    const bits = all.filter(isModifier).reduce((sum, usage) => sum | (1 << (usage - 0xe0)), 0);
    const [usage = 0, ...others] = held.slice(0, MAX_KEYS);
    return [
      { usage, others, modifiers: bits, waitMillis: HELD_MILLIS },
      { usage: 0, modifiers: 0, waitMillis: number(delay) ?? DEFAULT_DELAY_MILLIS },
    ];
  });
  return { id: text(json["id"]) ?? "", name: text(json["name"]) ?? "", steps, unknown };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
