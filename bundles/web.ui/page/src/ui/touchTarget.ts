// SPDX-License-Identifier: Apache-2.0

import type { RefObject } from "preact";
import { Pointer, type PointerInput } from "../input/pointer";
import type { TouchTarget } from "../input/touch";
import type { Wheel } from "../input/wheel";
import { pinched } from "../input/zoom";
import type { Store } from "../store";

/** The pointer that fingers move. No other one has this number. */
const FINGER = -1;

/** A finger moves this many pixels for a notch of the wheel. */
const NOTCH_PIXELS = 40;
const WHEEL_PIXELS = 100;

const VIBRATION_MILLIS = 15;

/** Performs gestures on the target, and on the view of its picture, which an observer can change too. */
export function touchTarget(
  store: Store,
  pointer: Pointer,
  wheel: Wheel,
  screen: RefObject<HTMLElement | null>,
  video: RefObject<HTMLElement | null>,
  onRefused: () => void,
): TouchTarget {
  const input = (over: Partial<PointerInput>): PointerInput => ({
    pointerId: FINGER,
    isPrimary: true,
    buttons: 0,
    clientX: 0,
    clientY: 0,
    movementX: 0,
    movementY: 0,
    ...over,
  });
  const controls = (buttons: number): boolean => {
    if (!store.controls.value && buttons !== 0) {
      onRefused();
    }
    return store.controls.value;
  };
  return {
    point: ({ x, y }, buttons) => {
      const element = video.current;
      if (element !== null && controls(buttons)) {
        pointer.absolute(input({ clientX: x, clientY: y, buttons }), element.getBoundingClientRect());
      }
    },
    nudge: (dx, dy, buttons) => {
      if (controls(buttons)) {
        pointer.relative(input({ movementX: dx, movementY: dy, buttons }));
      }
    },
    scroll: (dx, dy) => {
      const factor = WHEEL_PIXELS / NOTCH_PIXELS;
      if (controls(0)) {
        // What is below the fingers goes with them.
        wheel.turn({ deltaX: -dx * factor, deltaY: -dy * factor, deltaMode: 0, shiftKey: false });
      }
    },
    pinch: (from, to) => {
      const element = screen.current;
      if (element !== null) {
        const frame = element.parentElement ?? element;
        store.view.value = pinched(store.view.value, from, to, element.getBoundingClientRect(), frame.getBoundingClientRect());
      }
    },
    felt: () => void (navigator as Partial<Navigator>).vibrate?.(VIBRATION_MILLIS),
  };
}
