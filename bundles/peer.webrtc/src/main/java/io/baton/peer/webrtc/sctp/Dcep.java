// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The two messages that open a data channel (RFC 8832 section 5). */
final class Dcep {

    private static final int OPEN = 3;
    private static final int ACK = 2;
    private static final int FIXED = 12;
    private static final int UNORDERED = 0x80;
    private static final int PRIORITY_NORMAL = 256;
    /** Bytes of a label, and of a protocol, that a peer may ask the association to keep. */
    private static final int MAX_TEXT = 1024;

    private Dcep() {}

    static byte[] ack() {
        return new byte[] {ACK};
    }

    static boolean isAck(byte[] message) {
        return message.length >= 1 && message[0] == ACK;
    }

    static boolean isOpen(byte[] message) {
        return message.length >= 1 && message[0] == OPEN;
    }

    static byte[] open(ChannelSettings settings) {
        byte[] label = settings.label().getBytes(UTF_8);
        byte[] protocol = settings.protocol().getBytes(UTF_8);
        if (label.length > 0xffff || protocol.length > 0xffff) {
            throw new IllegalArgumentException("label or protocol too long");
        }
        int type = settings.ordered() ? 0 : UNORDERED;
        long reliability = 0;
        if (settings.maxRetransmits() >= 0) {
            type |= 1;
            reliability = settings.maxRetransmits();
        } else if (settings.maxLifetimeMillis() >= 0) {
            type |= 2;
            reliability = settings.maxLifetimeMillis();
        }
        ByteBuffer out = ByteBuffer.allocate(FIXED + label.length + protocol.length);
        out.put((byte) OPEN).put((byte) type).putShort((short) PRIORITY_NORMAL).putInt((int) reliability);
        out.putShort((short) label.length).putShort((short) protocol.length);
        return out.put(label).put(protocol).array();
    }

    /**
     * The channel a DATA_CHANNEL_OPEN asks for, or null if the message is malformed, of an unknown type, or has a label
     * or protocol of more than {@value #MAX_TEXT} bytes.
     */
    static @Nullable ChannelSettings parseOpen(byte[] message) {
        if (message.length < FIXED || message[0] != OPEN) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(message);
        int type = in.get(1) & 0xff;
        long reliability = in.getInt(4) & 0xffff_ffffL;
        int label = in.getShort(8) & 0xffff;
        int protocol = in.getShort(10) & 0xffff;
        int kind = type & ~UNORDERED;
        if (message.length != FIXED + label + protocol || kind > 2 || label > MAX_TEXT || protocol > MAX_TEXT) {
            return null;
        }
        return new ChannelSettings(
                new String(message, FIXED, label, UTF_8),
                new String(message, FIXED + label, protocol, UTF_8),
                (type & UNORDERED) == 0,
                kind == 1 ? reliability : ChannelSettings.UNLIMITED,
                kind == 2 ? reliability : ChannelSettings.UNLIMITED);
    }
}
