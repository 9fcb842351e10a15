// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";
import { parseCombination } from "../input/combinations";
import { keyName } from "../input/keyNames";
import { isModifier, usageOf } from "../protocol/usages";
import { asJson, number, text } from "../read";

/** The macros of the device as a person edits them: one step in each line. */

export interface EditedMacro {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly MacroLine[];
}

export interface MacroLine {
  readonly keys: readonly string[];
  readonly modifiers: readonly string[];
  /** Milliseconds after the step. */
  readonly delay: number;
}

/** As the device has them. */
export const MAX_MACROS = 25;
export const MAX_STEPS = 10;
const MAX_NAME = 64;
const MIN_DELAY = 50;
const MAX_DELAY = 2000;

export function readMacros(answer: unknown): readonly EditedMacro[] {
  const rows = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
  return rows
    .map((row) => asJson(row))
    .sort((one, other) => (number(one["sortOrder"]) ?? 0) - (number(other["sortOrder"]) ?? 0))
    .map((row) => ({
      id: text(row["id"]) ?? "",
      name: text(row["name"]) ?? "",
      steps: texts(row["steps"], asJson).map((step) => ({
        keys: texts(step["keys"], String),
        modifiers: texts(step["modifiers"], String),
        delay: number(step["delay"]) ?? MIN_DELAY,
      })),
    }));
}

function texts<T>(value: unknown, read: (each: unknown) => T): readonly T[] {
  return Array.isArray(value) ? (value as readonly unknown[]).map(read) : [];
}

/** Returns what `setKeyboardMacros` stores. */
export function writtenMacros(macros: readonly EditedMacro[]): Readonly<Record<string, unknown>> {
  return { macros: macros.map((macro, i) => ({ id: macro.id, name: macro.name, sortOrder: i + 1, steps: macro.steps })) };
}

/** Returns the steps as lines such as `Ctrl + Alt + Del 500`, with the wait in milliseconds where it is not the least. */
export function stepsText(steps: readonly MacroLine[]): string {
  return steps
    .map(({ keys, modifiers, delay }) => `${[...modifiers, ...keys].map(nameOf).join(" + ")}${delay === MIN_DELAY ? "" : ` ${delay}`}`)
    .join("\n");
}

/** Returns a name that is read as this key again. */
function nameOf(code: string): string {
  const usage = usageOf(code);
  const name = usage === undefined ? code : keyName(usage);
  const parsed = parseCombination(name);
  return "keys" in parsed && parsed.keys.length === 1 && parsed.keys[0] === code ? name : code;
}

/** Reads a macro; returns it, or what is wrong. */
export function macroOf(id: string, name: string, lines: string): { readonly macro: EditedMacro } | { readonly error: string } {
  const steps: MacroLine[] = [];
  if (name.trim() === "" || name.trim().length > MAX_NAME) {
    return { error: t("macros.nameNeeded", { most: MAX_NAME }) };
  }
  const given = lines.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  if (given.length === 0 || given.length > MAX_STEPS) {
    return { error: t("macros.stepsNeeded", { most: MAX_STEPS }) };
  }
  for (const line of given) {
    const [, keysText = line, delayText] = /^(.*?[^\s+])\s+(\d+)$/.exec(line) ?? [];
    const delay = Number(delayText ?? MIN_DELAY);
    if (delay < MIN_DELAY || delay > MAX_DELAY) {
      return { error: t("macros.delayRange", { line, least: MIN_DELAY, most: MAX_DELAY }) };
    }
    const parsed = parseCombination(keysText);
    if ("error" in parsed) {
      return { error: `${line}: ${parsed.error}` };
    }
    const modifier = (code: string): boolean => isModifier(usageOf(code) ?? 0);
    steps.push({ keys: parsed.keys.filter((code) => !modifier(code)), modifiers: parsed.keys.filter(modifier), delay });
  }
  return { macro: { id, name: name.trim(), steps } };
}
