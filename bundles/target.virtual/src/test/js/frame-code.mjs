// SPDX-License-Identifier: Apache-2.0

const CELL = 16;
const COLUMNS = 16;
const ROWS = 14;
const FROM_RIGHT = 288;
const TOP = 64;
const SYNC = 0xa5c3;

/**
 * Reads the frame code that the virtual target writes into each of its frames.
 *
 * @param {ImageData | {data: Uint8Array, width: number, height: number}} image RGBA, of the stream's own size
 *     (videoWidth × videoHeight), not scaled
 * @returns {object | null} null when there is no frame code or it is damaged
 */
export function decodeFrameCode(image) {
  const left = Math.floor(image.width / CELL) * CELL - FROM_RIGHT;
  if (left < 0 || image.height < TOP + ROWS * CELL) {
    return null;
  }
  const words = [];
  for (let row = 0; row < ROWS; row++) {
    let word = 0;
    for (let column = 0; column < COLUMNS; column++) {
      word = word * 2 + (isWhite(image, left + column * CELL, TOP + row * CELL) ? 1 : 0);
    }
    words.push(word);
  }
  if (words[0] !== SYNC || words[ROWS - 1] !== checksum(words)) {
    return null;
  }
  return {
    frameNumber: words[1] * 0x10000 + words[2],
    timeMillis: (words[3] * 0x10000 + words[4]) * 0x10000 + words[5],
    typed: words[6],
    lastTyped: [words[7] >> 8, words[7] & 255, words[8] >> 8, words[8] & 255]
      .filter((code) => code !== 0)
      .map((code) => String.fromCharCode(code))
      .join(''),
    leds: words[9] >> 8,
    keysDown: words[9] & 255,
    pointerX: words[10],
    pointerY: words[11],
    buttons: words[12] >> 8,
    wheel: ((words[12] & 255) << 24) >> 24,
  };
}

/** The mean of the cell's middle quarter, far from the edges that compression blurs. */
function isWhite(image, x, y) {
  let sum = 0;
  for (let dy = CELL / 4; dy < (CELL * 3) / 4; dy++) {
    for (let dx = CELL / 4; dx < (CELL * 3) / 4; dx++) {
      sum += image.data[((y + dy) * image.width + x + dx) * 4 + 1];
    }
  }
  return sum > 126 * (CELL / 2) * (CELL / 2);
}

/** Low 16 bits of CRC-32C (Castagnoli) over rows 1–12, each word big-endian. */
function checksum(words) {
  let crc = 0xffffffff;
  for (let row = 1; row < ROWS - 1; row++) {
    for (const byte of [words[row] >> 8, words[row] & 255]) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) {
        crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
      }
    }
  }
  return (crc ^ 0xffffffff) & 0xffff;
}
