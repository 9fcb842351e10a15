// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.hid.HidEvent;

/**
 * A HID event in one long, for the queue and the handover store: the kind in the top byte, the rest below. Values
 * outside their range are clamped.
 */
final class PackedEvent {

    static final int KEYBOARD = 1;
    static final int KEY = 2;
    static final int POINTER = 3;
    static final int MOVE = 4;
    static final int WHEEL = 5;

    private static final int AXIS_MAX = 32_767;
    private static final long SIX_BYTES = 0xffff_ffff_ffffL;

    private PackedEvent() {}

    static long pack(HidEvent event) {
        return switch (event) {
            case HidEvent.Keyboard keyboard ->
                kind(KEYBOARD) | (long) (keyboard.modifiers() & 0xff) << 48 | (keyboard.keys() & SIX_BYTES);
            case HidEvent.Key key -> kind(KEY) | (key.down() ? 0x100 : 0) | (key.usage() & 0xff);
            case HidEvent.Pointer pointer ->
                kind(POINTER)
                        | (long) (pointer.buttons() & 0xff) << 32
                        | (long) Math.clamp(pointer.x(), 0, AXIS_MAX) << 16
                        | Math.clamp(pointer.y(), 0, AXIS_MAX);
            case HidEvent.Move move -> move(move.dx(), move.dy(), move.buttons());
            case HidEvent.Wheel wheel ->
                kind(WHEEL) | (delta(wheel.horizontal()) & 0xff) << 8 | (delta(wheel.vertical()) & 0xff);
        };
    }

    static long move(int dx, int dy, int buttons) {
        return kind(MOVE) | (long) (buttons & 0xff) << 32 | (delta(dx) & 0xff) << 8 | (delta(dy) & 0xff);
    }

    static int kind(long packed) {
        return (int) (packed >>> 56);
    }

    static int modifiers(long packed) {
        return (int) (packed >>> 48) & 0xff;
    }

    static long keys(long packed) {
        return packed & SIX_BYTES;
    }

    static int usage(long packed) {
        return (int) packed & 0xff;
    }

    static boolean down(long packed) {
        return (packed & 0x100) != 0;
    }

    static int buttons(long packed) {
        return (int) (packed >>> 32) & 0xff;
    }

    static int x(long packed) {
        return (int) (packed >>> 16) & 0xffff;
    }

    static int y(long packed) {
        return (int) packed & 0xffff;
    }

    /** The horizontal movement of a move, or turn of a wheel. */
    static int dx(long packed) {
        return (byte) (packed >>> 8);
    }

    /** The vertical movement of a move, or turn of a wheel. */
    static int dy(long packed) {
        return (byte) packed;
    }

    private static long kind(int kind) {
        return (long) kind << 56;
    }

    private static int delta(int value) {
        return Math.clamp(value, -127, 127);
    }
}
