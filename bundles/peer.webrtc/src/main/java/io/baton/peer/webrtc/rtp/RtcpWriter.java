// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import java.nio.charset.StandardCharsets;

/** Writes the RTCP a sender sends: sender report, source description, goodbye (RFC 3550 §6.4.1, §6.5, §6.6). */
final class RtcpWriter {

    /** Room that every packet of ours fits into, encryption not counted. */
    static final int LARGEST = 400;

    private static final int VERSION_2 = 0x80;
    private static final int SENDER_REPORT = 200;
    private static final int SOURCE_DESCRIPTION = 202;
    private static final int BYE = 203;
    private static final int CNAME = 1;
    private static final int REPORT_LENGTH = 28;

    private final int ssrc;
    private final byte[] cname;

    RtcpWriter(int ssrc, String cname) {
        this.ssrc = ssrc;
        this.cname = cname.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A sender report with our CNAME.
     *
     * @param ntp NTP timestamp, 32.32 fixed point
     * @return bytes written
     */
    int report(byte[] out, long ntp, int timestamp, long packets, long octets) {
        header(out, 0, 0, SENDER_REPORT, REPORT_LENGTH);
        BigEndian.putInt(out, 4, ssrc);
        BigEndian.putInt(out, 8, (int) (ntp >>> 32));
        BigEndian.putInt(out, 12, (int) ntp);
        BigEndian.putInt(out, 16, timestamp);
        BigEndian.putInt(out, 20, (int) packets);
        BigEndian.putInt(out, 24, (int) octets);
        return describe(out, REPORT_LENGTH);
    }

    /** Appends a goodbye to a report of {@code at} bytes; answers the bytes of both. */
    int goodbye(byte[] out, int at) {
        header(out, at, 1, BYE, 8);
        BigEndian.putInt(out, at + 4, ssrc);
        return at + 8;
    }

    private int describe(byte[] out, int at) {
        int text = at + 10;
        int end = text + cname.length + 1;
        int padded = (end + 3) & ~3;
        BigEndian.putInt(out, at + 4, ssrc);
        out[at + 8] = CNAME;
        out[at + 9] = (byte) cname.length;
        System.arraycopy(cname, 0, out, text, cname.length);
        for (int i = text + cname.length; i < padded; i++) {
            out[i] = 0;
        }
        header(out, at, 1, SOURCE_DESCRIPTION, padded - at);
        return padded;
    }

    private static void header(byte[] out, int at, int count, int type, int length) {
        out[at] = (byte) (VERSION_2 | count);
        out[at + 1] = (byte) type;
        BigEndian.putShort(out, at + 2, length / 4 - 1);
    }
}
