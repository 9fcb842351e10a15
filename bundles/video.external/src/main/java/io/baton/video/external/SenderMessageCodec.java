// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The messages of the protocol, docs/external-encoder.md: big-endian, each behind its length. */
final class SenderMessageCodec {

    /** Bytes of the length in front of a message. */
    static final int LENGTH = 4;

    static final int VERSION = 1;
    static final int MAX_UNIT = 4 << 20;

    static final int HELLO = 0x01;
    static final int MODE = 0x02;
    static final int ABSENT = 0x03;
    static final int UNIT = 0x04;
    static final int BYE = 0x05;

    static final int WELCOME = 0x81;
    static final int START = 0x82;
    static final int STOP = 0x83;
    static final int KEY_FRAME = 0x84;
    static final int BITRATE = 0x85;
    static final int FRAME_RATE = 0x86;
    static final int ERROR = 0x87;

    /** Largest length of a message: the type, the head of a unit, the unit. */
    static final int MAX_LENGTH = 1 + 17 + MAX_UNIT;
    /** Largest length of any other message. */
    private static final int MAX_SMALL = 256;

    private static final byte[] MAGIC = "BATONVID".getBytes(StandardCharsets.US_ASCII);
    private static final int UNIT_HEAD = 17;
    private static final int MAX_NAME = 64;
    private static final int MAX_REASON = 128;
    private static final int MAX_ERROR = 200;
    private static final double MILLI = 1_000;

    private SenderMessageCodec() {}

    /** Checks a length before anything of the message is kept. */
    static void checkLength(int length, int type) throws SenderException {
        if (length < 1) {
            throw new SenderException(ErrorCode.PROTOCOL, "a message has at least one byte, not " + length);
        }
        int limit = type == UNIT ? MAX_LENGTH : MAX_SMALL;
        if (length > limit) {
            throw new SenderException(
                    ErrorCode.TOO_LARGE,
                    "a message of type " + type + " has at most " + limit + " bytes, not " + length);
        }
    }

    /** Decodes a message, type first; the buffer is read to its end. */
    static SenderMessage decode(ByteBuffer message) throws SenderException {
        int type = message.get() & 0xFF;
        return switch (type) {
            case HELLO -> hello(message);
            case MODE -> mode(message);
            case ABSENT -> absent(message);
            case UNIT -> unit(message);
            case BYE -> new SenderMessage.Bye(text(message, MAX_REASON, "the reason"));
            default -> throw new SenderException(ErrorCode.PROTOCOL, "unknown message type " + type);
        };
    }

    private static SenderMessage hello(ByteBuffer message) throws SenderException {
        byte[] magic = new byte[MAGIC.length];
        if (message.remaining() < magic.length + Short.BYTES) {
            throw new SenderException(ErrorCode.PROTOCOL, "the hello is too short");
        }
        message.get(magic);
        if (!java.util.Arrays.equals(magic, MAGIC)) {
            throw new SenderException(ErrorCode.PROTOCOL, "the hello does not begin with BATONVID");
        }
        int version = message.getShort() & 0xFFFF;
        if (version != VERSION) {
            throw new SenderException(ErrorCode.VERSION, "version " + version + " is not spoken here, only " + VERSION);
        }
        return new SenderMessage.Hello(text(message, MAX_NAME, "the name"));
    }

    private static SenderMessage mode(ByteBuffer message) throws SenderException {
        exactly(message, 3 * Integer.BYTES, "the mode");
        int width = message.getInt();
        int height = message.getInt();
        int milliFrames = message.getInt();
        try {
            return new SenderMessage.Mode(new VideoMode(width, height, milliFrames / MILLI));
        } catch (IllegalArgumentException e) {
            throw new SenderException(ErrorCode.PROTOCOL, String.valueOf(e.getMessage()));
        }
    }

    private static SenderMessage absent(ByteBuffer message) throws SenderException {
        exactly(message, 1, "the signal");
        int state = message.get();
        return new SenderMessage.Absent(
                switch (state) {
                    case 0 -> VideoSignal.State.NO_SIGNAL;
                    case 1 -> VideoSignal.State.NO_LOCK;
                    case 2 -> VideoSignal.State.OUT_OF_RANGE;
                    default -> throw new SenderException(ErrorCode.PROTOCOL, "unknown state of the signal " + state);
                });
    }

    private static SenderMessage unit(ByteBuffer message) throws SenderException {
        if (message.remaining() <= UNIT_HEAD) {
            throw new SenderException(ErrorCode.PROTOCOL, "the access unit is empty");
        }
        int flags = message.get() & 0xFF;
        if (flags > 1) {
            throw new SenderException(ErrorCode.PROTOCOL, "unknown flags of an access unit " + flags);
        }
        long captureNanos = message.getLong();
        long frameNumber = message.getLong();
        ByteBuffer annexB = message.slice();
        message.position(message.limit());
        return new SenderMessage.Unit(flags == 1, captureNanos, frameNumber, annexB);
    }

    private static void exactly(ByteBuffer message, int bytes, String what) throws SenderException {
        if (message.remaining() != bytes) {
            throw new SenderException(
                    ErrorCode.PROTOCOL, what + " has " + bytes + " bytes, not " + message.remaining());
        }
    }

    /** Decodes UTF-8 without control characters, which would break the lines of a log. */
    private static String text(ByteBuffer message, int limit, String what) throws SenderException {
        if (message.remaining() > limit) {
            throw new SenderException(ErrorCode.PROTOCOL, what + " has at most " + limit + " bytes");
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(message);
            if (text.chars().anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029)) {
                throw new SenderException(ErrorCode.PROTOCOL, what + " has control characters");
            }
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new SenderException(ErrorCode.PROTOCOL, what + " is not UTF-8");
        }
    }

    static void welcome(ByteBuffer to) {
        to.putInt(1 + Short.BYTES + Integer.BYTES)
                .put((byte) WELCOME)
                .putShort((short) VERSION)
                .putInt(MAX_UNIT);
    }

    /** Writes a message without content: {@link #START}, {@link #STOP} or {@link #KEY_FRAME}. */
    static void plain(ByteBuffer to, int type) {
        to.putInt(1).put((byte) type);
    }

    static void bitrate(ByteBuffer to, int bitsPerSecond) {
        to.putInt(1 + Integer.BYTES).put((byte) BITRATE).putInt(bitsPerSecond);
    }

    static void frameRate(ByteBuffer to, int milliFramesPerSecond) {
        to.putInt(1 + Integer.BYTES).put((byte) FRAME_RATE).putInt(milliFramesPerSecond);
    }

    static void error(ByteBuffer to, ErrorCode code, String message) {
        byte[] text = message.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(text.length, MAX_ERROR);
        to.putInt(1 + Short.BYTES + length)
                .put((byte) ERROR)
                .putShort((short) code.number())
                .put(text, 0, length);
    }
}
