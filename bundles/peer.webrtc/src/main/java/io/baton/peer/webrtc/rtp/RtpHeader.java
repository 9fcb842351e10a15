// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/** Writes RTP headers (RFC 3550 §5.1) with our one-byte header extensions (RFC 8285 §4.2). */
final class RtpHeader {

    private static final int FIXED = 12;
    private static final int EXTENSION_HEADER = 4;
    private static final int EXTENSION = 4;
    private static final int DATA_LENGTH_MINUS_ONE = 2;

    private final HeaderExtensions extensions;
    private final int length;

    RtpHeader(HeaderExtensions extensions) {
        this.extensions = extensions;
        int present = (extensions.absSendTime() == 0 ? 0 : 1) + (extensions.playoutDelay() == 0 ? 0 : 1);
        length = FIXED + (present == 0 ? 0 : EXTENSION_HEADER + EXTENSION * present);
    }

    /** BigEndian of every header. */
    int length() {
        return length;
    }

    void write(byte[] out, int at, int payloadType, boolean marker, int sequence, int timestamp, int ssrc, long now) {
        boolean extended = length > FIXED;
        out[at] = (byte) (extended ? 0x90 : 0x80);
        out[at + 1] = (byte) (payloadType | (marker ? 0x80 : 0));
        BigEndian.putShort(out, at + 2, sequence);
        BigEndian.putInt(out, at + 4, timestamp);
        BigEndian.putInt(out, at + 8, ssrc);
        if (!extended) {
            return;
        }
        BigEndian.putShort(out, at + FIXED, 0xbede);
        BigEndian.putShort(out, at + FIXED + 2, (length - FIXED - EXTENSION_HEADER) / EXTENSION);
        int next = at + FIXED + EXTENSION_HEADER;
        if (extensions.absSendTime() != 0) {
            BigEndian.putInt(out, next, id(extensions.absSendTime()) | absSendTime(now));
            next += EXTENSION;
        }
        if (extensions.playoutDelay() != 0) {
            // Both bounds zero: show each frame as soon as it is decoded, which is what a remote screen wants.
            BigEndian.putInt(out, next, id(extensions.playoutDelay()));
        }
    }

    private static int id(int id) {
        return ((id << 4) | DATA_LENGTH_MINUS_ONE) << 24;
    }

    /** Seconds as 6.18 fixed point, which wraps every 64 s. */
    static int absSendTime(long nanos) {
        long seconds = Math.floorDiv(nanos, 1_000_000_000L);
        long rest = Math.floorMod(nanos, 1_000_000_000L);
        return (int) (((seconds & 63) << 18) | ((rest << 18) / 1_000_000_000L));
    }
}
