// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes one STUN message (RFC 8489): attributes in the order given, then MESSAGE-INTEGRITY and FINGERPRINT. */
final class StunWriter {

    private final ByteBuffer out = ByteBuffer.allocate(768);

    StunWriter(int type, byte[] transaction) {
        out.putShort((short) type).putShort((short) 0).putInt(StunType.MAGIC).put(transaction);
    }

    StunWriter attribute(int type, byte[] value) {
        out.putShort((short) type).putShort((short) value.length).put(value);
        while (out.position() % 4 != 0) {
            out.put((byte) 0);
        }
        return this;
    }

    StunWriter text(int type, String value) {
        return attribute(type, value.getBytes(StandardCharsets.UTF_8));
    }

    StunWriter int32(int type, int value) {
        return attribute(type, ByteBuffer.allocate(4).putInt(value).array());
    }

    StunWriter int64(int type, long value) {
        return attribute(type, ByteBuffer.allocate(8).putLong(value).array());
    }

    StunWriter xorMapped(InetSocketAddress address) {
        byte[] raw = address.getAddress().getAddress();
        byte[] value = new byte[4 + raw.length];
        value[1] = (byte) (raw.length == 4 ? 1 : 2);
        StunMessage.put16(value, 2, address.getPort() ^ StunType.MAGIC >>> 16);
        for (int i = 0; i < raw.length; i++) {
            value[4 + i] = (byte) (raw[i] ^ out.get(4 + i));
        }
        return attribute(StunType.XOR_MAPPED_ADDRESS, value);
    }

    StunWriter error(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return attribute(
                StunType.ERROR_CODE,
                ByteBuffer.allocate(4 + text.length)
                        .putShort((short) 0)
                        .put((byte) (code / 100))
                        .put((byte) (code % 100))
                        .put(text)
                        .array());
    }

    byte[] finish(StunKey key) {
        length(24);
        attribute(StunType.MESSAGE_INTEGRITY, key.mac(out.array(), out.position()));
        length(8);
        int32(StunType.FINGERPRINT, StunMessage.fingerprint(out.array(), out.position()));
        byte[] message = new byte[out.position()];
        out.flip().get(message);
        return message;
    }

    private void length(int more) {
        out.putShort(2, (short) (out.position() - StunType.HEADER + more));
    }
}
