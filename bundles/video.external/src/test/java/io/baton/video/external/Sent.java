// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Messages as a sender writes them, and what it reads, as text. */
final class Sent {

    private Sent() {}

    static byte[] hello() {
        return hello("BATONVID", 1, "test");
    }

    static byte[] hello(String magic, int version, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return message(
                0x01,
                ByteBuffer.allocate(10 + text.length)
                        .put(magic.getBytes(StandardCharsets.US_ASCII))
                        .putShort((short) version)
                        .put(text)
                        .array());
    }

    static byte[] mode(int width, int height, int milliFrames) {
        return message(
                0x02,
                ByteBuffer.allocate(12)
                        .putInt(width)
                        .putInt(height)
                        .putInt(milliFrames)
                        .array());
    }

    static byte[] absent(int state) {
        return message(0x03, new byte[] {(byte) state});
    }

    static byte[] unit(boolean key, long captureNanos, long number, byte[] annexB) {
        return message(
                0x04,
                ByteBuffer.allocate(17 + annexB.length)
                        .put((byte) (key ? 1 : 0))
                        .putLong(captureNanos)
                        .putLong(number)
                        .put(annexB)
                        .array());
    }

    static byte[] bye(String reason) {
        return message(0x05, reason.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] message(int type, byte[] content) {
        return ByteBuffer.allocate(5 + content.length)
                .putInt(1 + content.length)
                .put((byte) type)
                .put(content)
                .array();
    }

    /** Decodes what Baton sent. */
    static List<String> told(byte[] bytes) {
        List<String> told = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            byte[] content = new byte[in.getInt() - 1];
            int type = in.get() & 0xFF;
            in.get(content);
            ByteBuffer data = ByteBuffer.wrap(content);
            told.add(
                    switch (type) {
                        case 0x81 -> "welcome " + data.getShort() + " " + data.getInt();
                        case 0x82 -> "start";
                        case 0x83 -> "stop";
                        case 0x84 -> "key";
                        case 0x85 -> "bitrate " + data.getInt();
                        case 0x86 -> "rate " + data.getInt();
                        case 0x87 -> "error " + data.getShort() + " " + StandardCharsets.US_ASCII.decode(data);
                        default -> throw new IllegalArgumentException("type " + type);
                    });
        }
        return told;
    }
}
