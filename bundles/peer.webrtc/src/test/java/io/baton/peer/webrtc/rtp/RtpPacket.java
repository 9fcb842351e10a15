// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A plain RTP packet taken apart, as RFC 3550 §5.1 and RFC 8285 §4.2 tell a receiver to. */
record RtpPacket(
        int ssrc,
        int payloadType,
        boolean marker,
        int sequence,
        int timestamp,
        Map<Integer, Integer> extensions,
        byte[] payload) {

    static RtpPacket parse(byte[] packet) {
        if ((packet[0] & 0xc0) != 0x80 || (packet[0] & 0x2f) != 0) {
            throw new AssertionError("not a header we write");
        }
        Map<Integer, Integer> extensions = new HashMap<>();
        int at = 12;
        if ((packet[0] & 0x10) != 0) {
            if (BigEndian.getShort(packet, 12) != 0xbede) {
                throw new AssertionError("not the one-byte form");
            }
            int end = 16 + 4 * BigEndian.getShort(packet, 14);
            for (at = 16; at < end; at += 4) {
                if ((packet[at] & 0x0f) != 2) {
                    throw new AssertionError("both our extensions have three bytes");
                }
                extensions.put((packet[at] & 0xff) >> 4, BigEndian.getInt(packet, at) & 0xff_ffff);
            }
        }
        return new RtpPacket(
                BigEndian.getInt(packet, 8),
                packet[1] & 0x7f,
                packet[1] < 0,
                BigEndian.getShort(packet, 2),
                BigEndian.getInt(packet, 4),
                extensions,
                Arrays.copyOfRange(packet, at, packet.length));
    }
}
