// SPDX-License-Identifier: Apache-2.0

/**
 * QR codes (ISO/IEC 18004) of one size: version 6 with 41 × 41 modules, error correction level L, byte mode. They hold
 * 134 bytes, which is enough for the address of a second factor.
 */
const SIZE = 41;
const DATA_CODEWORDS = 136;
const BLOCKS = 2;
const CORRECTION_CODEWORDS = 18;
const LONGEST = DATA_CODEWORDS - 2;
const ALIGNMENT_CENTRE = 34;
const LEVEL_L = 0b01;

/** Rows of modules, true for dark. */
export type Modules = readonly (readonly boolean[])[];

type Grid = (boolean | undefined)[][];

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Returns the code of a text; undefined if the text is too long. */
export function qrCode(text: string): Modules | undefined {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > LONGEST) {
    return undefined;
  }
  const bits = bitsOf(interleaved(dataCodewords(bytes)));
  const codes = MASKS.map((mask, index) => draw(bits, mask, index));
  return codes.reduce((best, code) => (penalty(code) < penalty(best) ? code : best));
}

/** Mode, length, bytes and padding (§7.4). */
function dataCodewords(bytes: Uint8Array): number[] {
  const nibbles = [0b0100, bytes.length >> 4, bytes.length & 15, ...[...bytes].flatMap((byte) => [byte >> 4, byte & 15]), 0];
  const words = nibbles.flatMap((nibble, i) => (i % 2 === 0 ? [(nibble << 4) | (nibbles[i + 1] ?? 0)] : []));
  for (let pad = 0; words.length < DATA_CODEWORDS; pad++) {
    words.push(pad % 2 === 0 ? 0xec : 0x11);
  }
  return words;
}

/** The codewords of the blocks by turns, first the data, then the correction (§7.6). */
function interleaved(data: readonly number[]): number[] {
  const length = DATA_CODEWORDS / BLOCKS;
  const blocks = Array.from({ length: BLOCKS }, (_, i) => data.slice(i * length, (i + 1) * length));
  const byTurns = (parts: readonly (readonly number[])[]): number[] =>
    (parts[0] ?? []).flatMap((_, i) => parts.map((part) => part[i] ?? 0));
  return [...byTurns(blocks), ...byTurns(blocks.map(correction))];
}

/** The remainder of the division by the generator polynomial (§7.5.2, annex A). */
function correction(data: readonly number[]): number[] {
  let generator = [1];
  for (let i = 0; i < CORRECTION_CODEWORDS; i++) {
    const root = power(i);
    generator = [...generator, 0].map((value, at) => value ^ product(root, generator[at - 1] ?? 0));
  }
  const rest = [...data, ...Array.from({ length: CORRECTION_CODEWORDS }, () => 0)];
  data.forEach((_, at) => {
    const factor = rest[at] ?? 0;
    generator.forEach((value, i) => (rest[at + i] = (rest[at + i] ?? 0) ^ product(value, factor)));
  });
  return rest.slice(data.length);
}

/** In the field of 256 elements with the polynomial x⁸ + x⁴ + x³ + x² + 1. */
function product(a: number, b: number): number {
  let result = 0;
  for (let bit = 7; bit >= 0; bit--) {
    result = (result << 1) ^ ((result >> 7) * 0x11d) ^ (((b >> bit) & 1) * a);
  }
  return result;
}

function power(exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent; i++) {
    result = product(result, 2);
  }
  return result;
}

function bitsOf(words: readonly number[]): boolean[] {
  return words.flatMap((word) => Array.from({ length: 8 }, (_, i) => ((word >> (7 - i)) & 1) === 1));
}

function draw(bits: readonly boolean[], mask: (x: number, y: number) => boolean, index: number): Modules {
  const grid: Grid = Array.from({ length: SIZE }, () => Array.from({ length: SIZE }, () => undefined));
  const set = (x: number, y: number, dark: boolean): void => {
    const row = grid[y];
    if (row !== undefined && x >= 0 && x < SIZE) {
      row[x] = dark;
    }
  };
  // timing patterns, below the others
  for (let i = 0; i < SIZE; i++) {
    set(i, 6, i % 2 === 0);
    set(6, i, i % 2 === 0);
  }
  const rings = (centreX: number, centreY: number, radius: number, light: readonly number[]): void => {
    for (let y = -radius; y <= radius; y++) {
      for (let x = -radius; x <= radius; x++) {
        set(centreX + x, centreY + y, !light.includes(Math.max(Math.abs(x), Math.abs(y))));
      }
    }
  };
  // finder patterns with their separators
  rings(3, 3, 4, [2, 4]);
  rings(SIZE - 4, 3, 4, [2, 4]);
  rings(3, SIZE - 4, 4, [2, 4]);
  rings(ALIGNMENT_CENTRE, ALIGNMENT_CENTRE, 2, [1]);
  drawFormat(set, index);
  // two columns at a time from the right, up and down by turns, around the vertical timing pattern (§7.7.3)
  let next = 0;
  for (let pair = 0; pair < (SIZE - 1) / 2; pair++) {
    const right = SIZE - 1 - 2 * pair;
    const column = right > 6 ? right : right - 1;
    for (let step = 0; step < SIZE; step++) {
      const y = pair % 2 === 0 ? SIZE - 1 - step : step;
      for (const x of [column, column - 1]) {
        if (grid[y]?.[x] === undefined) {
          set(x, y, (bits[next++] ?? false) !== mask(x, y));
        }
      }
    }
  }
  return grid.map((row) => row.map((dark) => dark === true));
}

/** Level and mask with their correction, twice (§7.9). */
function drawFormat(set: (x: number, y: number, dark: boolean) => void, mask: number): void {
  const data = (LEVEL_L << 3) | mask;
  let rest = data << 10;
  for (let bit = 14; bit >= 10; bit--) {
    rest ^= ((rest >> bit) & 1) * (0x537 << (bit - 10));
  }
  const format = ((data << 10) | rest) ^ 0x5412;
  for (let i = 0; i < 15; i++) {
    const dark = ((format >> i) & 1) === 1;
    // along the upper left finder pattern, without the timing patterns
    if (i < 8) {
      set(8, i < 6 ? i : i + 1, dark);
      set(SIZE - 1 - i, 8, dark);
    } else {
      set(i === 8 ? 7 : 14 - i, 8, dark);
      set(8, SIZE - 15 + i, dark);
    }
  }
  set(8, SIZE - 8, true);
}

/** How hard a code is to read: runs, squares, look-alikes of finder patterns, and imbalance (§7.8.3). */
function penalty(code: Modules): number {
  const columns = code.map((_, x) => code.map((row) => row[x] === true));
  let points = 0;
  for (const line of [...code, ...columns].map((row) => row.map((dark) => (dark ? "1" : "0")).join(""))) {
    points += (line.match(/0{5,}|1{5,}/g) ?? []).reduce((sum, run) => sum + run.length - 2, 0);
    points += 40 * (line.match(/(?=00001011101|10111010000)/g) ?? []).length;
  }
  let dark = 0;
  code.forEach((row, y) =>
    row.forEach((value, x) => {
      dark += value ? 1 : 0;
      const same = [row[x + 1], code[y + 1]?.[x], code[y + 1]?.[x + 1]].every((other) => other === value);
      points += same ? 3 : 0;
    }),
  );
  return points + 10 * Math.floor(Math.abs((dark * 20) / (SIZE * SIZE) - 10));
}
