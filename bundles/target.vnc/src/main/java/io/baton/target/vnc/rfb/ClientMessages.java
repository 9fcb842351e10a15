// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import java.nio.ByteBuffer;

/** The messages that a client sends (RFC 6143 §7.5, and the extension for keys in QEMU's protocol). */
public final class ClientMessages {

    private static final int SET_PIXEL_FORMAT = 0;
    private static final int SET_ENCODINGS = 2;
    private static final int UPDATE_REQUEST = 3;
    private static final int KEY = 4;
    private static final int POINTER = 5;
    private static final int QEMU = 255;

    private ClientMessages() {}

    /** 32 bits, little-endian, true colour, 0xRRGGBB. */
    static byte[] pixelFormat() {
        return ByteBuffer.allocate(20)
                .put((byte) SET_PIXEL_FORMAT)
                .position(4)
                .put(new byte[] {32, 24, 0, 1})
                .putShort((short) 255)
                .putShort((short) 255)
                .putShort((short) 255)
                .put(new byte[] {16, 8, 0})
                .array();
    }

    static byte[] encodings() {
        ByteBuffer message = ByteBuffer.allocate(4 + 4 * Encodings.ALL.size())
                .put((byte) SET_ENCODINGS)
                .position(2)
                .putShort((short) Encodings.ALL.size());
        Encodings.ALL.forEach(message::putInt);
        return message.array();
    }

    /** Asks for what changed, or for everything. */
    public static byte[] updateRequest(boolean incremental, int width, int height) {
        return ByteBuffer.allocate(10)
                .put((byte) UPDATE_REQUEST)
                .put((byte) (incremental ? 1 : 0))
                .putInt(0)
                .putShort((short) width)
                .putShort((short) height)
                .array();
    }

    public static byte[] key(boolean down, int keysym) {
        return ByteBuffer.allocate(8)
                .put((byte) KEY)
                .put((byte) (down ? 1 : 0))
                .position(4)
                .putInt(keysym)
                .array();
    }

    /** @param code of the key's place on a PC's keyboard, scan code set 1 with bit 7 for those after E0 */
    public static byte[] keyCode(boolean down, int keysym, int code) {
        return ByteBuffer.allocate(12)
                .put((byte) QEMU)
                .put((byte) 0)
                .putShort((short) (down ? 1 : 0))
                .putInt(keysym)
                .putInt(code)
                .array();
    }

    /** @param buttons bit 0 is button 1 */
    public static byte[] pointer(int buttons, int x, int y) {
        return ByteBuffer.allocate(6)
                .put((byte) POINTER)
                .put((byte) buttons)
                .putShort((short) x)
                .putShort((short) y)
                .array();
    }
}
