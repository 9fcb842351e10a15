// SPDX-License-Identifier: Apache-2.0

import { asJson, defined, number, text } from "./read";

/** The state of the device's video input. */
export interface VideoInput {
  readonly ready: boolean;
  readonly error?: string;
  /** Why there is no signal, where it is not the target. */
  readonly cause?: string;
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
}

export function parseVideoInput(value: unknown): VideoInput {
  const state = asJson(value);
  return {
    ready: state["ready"] === true,
    ...defined({
      error: text(state["error"]),
      cause: text(state["cause"]),
      width: number(state["width"]),
      height: number(state["height"]),
      fps: number(state["fps"]),
    }),
  };
}
