// SPDX-License-Identifier: Apache-2.0

/** Extended Display Identification Data (VESA E-EDID 1.4): what a computer reads of its display. */

const BLOCK = 128;
const MAX_BLOCKS = 4;
const HEADER = [0, 255, 255, 255, 255, 255, 255, 0];
const EXTENSIONS = 126;
const DESCRIPTORS = [54, 72, 90, 108];
const NAME = 0xfc;

/** What is wrong with a text that is to be an EDID. */
export type EdidFault =
  | { readonly kind: "digits" }
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "header" }
  | { readonly kind: "extensions"; readonly said: number; readonly has: number }
  | { readonly kind: "checksum"; readonly block: number; readonly is: number; readonly expected: number };

export interface DisplayMode {
  readonly width: number;
  readonly height: number;
  /** Hz. */
  readonly rate: number;
}

/** Returns the digits of a text that was pasted: without white space and the 0x of dumps, in upper case. */
export function plainHex(text: string): string {
  return text.replaceAll(/0x|[\s,;:]/gi, "").toUpperCase();
}

/** Returns what is wrong with an EDID in hexadecimal digits; undefined for nothing. */
export function edidFault(hex: string): EdidFault | undefined {
  if (!/^([0-9A-F]{2})*$/i.test(hex)) {
    return { kind: "digits" };
  }
  const bytes = bytesOf(hex);
  const blocks = bytes.length / BLOCK;
  if (!Number.isInteger(blocks) || blocks < 1 || blocks > MAX_BLOCKS) {
    return { kind: "length", bytes: bytes.length };
  }
  if (HEADER.some((byte, i) => bytes[i] !== byte)) {
    return { kind: "header" };
  }
  const said = at(bytes, EXTENSIONS);
  if (said !== blocks - 1) {
    return { kind: "extensions", said, has: blocks - 1 };
  }
  for (let block = 0; block < blocks; block++) {
    const content = bytes.slice(block * BLOCK, (block + 1) * BLOCK);
    const is = at(content, BLOCK - 1);
    const expected = -content.slice(0, -1).reduce((sum, byte) => sum + byte, 0) & 0xff;
    if (is !== expected) {
      return { kind: "checksum", block, is, expected };
    }
  }
  return undefined;
}

/** Returns the mode that a sound EDID prefers; undefined where it names none. */
export function preferredMode(hex: string): DisplayMode | undefined {
  const timing = bytesOf(hex).slice(54, 72);
  const clock = (at(timing, 0) | (at(timing, 1) << 8)) * 10_000;
  const [width, blankX] = pair(timing, 2);
  const [height, blankY] = pair(timing, 5);
  if (clock === 0 || width === 0 || height === 0) {
    return undefined;
  }
  const interlaced = (at(timing, 17) & 0x80) !== 0;
  const rate = clock / ((width + blankX) * (height + blankY));
  return { width, height: interlaced ? 2 * height : height, rate: Math.round(rate * 100) / 100 };
}

/** Returns what the display calls itself: its name, otherwise its maker and its number. */
export function displayName(hex: string): string {
  const bytes = bytesOf(hex);
  for (const start of DESCRIPTORS) {
    if (at(bytes, start) === 0 && at(bytes, start + 1) === 0 && at(bytes, start + 3) === NAME) {
      const text = String.fromCharCode(...bytes.slice(start + 5, start + 18));
      return text.split("\n", 1)[0]?.replaceAll(/[^ -~]/g, "").trim() ?? "";
    }
  }
  const maker = (at(bytes, 8) << 8) | at(bytes, 9);
  const letters = String.fromCharCode(...[10, 5, 0].map((shift) => 64 + ((maker >> shift) & 31)));
  return `${letters} ${hex2(at(bytes, 11))}${hex2(at(bytes, 10))}`;
}

/** Returns a byte as two digits. */
export function hex2(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}

/** Two numbers of twelve bits each, of which the third byte has the upper four. */
function pair(bytes: readonly number[], start: number): readonly [number, number] {
  const upper = at(bytes, start + 2);
  return [at(bytes, start) | ((upper & 0xf0) << 4), at(bytes, start + 1) | ((upper & 0x0f) << 8)];
}

function at(bytes: readonly number[], index: number): number {
  return bytes[index] ?? 0;
}

function bytesOf(hex: string): readonly number[] {
  return (hex.match(/../g) ?? []).map((digits) => Number.parseInt(digits, 16));
}
