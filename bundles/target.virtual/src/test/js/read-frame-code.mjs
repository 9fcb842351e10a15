// SPDX-License-Identifier: Apache-2.0
// node read-frame-code.mjs FILE WIDTH HEIGHT: prints the frame code of a raw RGBA frame as JSON.

import { readFileSync } from 'node:fs';
import { decodeFrameCode } from './frame-code.mjs';

const [file, width, height] = process.argv.slice(2);
const image = { data: readFileSync(file), width: Number(width), height: Number(height) };
console.log(JSON.stringify(decodeFrameCode(image)));
