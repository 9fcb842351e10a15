// SPDX-License-Identifier: Apache-2.0

/** Reads JSON of a device, tolerant of other firmware: a value of an unexpected type counts as missing. */
export type Json = Readonly<Record<string, unknown>>;

export function asJson(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}

/** Returns a string that is not empty. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Returns the epoch milliseconds of an ISO 8601 time or a number. */
export function time(value: unknown): number | undefined {
  const millis = typeof value === "string" ? Date.parse(value) : typeof value === "number" ? value : Number.NaN;
  return Number.isFinite(millis) ? millis : undefined;
}

/** Returns the object without its undefined properties, as `exactOptionalPropertyTypes` requires. */
export function defined<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
