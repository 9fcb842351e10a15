// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/**
 * Reads RTCP, compound or reduced-size (RFC 3550 §6, RFC 4585, RFC 5104, RFC 5506). A packet is checked as a whole
 * before any of it takes effect; types we do not know are passed over.
 */
final class RtcpReader {

    private static final int HEADER = 4;
    private static final int VERSION_MASK = 0xc0;
    private static final int VERSION_2 = 0x80;
    private static final int PADDING = 0x20;
    private static final int COUNT_MASK = 0x1f;

    private static final int SENDER_REPORT = 200;
    private static final int RECEIVER_REPORT = 201;
    private static final int BYE = 203;
    private static final int TRANSPORT_FEEDBACK = 205;
    private static final int PAYLOAD_FEEDBACK = 206;
    private static final int NACK = 1;
    private static final int PICTURE_LOSS = 1;
    private static final int FULL_INTRA = 4;
    private static final int APPLICATION = 15;
    private static final int REMB = 0x52454d42;

    private static final int SENDER_INFO = 20;
    private static final int REPORT_BLOCK = 24;
    private static final int FEEDBACK_HEADER = 12;

    private RtcpReader() {}

    /** @return whether the packet was well-formed; if not, the listener has not been called */
    static boolean read(byte[] packet, int at, int length, RtcpListener listener) {
        int end = at + length;
        if (!isWellFormed(packet, at, end)) {
            return false;
        }
        int next = at;
        while (next < end) {
            int size = size(packet, next);
            readOne(packet, next, contentEnd(packet, next, size), listener);
            next += size;
        }
        return true;
    }

    private static boolean isWellFormed(byte[] packet, int at, int end) {
        if (at == end) {
            return false;
        }
        int next = at;
        while (next < end) {
            if (end - next < HEADER || (packet[next] & VERSION_MASK) != VERSION_2) {
                return false;
            }
            int size = size(packet, next);
            if (size > end - next || contentEnd(packet, next, size) < next + HEADER) {
                return false;
            }
            if (contentEnd(packet, next, size) - next < smallest(packet, next)) {
                return false;
            }
            next += size;
        }
        return true;
    }

    private static int size(byte[] packet, int at) {
        return HEADER * (BigEndian.getShort(packet, at + 2) + 1);
    }

    private static int contentEnd(byte[] packet, int at, int size) {
        int padding = (packet[at] & PADDING) == 0 ? 0 : BigEndian.getByte(packet, at + size - 1);
        return at + size - padding;
    }

    private static int smallest(byte[] packet, int at) {
        int count = packet[at] & COUNT_MASK;
        return switch (BigEndian.getByte(packet, at + 1)) {
            case SENDER_REPORT -> HEADER + 4 + SENDER_INFO + count * REPORT_BLOCK;
            case RECEIVER_REPORT -> HEADER + 4 + count * REPORT_BLOCK;
            case BYE -> HEADER + 4 * count;
            case TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK -> FEEDBACK_HEADER;
            default -> HEADER;
        };
    }

    private static void readOne(byte[] packet, int at, int end, RtcpListener listener) {
        int count = packet[at] & COUNT_MASK;
        switch (BigEndian.getByte(packet, at + 1)) {
            case SENDER_REPORT -> readReports(packet, at + HEADER + 4 + SENDER_INFO, count, listener);
            case RECEIVER_REPORT -> readReports(packet, at + HEADER + 4, count, listener);
            case BYE -> listener.bye();
            case TRANSPORT_FEEDBACK -> {
                if (count == NACK) {
                    readNacks(packet, at, end, listener);
                }
            }
            case PAYLOAD_FEEDBACK -> readPayloadFeedback(packet, at, end, count, listener);
            default -> {
                // SDES, APP, XR and unknown types carry nothing a sender needs.
            }
        }
    }

    private static void readReports(byte[] packet, int first, int count, RtcpListener listener) {
        for (int i = 0; i < count; i++) {
            int block = first + i * REPORT_BLOCK;
            int loss = BigEndian.getInt(packet, block + 4);
            listener.report(
                    BigEndian.getInt(packet, block),
                    loss >>> 24,
                    (loss << 8) >> 8,
                    BigEndian.getInt(packet, block + 12),
                    BigEndian.getInt(packet, block + 16),
                    BigEndian.getInt(packet, block + 20));
        }
    }

    private static void readNacks(byte[] packet, int at, int end, RtcpListener listener) {
        int ssrc = BigEndian.getInt(packet, at + 8);
        for (int i = at + FEEDBACK_HEADER; i + 4 <= end; i += 4) {
            listener.nack(ssrc, BigEndian.getShort(packet, i), BigEndian.getShort(packet, i + 2));
        }
    }

    private static void readPayloadFeedback(byte[] packet, int at, int end, int format, RtcpListener listener) {
        int first = at + FEEDBACK_HEADER;
        switch (format) {
            case PICTURE_LOSS -> listener.pictureLoss(BigEndian.getInt(packet, at + 8));
            case FULL_INTRA -> {
                for (int i = first; i + 8 <= end; i += 8) {
                    listener.fullIntra(BigEndian.getInt(packet, i), BigEndian.getByte(packet, i + 4));
                }
            }
            case APPLICATION -> {
                if (first + 8 <= end && BigEndian.getInt(packet, first) == REMB) {
                    int word = BigEndian.getInt(packet, first + 4);
                    listener.estimate(estimate((word >>> 18) & 0x3f, word & 0x3ffff));
                }
            }
            default -> {
                // Slice loss, reference picture selection and others are answered by nothing.
            }
        }
    }

    private static long estimate(int exponent, long mantissa) {
        return exponent > 63 - 18 ? Long.MAX_VALUE : mantissa << exponent;
    }
}
