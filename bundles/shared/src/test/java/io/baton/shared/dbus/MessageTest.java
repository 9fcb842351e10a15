// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.dbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire format of D-Bus. */
final class MessageTest {

    private static final byte[] CALL = Message.call(
            7,
            "org.example",
            "/org/example",
            "org.example.Type",
            "Do",
            "sbias",
            List.of("é", true, -3, List.of("a", "")));

    @Test
    void callIsReadAsItWasWritten() {
        Message message = Message.read(CALL);
        assertEquals(Message.CALL, message.type());
        assertEquals("/org/example", message.field(Message.PATH));
        assertEquals("Do", message.field(Message.MEMBER));
        assertEquals("org.example", message.field(Message.DESTINATION));
        assertEquals(List.of("é", true, -3L, List.of("a", "")), message.body());
    }

    @Test
    void dictionaryAndStructureOfABigEndianSenderAreRead() {
        // a{sv} of one entry: "k" -> (q 258), after the length and the padding to 8
        byte[] bytes = HexFormat.of()
                .parseHex("0000000e" + "00000000" + "000000016b00" + "03287129" + "00" + "0000000000" + "0102");
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.putInt(0, bytes.length - 8);
        assertEquals(
                List.of(Map.of("k", List.of(258L))), new MessageReader(buffer, ByteOrder.BIG_ENDIAN).read("a{sv}"));
    }

    @Test
    void octetsAreAnArray() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {2, 0, 0, 0, 9, 8});
        assertArrayEquals(new byte[] {9, 8}, (byte[])
                new MessageReader(buffer, ByteOrder.LITTLE_ENDIAN).read("ay").getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "(", "()", "{s}", "a{sss}", "z", "a{"})
    void malformedSignatureIsRefused(String signature) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new MessageReader(ByteBuffer.allocate(64), ByteOrder.LITTLE_ENDIAN).read(signature));
    }

    @Test
    void deepNestingIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new MessageReader(ByteBuffer.allocate(64), ByteOrder.LITTLE_ENDIAN).read("a".repeat(200) + "y"));
        // a variant within a variant within a variant …
        byte[] variants = new byte[3_000];
        for (int i = 0; i < variants.length; i += 3) {
            variants[i] = 1;
            variants[i + 1] = 'v';
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new MessageReader(ByteBuffer.wrap(variants), ByteOrder.LITTLE_ENDIAN).read("v"));
    }

    @Test
    void lengthBeyondTheBoundIsRefused() {
        byte[] prefix = java.util.Arrays.copyOf(CALL, Message.PREFIX);
        prefix[6] = 0x7F;
        assertThrows(IllegalArgumentException.class, () -> Message.length(prefix));
    }

    /** Whatever arrives is a message or is refused; nothing else, and in bounded time. */
    @Test
    void damagedMessagesAreRefused() {
        Random random = new Random(20_261_130);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = CALL.clone();
            for (int n = random.nextInt(6); n >= 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                Message.read(damaged);
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertTrue(refused > 1_000, "refused " + refused);
    }
}
