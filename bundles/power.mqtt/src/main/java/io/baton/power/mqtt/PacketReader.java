// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts what a broker sends into packets. A packet that is too long or damaged ends the connection. One thread. */
final class PacketReader {

    /** Of a packet without its header. A socket's whole status has a few KiB. */
    static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_LENGTH_BYTES = 4;

    private byte[] buffer = new byte[1024];
    private int filled;

    /** Adds what was received. */
    void add(byte[] bytes, int length) {
        if (filled + length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(filled + length, 2 * buffer.length));
        }
        System.arraycopy(bytes, 0, buffer, filled, length);
        filled += length;
    }

    /** Returns the next packet; null until there is more. */
    @Nullable
    MqttPacket next() throws IOException {
        int at = 1;
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            if (at > MAX_LENGTH_BYTES) {
                throw new IOException("it sent a packet that is too long");
            }
            if (at >= filled) {
                return null;
            }
            int octet = buffer[at++];
            length |= (octet & 0x7F) << shift;
            if (octet >= 0) {
                break;
            }
        }
        if (length > MAX_BYTES) {
            throw new IOException("it sent a packet that is too long");
        }
        if (filled - at < length) {
            return null;
        }
        MqttPacket packet = read(buffer[0] & 0xFF, ByteBuffer.wrap(buffer, at, length));
        filled -= at + length;
        System.arraycopy(buffer, at + length, buffer, 0, filled);
        return packet;
    }

    private static MqttPacket read(int header, ByteBuffer body) throws IOException {
        int least = switch (header >> 4) {
            case MqttPacket.SUBACK -> 3;
            case MqttPacket.PINGRESP -> 0;
            default -> 2;
        };
        if (body.remaining() < least) {
            throw damaged();
        }
        return switch (header >> 4) {
            case MqttPacket.CONNACK -> new MqttPacket.Accepted(body.getShort() & 0xFF);
            case MqttPacket.PUBLISH -> published(header & 0x0F, body);
            case MqttPacket.PUBACK -> new MqttPacket.Acknowledged(body.getShort() & 0xFFFF);
            case MqttPacket.SUBACK -> subscribed(body);
            case MqttPacket.PINGRESP -> new MqttPacket.Pong();
            default -> throw damaged();
        };
    }

    private static MqttPacket published(int flags, ByteBuffer body) throws IOException {
        int service = flags >> 1 & 3;
        int topicBytes = body.getShort() & 0xFFFF;
        // no topic was asked for with more than acknowledgement
        if (service > 1 || body.remaining() < topicBytes + (service == 1 ? 2 : 0)) {
            throw damaged();
        }
        byte[] topic = new byte[topicBytes];
        body.get(topic);
        int id = service == 1 ? body.getShort() & 0xFFFF : 0;
        byte[] payload = new byte[body.remaining()];
        body.get(payload);
        return new MqttPacket.Published(new String(topic, StandardCharsets.UTF_8), payload, id);
    }

    private static MqttPacket subscribed(ByteBuffer body) {
        int id = body.getShort() & 0xFFFF;
        List<Integer> refused = new ArrayList<>();
        for (int index = 0; body.hasRemaining(); index++) {
            if (body.get() < 0) {
                refused.add(index);
            }
        }
        return new MqttPacket.Subscribed(id, refused);
    }

    private static IOException damaged() {
        return new IOException("it does not speak MQTT 3.1.1");
    }
}
