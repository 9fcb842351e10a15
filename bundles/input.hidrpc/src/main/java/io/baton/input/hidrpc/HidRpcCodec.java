// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidEvent;
import io.baton.hid.KeysDown;
import java.nio.ByteBuffer;

/**
 * The binary HID-RPC protocol, version 1: byte 0 is the type, integers are big-endian, lengths are exact. Values
 * outside their range are clamped.
 */
final class HidRpcCodec {

    static final int VERSION = 1;

    private static final int HANDSHAKE = 0x01;
    private static final int KEYBOARD = 0x02;
    private static final int POINTER = 0x03;
    private static final int WHEEL = 0x04;
    private static final int KEYPRESS = 0x05;
    private static final int MOUSE = 0x06;
    private static final int MACRO = 0x07;
    private static final int CANCEL_MACRO = 0x08;
    private static final int KEEP_ALIVE = 0x09;
    private static final int LED_STATE = 0x32;
    private static final int KEYS_DOWN_STATE = 0x33;
    private static final int MACRO_STATE = 0x34;

    private static final int MACRO_HEAD = 6;
    private static final int MACRO_STEP = 9;
    private static final int SLOTS = 6;
    private static final int AXIS_MAX = 32_767;
    private static final int BUTTONS = 0x1f;

    static final HidRpcMessage MALFORMED = new HidRpcMessage.Malformed();
    private static final HidRpcMessage NO_EFFECT = new HidRpcMessage.Nothing();
    private static final HidRpcMessage KEEP_ALIVE_MESSAGE = new HidRpcMessage.KeepAlive();
    private static final HidRpcMessage CANCEL = new HidRpcMessage.CancelMacro();

    private HidRpcCodec() {}

    /** Returns {@link #MALFORMED} for what is no message of the protocol. Does not keep the array. */
    static HidRpcMessage decode(byte[] data) {
        if (data.length == 0) {
            return MALFORMED;
        }
        return switch (data[0]) {
            case HANDSHAKE -> data.length == 2 ? new HidRpcMessage.Handshake(data[1] & 0xff) : MALFORMED;
            case KEYBOARD -> data.length >= 2 && data.length <= 2 + SLOTS ? keyboard(data) : MALFORMED;
            case POINTER -> data.length == 10 ? pointer(ByteBuffer.wrap(data)) : MALFORMED;
            case WHEEL ->
                data.length == 2 || data.length == 3 ? wheel(data[1], data.length == 3 ? data[2] : 0) : MALFORMED;
            case KEYPRESS ->
                data.length == 3 ? new HidRpcMessage.Input(new HidEvent.Key(data[1] & 0xff, data[2] == 1)) : MALFORMED;
            case MOUSE -> data.length == 4 ? move(data[1], data[2], data[3]) : MALFORMED;
            case MACRO -> macro(data);
            case CANCEL_MACRO -> data.length == 1 ? CANCEL : MALFORMED;
            case KEEP_ALIVE -> data.length == 1 ? KEEP_ALIVE_MESSAGE : MALFORMED;
            default -> MALFORMED;
        };
    }

    private static HidRpcMessage keyboard(byte[] data) {
        return new HidRpcMessage.Input(new HidEvent.Keyboard(data[1] & 0xff, keys(data, 2, data.length - 2)));
    }

    private static HidRpcMessage pointer(ByteBuffer data) {
        return new HidRpcMessage.Input(new HidEvent.Pointer(
                Math.clamp(data.getInt(1), 0, AXIS_MAX),
                Math.clamp(data.getInt(5), 0, AXIS_MAX),
                data.get(9) & BUTTONS));
    }

    private static HidRpcMessage wheel(int vertical, int horizontal) {
        return vertical == 0 && horizontal == 0
                ? NO_EFFECT
                : new HidRpcMessage.Input(new HidEvent.Wheel(Math.max(-127, vertical), Math.max(-127, horizontal)));
    }

    private static HidRpcMessage move(int dx, int dy, int buttons) {
        return new HidRpcMessage.Input(new HidEvent.Move(Math.max(-127, dx), Math.max(-127, dy), buttons & BUTTONS));
    }

    private static HidRpcMessage macro(byte[] data) {
        if (data.length < MACRO_HEAD) {
            return MALFORMED;
        }
        ByteBuffer buffer = ByteBuffer.wrap(data);
        long count = buffer.getInt(2) & 0xffff_ffffL;
        if (data.length != MACRO_HEAD + MACRO_STEP * count) {
            return MALFORMED;
        }
        long[] steps = new long[(int) count];
        int[] delays = new int[(int) count];
        for (int i = 0; i < count; i++) {
            int at = MACRO_HEAD + MACRO_STEP * i;
            steps[i] = (data[at] & 0xffL) << 48 | keys(data, at + 1, SLOTS);
            delays[i] = buffer.getShort(at + 1 + SLOTS) & 0xffff;
        }
        return new HidRpcMessage.Macro(steps, delays);
    }

    private static long keys(byte[] data, int from, int count) {
        long keys = 0;
        for (int slot = 0; slot < count; slot++) {
            keys |= (data[from + slot] & 0xffL) << (8 * slot);
        }
        return keys;
    }

    static byte[] handshake() {
        return new byte[] {HANDSHAKE, VERSION};
    }

    static byte[] ledState(int leds) {
        return new byte[] {LED_STATE, (byte) leds};
    }

    static byte[] keysDownState(KeysDown keys) {
        byte[] data = new byte[2 + SLOTS];
        data[0] = KEYS_DOWN_STATE;
        data[1] = (byte) keys.modifiers();
        for (int slot = 0; slot < SLOTS; slot++) {
            data[2 + slot] = (byte) keys.key(slot);
        }
        return data;
    }

    /** The second flag (paste) is always set: the page ignores the message otherwise. */
    static byte[] macroState(boolean running) {
        return new byte[] {MACRO_STATE, (byte) (running ? 1 : 0), 1};
    }

    /** Returns the message as a client sends it; empty for messages that are not handed over. */
    static byte[] encode(HidRpcMessage message) {
        return switch (message) {
            case HidRpcMessage.Input(HidEvent event) -> encode(event);
            case HidRpcMessage.KeepAlive _ -> new byte[] {KEEP_ALIVE};
            case HidRpcMessage.CancelMacro _ -> new byte[] {CANCEL_MACRO};
            case HidRpcMessage.Macro macro -> encode(macro);
            case HidRpcMessage.Handshake _, HidRpcMessage.Nothing _, HidRpcMessage.Malformed _ -> new byte[0];
        };
    }

    private static byte[] encode(HidEvent event) {
        return switch (event) {
            case HidEvent.Keyboard keyboard -> {
                byte[] data = keysDownState(new KeysDown(keyboard.modifiers(), keyboard.keys()));
                data[0] = KEYBOARD;
                yield data;
            }
            case HidEvent.Key key -> new byte[] {KEYPRESS, (byte) key.usage(), (byte) (key.down() ? 1 : 0)};
            case HidEvent.Pointer pointer ->
                ByteBuffer.allocate(10)
                        .put((byte) POINTER)
                        .putInt(pointer.x())
                        .putInt(pointer.y())
                        .put((byte) pointer.buttons())
                        .array();
            case HidEvent.Move move -> new byte[] {MOUSE, (byte) move.dx(), (byte) move.dy(), (byte) move.buttons()};
            case HidEvent.Wheel wheel -> new byte[] {WHEEL, (byte) wheel.vertical(), (byte) wheel.horizontal()};
        };
    }

    private static byte[] encode(HidRpcMessage.Macro macro) {
        int count = macro.steps().length;
        ByteBuffer data = ByteBuffer.allocate(MACRO_HEAD + MACRO_STEP * count);
        data.put((byte) MACRO).put((byte) 1).putInt(count);
        for (int i = 0; i < count; i++) {
            long step = macro.steps()[i];
            data.put((byte) (step >>> 48));
            for (int slot = 0; slot < SLOTS; slot++) {
                data.put((byte) (step >>> (8 * slot)));
            }
            data.putShort((short) macro.delays()[i]);
        }
        return data.array();
    }
}
