// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Six slots, first free, shift left, roll-over. */
class KeyboardTest {

    private final Keyboard keyboard = new Keyboard(() -> false);

    /** Steps are usages in hex, {@code +} down and {@code -} up; the report follows the last step. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "+04, 0000040000000000",
        "+04 -04, 0000000000000000",
        "+e1, 0200000000000000",
        "+e1 +04, 0200040000000000",
        "+e1 +04 -e1, 0000040000000000",
        "+e0 +e1 +e2 +e3 +e4 +e5 +e6 +e7, ff00000000000000",
        "+e0 +e7 -e0, 8000000000000000",
        "+04 +05 +06, 0000040506000000",
        "+04 +05 +06 -04, 0000050600000000",
        "+04 +05 +06 -05, 0000040600000000",
        "+04 +05 +06 -06, 0000040500000000",
        "+04 +05 -04 +06, 0000050600000000",
        "+04 +04, 0000040000000000",
        "+04 +04 -04, 0000000000000000",
        "-04, 0000000000000000",
        "+00, 0000000000000000",
        "+04 +05 +06 +07 +08 +09, 0000040506070809",
        "+04 +05 +06 +07 +08 +09 -06 +0a, 000004050708090a",
        "+e1 +04 +05 +06 +07 +08 +09 +0a, 0200010101010101",
        "+04 +05 +06 +07 +08 +09 +0a -0a, 0000000000000000",
        "+04 +05 +06 +07 +08 +09 +0a +0b, 00000b0000000000",
        "+04 +05 +06 +07 +08 +09 +e1, 0200040506070809",
        "+dd +f7, 0000ddf700000000",
        "+04 +80 +05, 0000040500000000",
    })
    void reportHasTheKeysThatAreDown(String steps, String report) {
        for (String step : steps.split(" ", -1)) {
            keyboard.key(HexFormat.fromHexDigits(step, 1, 3), step.charAt(0) == '+');
        }
        assertEquals(report, report());
    }

    @Test
    void seventhKeyReportsRollOverAndClearsKeys() {
        for (int usage = 4; usage <= 10; usage++) {
            keyboard.key(usage, true);
        }
        assertEquals("0000010101010101", report());
        assertEquals(0, keyboard.down().keys());
    }

    @Test
    void keyEdgesContinueFromASetReport() {
        keyboard.set(0x05, 0x0605_0004L);
        assertEquals("0500040005060000", report());
        keyboard.key(0x07, true);
        assertEquals("0500040705060000", report());
        keyboard.key(0x05, false);
        assertEquals("0500040706000000", report());
    }

    /** Against a set of what is held, for as long as six slots are enough. */
    @Test
    void sixOrFewerKeysEqualAReferenceSet() {
        SplittableRandom random = new SplittableRandom(7);
        TreeSet<Integer> held = new TreeSet<>();
        for (int i = 0; i < 20_000; i++) {
            int usage = 4 + random.nextInt(9);
            boolean down = held.size() < 6 && random.nextBoolean();
            keyboard.key(usage, down);
            if (down) {
                held.add(usage);
            } else {
                held.remove(usage);
            }
            TreeSet<Integer> reported = new TreeSet<>();
            int slots = 0;
            for (int slot = 0; slot < 6; slot++) {
                if (keyboard.down().key(slot) != 0) {
                    reported.add(keyboard.down().key(slot));
                    slots = slot + 1;
                }
            }
            assertEquals(held, reported);
            assertEquals(held.size(), slots, "slots are filled from the left");
        }
    }

    private String report() {
        byte[] report = new byte[Keyboard.REPORT_LENGTH];
        keyboard.report(report);
        return HexFormat.of().formatHex(report);
    }
}
