// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PacketReaderTest {

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static @Nullable MqttPacket read(String text) throws IOException {
        PacketReader reader = new PacketReader();
        byte[] bytes = hex(text);
        reader.add(bytes, bytes.length);
        return reader.next();
    }

    @Test
    void packetsHaveTheBytesOfTheStandard() {
        assertArrayEquals(
                hex("10 10 0004 4D515454 04 02 003C 0004 64657631"),
                MqttPacket.connect("dev1", "", "", null, 60),
                "protocol name, level 4, clean session, keep alive, client id");
        assertArrayEquals(
                hex("10 1E 0004 4D515454 04 EE 001E 0001 63 0003 612F62 0003 6F6666 0001 75 0002 7077"),
                MqttPacket.connect("c", "u", "pw", new PlugMessage("a/b", "off"), 30),
                "a retained will with acknowledgement, user and password");
        assertArrayEquals(hex("82 08 0001 0003 612F62 01"), MqttPacket.subscribe(1, List.of("a/b")));
        assertArrayEquals(hex("32 08 0003 612F62 000A 78"), MqttPacket.publish(10, new PlugMessage("a/b", "x"), false));
        assertArrayEquals(hex("33 08 0003 612F62 000A 78"), MqttPacket.publish(10, new PlugMessage("a/b", "x"), true));
        assertArrayEquals(hex("40 02 012C"), MqttPacket.acknowledge(300));
        assertArrayEquals(hex("C0 00"), MqttPacket.ping());
        assertArrayEquals(hex("E0 00"), MqttPacket.disconnect());
        byte[] longer = MqttPacket.publish(1, new PlugMessage("t", "x".repeat(316)), false);
        assertArrayEquals(hex("32 C1 02"), Arrays.copyOf(longer, 3), "321 in two bytes, as in section 2.2.3");
    }

    @Test
    void packetsOfABrokerAreReadAlsoByteByByte() throws IOException {
        assertEquals(new MqttPacket.Accepted(5), read("20 02 0005"));
        assertEquals(new MqttPacket.Accepted(0), read("20 02 0100"));
        assertEquals(new MqttPacket.Acknowledged(300), read("40 02 012C"));
        assertEquals(new MqttPacket.Pong(), read("D0 00"));
        assertEquals(new MqttPacket.Subscribed(1, List.of(1)), read("90 05 0001 01 80 00"));
        PacketReader reader = new PacketReader();
        byte[] bytes = hex("30 07 0003 612F62 6F6E 32 08 0003 612F62 000A 78 D0 00");
        int packets = 0;
        for (byte one : bytes) {
            reader.add(new byte[] {one}, 1);
            for (MqttPacket packet = reader.next(); packet != null; packet = reader.next()) {
                packets++;
                if (packet instanceof MqttPacket.Published message) {
                    assertEquals("a/b", message.topic());
                    assertEquals(packets == 1 ? 0 : 10, message.id());
                    assertEquals(packets == 1 ? "on" : "x", new String(message.payload(), StandardCharsets.UTF_8));
                }
            }
        }
        assertEquals(3, packets);
    }

    @Test
    void whatIsTooLongOrDamagedIsRefused() throws IOException {
        assertNull(read("30"));
        assertNull(read("30 FF"));
        for (String wrong : List.of(
                "30 FF FF FF 7F", // 268,435,455 bytes
                "30 81 80 04", // one more than is taken
                "30 FF FF FF FF 7F", // a length of five bytes
                "30 02 0005", // a topic that is longer than the packet
                "32 03 0001 61", // without its id
                "34 05 0001 61 0001", // a quality that was not asked for
                "30 01 00",
                "20 01 00",
                "90 02 0001",
                "10 02 0000",
                "00 02 0000")) {
            assertThrows(IOException.class, () -> read(wrong), wrong);
        }
    }

    @Test
    void damagedPacketsAreRefusedOrRead() {
        byte[] good = hex("20 02 0000 90 03 0001 01 32 08 0003 612F62 000A 78 40 02 0002 D0 00");
        Random random = new Random(27_182);
        int refused = 0;
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            PacketReader reader = new PacketReader();
            reader.add(bytes, bytes.length);
            try {
                for (MqttPacket packet = reader.next(); packet != null; packet = reader.next()) {
                    read++;
                }
            } catch (IOException e) {
                refused++;
            }
        }
        assertTrue(refused > 1_000 && read > 1_000, refused + " refused, " + read + " read");
    }
}
