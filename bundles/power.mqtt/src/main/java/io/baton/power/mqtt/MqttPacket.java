// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A control packet of MQTT 3.1.1 that a broker sends, and the bytes of those that a client sends.
 *
 * @see <a href="https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html">MQTT 3.1.1</a>
 */
sealed interface MqttPacket {

    /**
     * The answer to CONNECT.
     *
     * @param code 0 when the broker accepts
     */
    record Accepted(int code) implements MqttPacket {}

    /**
     * A message.
     *
     * @param id of a message that is to be acknowledged; 0 for one that is not
     */
    record Published(String topic, byte[] payload, int id) implements MqttPacket {}

    /** The acknowledgement of a message. */
    record Acknowledged(int id) implements MqttPacket {}

    /**
     * The answer to SUBSCRIBE.
     *
     * @param refused indexes of the topics that may not be read
     */
    record Subscribed(int id, List<Integer> refused) implements MqttPacket {}

    /** The answer to PINGREQ. */
    record Pong() implements MqttPacket {}

    /** Names of the types, in the high half of the first byte. */
    int CONNECT = 1;

    int CONNACK = 2;
    int PUBLISH = 3;
    int PUBACK = 4;
    int SUBSCRIBE = 8;
    int SUBACK = 9;
    int PINGREQ = 12;
    int PINGRESP = 13;
    int DISCONNECT = 14;

    /** A session of its own, without messages that the broker would have kept. */
    static byte[] connect(
            String clientId, String userName, String password, @Nullable PlugMessage will, int keepAliveSeconds) {
        Body body = new Body().text("MQTT").octet(4);
        int flags = 0x02;
        if (will != null) {
            flags |= 0x04 | 0x08 | 0x20;
        }
        if (!userName.isEmpty()) {
            flags |= 0x80 | (password.isEmpty() ? 0 : 0x40);
        }
        body.octet(flags).number(keepAliveSeconds).text(clientId);
        if (will != null) {
            body.text(will.topic()).text(will.payload());
        }
        if (!userName.isEmpty()) {
            body.text(userName);
            if (!password.isEmpty()) {
                body.text(password);
            }
        }
        return body.packet(CONNECT, 0);
    }

    /** Asks for topics, each with acknowledgement. */
    static byte[] subscribe(int id, List<String> topics) {
        Body body = new Body().number(id);
        topics.forEach(topic -> body.text(topic).octet(1));
        return body.packet(SUBSCRIBE, 2);
    }

    /** A message that is acknowledged. */
    static byte[] publish(int id, PlugMessage message, boolean retained) {
        return new Body()
                .text(message.topic())
                .number(id)
                .octets(message.payload().getBytes(StandardCharsets.UTF_8))
                .packet(PUBLISH, retained ? 3 : 2);
    }

    static byte[] acknowledge(int id) {
        return new Body().number(id).packet(PUBACK, 0);
    }

    static byte[] ping() {
        return new Body().packet(PINGREQ, 0);
    }

    static byte[] disconnect() {
        return new Body().packet(DISCONNECT, 0);
    }

    /** What follows the fixed header of a packet. */
    final class Body {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Body octet(int value) {
            bytes.write(value);
            return this;
        }

        Body number(int value) {
            return octet(value >> 8).octet(value);
        }

        Body octets(byte[] value) {
            bytes.writeBytes(value);
            return this;
        }

        Body text(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            return number(utf8.length).octets(utf8);
        }

        byte[] packet(int type, int flags) {
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.write(type << 4 | flags);
            int left = bytes.size();
            do {
                int low = left & 0x7F;
                left >>= 7;
                packet.write(left > 0 ? low | 0x80 : low);
            } while (left > 0);
            packet.writeBytes(bytes.toByteArray());
            return packet.toByteArray();
        }
    }
}
