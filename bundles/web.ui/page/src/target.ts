// SPDX-License-Identifier: Apache-2.0

import { asJson, known, number, text } from "./read";

/** What the device says about the target's picture. */
export interface VideoInput {
  readonly ready: boolean;
  readonly error?: string;
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
}

export function videoInputOf(value: unknown): VideoInput {
  const state = asJson(value);
  return {
    ready: state["ready"] === true,
    ...known({
      error: text(state["error"]),
      width: number(state["width"]),
      height: number(state["height"]),
      fps: number(state["fps"]),
    }),
  };
}
