// SPDX-License-Identifier: Apache-2.0

import type { Span } from "./touch";

/** Which part of the picture is shown: its scale, and where its top left corner is, in pixels of the whole picture. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };

const MAX_SCALE = 8;
/** A picture this little enlarged is meant to be whole. */
const SNAP = 1.04;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Returns the view after two fingers moved: what was between them stays between them. Where the picture is larger than the
 * frame, no edge of it comes into the frame; where it is smaller, it is in the middle.
 *
 * @param box the whole picture, in the middle of the frame
 */
export function pinched(view: View, from: Span, to: Span, box: Box, frame: Box = box): View {
  const scale = Math.min(MAX_SCALE, Math.max(1, from.distance > 0 ? (view.scale * to.distance) / from.distance : view.scale));
  const axis = (at: number, before: number, after: number, start: number, length: number, room: number): number => {
    const spare = (room - length) / 2;
    if (length * scale <= room) {
      return (length - length * scale) / 2 + 0;
    }
    const place = (before - start - at) / view.scale;
    return Math.min(-spare, Math.max(length + spare - length * scale, after - start - scale * place)) + 0;
  };
  return {
    scale,
    x: axis(view.x, from.x, to.x, box.left, box.width, frame.width),
    y: axis(view.y, from.y, to.y, box.top, box.height, frame.height),
  };
}

/** Returns the view once the fingers are up. */
export function settled(view: View): View {
  return view.scale < SNAP ? WHOLE : view;
}
