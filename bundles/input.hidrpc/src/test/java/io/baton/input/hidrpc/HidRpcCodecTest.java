// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.hid.HidEvent;
import io.baton.hid.KeysDown;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every type and length, recorded examples and random bytes. */
class HidRpcCodecTest {

    private static final HexFormat HEX = HexFormat.of();

    /** The valid total lengths of each type. */
    private static final Map<Integer, Set<Integer>> LENGTHS = Map.of(
            0x01, Set.of(2),
            0x02, Set.of(2, 3, 4, 5, 6, 7, 8),
            0x03, Set.of(10),
            0x04, Set.of(2, 3),
            0x05, Set.of(3),
            0x06, Set.of(4),
            0x08, Set.of(1),
            0x09, Set.of(1));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0101 | Handshake[version=1]",
                "01ff | Handshake[version=255]",
                "0200000000000000 | Input[event=Keyboard[modifiers=0, keys=0]]",
                "0202 | Input[event=Keyboard[modifiers=2, keys=0]]",
                "02020405 | Input[event=Keyboard[modifiers=2, keys=1284]]",
                "02ffffffffffffff | Input[event=Keyboard[modifiers=255, keys=281474976710655]]",
                "03000040000000400000 | Input[event=Pointer[x=16384, y=16384, buttons=0]]",
                "03000040000000400001 | Input[event=Pointer[x=16384, y=16384, buttons=1]]",
                "0300007fff00007fff1f | Input[event=Pointer[x=32767, y=32767, buttons=31]]",
                "03ffffffff0001000000 | Input[event=Pointer[x=0, y=32767, buttons=0]]",
                "037fffffff80000000ff | Input[event=Pointer[x=32767, y=0, buttons=31]]",
                "0401 | Input[event=Wheel[vertical=1, horizontal=0]]",
                "04ff05 | Input[event=Wheel[vertical=-1, horizontal=5]]",
                "0480 | Input[event=Wheel[vertical=-127, horizontal=0]]",
                "0400 | Nothing[]",
                "040080 | Input[event=Wheel[vertical=0, horizontal=-127]]",
                "040000 | Nothing[]",
                "05e101 | Input[event=Key[usage=225, down=true]]",
                "05e100 | Input[event=Key[usage=225, down=false]]",
                "050401 | Input[event=Key[usage=4, down=true]]",
                "050400 | Input[event=Key[usage=4, down=false]]",
                "050402 | Input[event=Key[usage=4, down=false]]",
                "06ff7f03 | Input[event=Move[dx=-1, dy=127, buttons=3]]",
                "06808000 | Input[event=Move[dx=-127, dy=-127, buttons=0]]",
                "08 | CancelMacro[]",
                "09 | KeepAlive[]",
            })
    void clientMessagesAreDecoded(String hex, String message) {
        assertEquals(message, HidRpcCodec.decode(HEX.parseHex(hex)).toString());
    }

    @Test
    void macroIsDecoded() {
        HidRpcMessage.Macro macro = assertInstanceOf(
                HidRpcMessage.Macro.class,
                HidRpcCodec.decode(HEX.parseHex("070100000002" + "020400000000000014" + "00000000000000ffff")));
        assertArrayEquals(new long[] {0x0002_0000_0000_0004L, 0}, macro.steps());
        assertArrayEquals(new int[] {20, 65_535}, macro.delays());
        assertInstanceOf(HidRpcMessage.Macro.class, HidRpcCodec.decode(HEX.parseHex("070100000000")));
    }

    @ParameterizedTest
    @CsvSource({
        "07",
        "0701000000",
        "070100000001",
        "07010000000100000000000000",
        "0701000000010000000000000000001",
        "07017fffffff000000000000000000",
        "0701ffffffff000000000000000000",
        "07011c71c71c",
    })
    void macroWithWrongLengthIsMalformed(String hex) {
        byte[] data = HEX.parseHex(hex.length() % 2 == 0 ? hex : hex + "0");
        assertInstanceOf(HidRpcMessage.Malformed.class, HidRpcCodec.decode(data));
    }

    @Test
    void onlyExactLengthsAreAccepted() {
        for (int type = 0; type < 256; type++) {
            for (int length = 1; length < 64; length++) {
                if (type == 0x07) {
                    continue;
                }
                byte[] data = new byte[length];
                data[0] = (byte) type;
                boolean expected = LENGTHS.getOrDefault(type, Set.of()).contains(length);
                boolean accepted = !(HidRpcCodec.decode(data) instanceof HidRpcMessage.Malformed);
                assertEquals(expected, accepted, "type " + type + " length " + length);
            }
        }
        assertInstanceOf(HidRpcMessage.Malformed.class, HidRpcCodec.decode(new byte[0]));
    }

    @Test
    void deviceMessagesAreEncoded() {
        assertEquals("0101", HEX.formatHex(HidRpcCodec.handshake()));
        assertEquals("3202", HEX.formatHex(HidRpcCodec.ledState(2)));
        assertEquals(
                "3302040500000000",
                HEX.formatHex(HidRpcCodec.keysDownState(new KeysDown(2, 0x0504)))
                        .substring(0, 16));
        assertEquals("340101", HEX.formatHex(HidRpcCodec.macroState(true)));
        assertEquals("340001", HEX.formatHex(HidRpcCodec.macroState(false)));
    }

    /** Random bytes are malformed or within range, and encode to the same message again. */
    @Test
    void randomBytesAreMalformedOrInRange() {
        SplittableRandom random = new SplittableRandom(20_260_101);
        String[] seeds = {
            "0101",
            "0200000000000000",
            "03000040000000400001",
            "040100",
            "04ff05",
            "05e101",
            "06ff7f03",
            "08",
            "09",
            "070100000002020400000000000014000000000000000014"
        };
        int accepted = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] data = HEX.parseHex(seeds[random.nextInt(seeds.length)]);
            if (random.nextInt(4) == 0) {
                data = Arrays.copyOf(data, random.nextInt(40));
            }
            for (int flips = random.nextInt(3); flips > 0 && data.length > 0; flips--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt();
            }
            HidRpcMessage message = HidRpcCodec.decode(data);
            if (message instanceof HidRpcMessage.Input(HidEvent event)) {
                accepted++;
                assertInRange(event);
                assertEquals(message, HidRpcCodec.decode(HidRpcCodec.encode(message)));
            } else if (message instanceof HidRpcMessage.Macro macro) {
                assertEquals(macro.steps().length, macro.delays().length);
                assertArrayEquals(
                        macro.steps(),
                        assertInstanceOf(HidRpcMessage.Macro.class, HidRpcCodec.decode(HidRpcCodec.encode(message)))
                                .steps());
            }
        }
        assertTrue(accepted > 10_000, "the generator makes valid messages too: " + accepted);
    }

    private static void assertInRange(HidEvent event) {
        boolean inRange = switch (event) {
            case HidEvent.Keyboard keyboard -> keyboard.modifiers() >>> 8 == 0 && keyboard.keys() >>> 48 == 0;
            case HidEvent.Key key -> key.usage() >>> 8 == 0;
            case HidEvent.Pointer pointer ->
                pointer.x() >>> 15 == 0 && pointer.y() >>> 15 == 0 && pointer.buttons() >>> 5 == 0;
            case HidEvent.Move move ->
                Math.abs(move.dx()) <= 127 && Math.abs(move.dy()) <= 127 && move.buttons() >>> 5 == 0;
            case HidEvent.Wheel wheel ->
                (wheel.vertical() != 0 || wheel.horizontal() != 0)
                        && Math.abs(wheel.vertical()) <= 127
                        && Math.abs(wheel.horizontal()) <= 127;
        };
        assertTrue(inRange, event::toString);
    }
}
