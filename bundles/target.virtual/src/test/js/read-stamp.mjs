// SPDX-License-Identifier: Apache-2.0
// node read-stamp.mjs FILE WIDTH HEIGHT: prints the stamp of a raw RGBA picture as JSON.

import { readFileSync } from 'node:fs';
import { decodeFrameStamp } from './frame-stamp.mjs';

const [file, width, height] = process.argv.slice(2);
const image = { data: readFileSync(file), width: Number(width), height: Number(height) };
console.log(JSON.stringify(decodeFrameStamp(image)));
