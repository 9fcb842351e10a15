// SPDX-License-Identifier: Apache-2.0
package io.baton.hid;

/**
 * One input event. Usages are of the HID keyboard page (USB HID Usage Tables 1.5 §10), 0–255; button bits are 1 left, 2
 * right, 4 middle, 8 back, 16 forward.
 */
public sealed interface HidEvent {

    /**
     * The whole keyboard at once.
     *
     * @param modifiers bit 0 left control … bit 7 right GUI (HID 1.11 §8.3)
     * @param keys up to six usages packed from the lowest byte up; 0 is no key
     */
    record Keyboard(int modifiers, long keys) implements HidEvent {}

    /** One key went down or up. */
    record Key(int usage, boolean down) implements HidEvent {}

    /** The pointer is at a place of the screen: x and y 0–32767 from the top left. */
    record Pointer(int x, int y, int buttons) implements HidEvent {}

    /** The pointer moved: dx and dy −127…127. */
    record Move(int dx, int dy, int buttons) implements HidEvent {}

    /** The wheel turned by notches, −127…127 on each axis: positive is up and right. */
    record Wheel(int vertical, int horizontal) implements HidEvent {}
}
