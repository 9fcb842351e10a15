// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.hid.HidEvent;
import io.baton.port.ReportPort;
import io.baton.shared.ports.ControlKeys;
import io.baton.shared.ports.ReportDescriptors;
import io.baton.shared.ports.ReportDescriptors.Application;
import io.baton.shared.reports.ReportDescriptorParser;
import io.baton.shared.reports.ReportField;
import io.baton.shared.reports.ReportLayout;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From an event to the bytes of its reports, and back to usages by the report descriptors (USB HID 1.11 §6.2.2). */
class ReportRoundTripTest {

    private static final int PAGE_DESKTOP = 0x01_0000;
    private static final int PAGE_KEYBOARD = 0x07_0000;
    private static final int PAGE_BUTTON = 0x09_0000;
    private static final int PAGE_CONSUMER = 0x0C_0000;
    private static final int X = PAGE_DESKTOP | 0x30;
    private static final int Y = PAGE_DESKTOP | 0x31;
    private static final int WHEEL = PAGE_DESKTOP | 0x38;
    private static final int AC_PAN = PAGE_CONSUMER | 0x238;
    private static final int FIRST_KEY = 0x04;
    private static final int LAST_KEY = 0xFF;

    private static final byte[] NUMBERED = ReportDescriptors.numbered(EnumSet.allOf(Application.class));

    private boolean nKeyRollover;
    private final DeviceReports reports = new DeviceReports(() -> nKeyRollover);

    @Test
    void everyKeyOfTheKeyboardIsReadBack() {
        for (int usage = FIRST_KEY; usage <= LAST_KEY; usage++) {
            if (ControlKeys.bit(usage) == ControlKeys.NONE) {
                assertEquals(
                        Map.of(ReportPort.KEYBOARD, Map.of(PAGE_KEYBOARD | usage, 1)),
                        values(new HidEvent.Key(usage, true)),
                        "key " + usage);
                assertEquals(
                        Map.of(ReportPort.KEYBOARD, Map.of()), values(new HidEvent.Key(usage, false)), "key " + usage);
            }
        }
    }

    /** The usages by the names of the keys, as input and target know them. */
    @ParameterizedTest
    @CsvSource({
        "7F, 0C00E2", "80, 0C00E9", "81, 0C00EA", "EF, 0C00E2", "ED, 0C00E9", "EE, 0C00EA", "E8, 0C00CD", "E9, 0C00B7",
        "EA, 0C00B6", "EB, 0C00B5", "EC, 0C00B8", "F0, 0C0223", "F1, 0C0224", "F2, 0C0225", "F3, 0C0226", "F4, 0C0221",
        "FA, 0C0227", "FB, 0C0192", "F9, 0C019E", "FD, 0C018A", "FE, 0C0183", "FF, 0C022A", "66, 010081", "F8, 010082",
        "FC, 010083",
    })
    void controlKeyIsReadBackFromAReportOfItsOwn(String keyUsage, String usage) {
        int key = HexFormat.fromHexDigits(keyUsage);
        int expected = HexFormat.fromHexDigits(usage);
        assertEquals(Map.of(ReportPort.ABSOLUTE_POINTER, Map.of(expected, 1)), values(new HidEvent.Key(key, true)));
        assertEquals(ControlKeys.bit(key), ControlKeys.bit(ControlKeys.keyUsage(expected)));
        assertEquals(Map.of(ReportPort.ABSOLUTE_POINTER, Map.of()), values(new HidEvent.Key(key, false)));
    }

    @Test
    void everyControlKeyIsNamedOnce() {
        BitSet bits = new BitSet();
        for (int usage = 0; usage <= LAST_KEY; usage++) {
            if (ControlKeys.bit(usage) != ControlKeys.NONE) {
                bits.set(ControlKeys.bit(usage));
            }
        }
        assertEquals(
                ControlKeys.CONSUMER_KEYS,
                bits.get(0, ControlKeys.FIRST_SYSTEM_BIT).cardinality());
        assertEquals(ControlKeys.CONSUMER_KEYS + ControlKeys.SYSTEM_KEYS, bits.cardinality());
    }

    @Test
    void allKeysAtOnceAreReadBackWithNKeyRollover() {
        nKeyRollover = true;
        Map<Integer, Integer> keyboard = new TreeMap<>();
        Map<Integer, Integer> more = new TreeMap<>();
        for (int usage = FIRST_KEY; usage < 0xE0; usage++) {
            if (ControlKeys.bit(usage) == ControlKeys.NONE) {
                boolean slot = keyboard.size() < 6;
                (slot ? keyboard : more).put(PAGE_KEYBOARD | usage, 1);
                assertEquals(
                        slot ? Map.of(ReportPort.KEYBOARD, keyboard) : Map.of(ReportPort.ABSOLUTE_POINTER, more),
                        values(new HidEvent.Key(usage, true)),
                        "key " + usage);
            }
        }
        assertEquals(
                Map.of(ReportPort.ABSOLUTE_POINTER, Map.of(PAGE_CONSUMER | 0xE9, 1)),
                values(new HidEvent.Key(0x80, true)),
                "a control key beyond six");
        for (int usage = 0xDF; usage >= FIRST_KEY; usage--) {
            if (ControlKeys.bit(usage) == ControlKeys.NONE) {
                boolean slot = keyboard.remove(PAGE_KEYBOARD | usage) != null;
                more.remove(PAGE_KEYBOARD | usage);
                assertEquals(
                        slot ? Map.of(ReportPort.KEYBOARD, keyboard) : Map.of(ReportPort.ABSOLUTE_POINTER, more),
                        values(new HidEvent.Key(usage, false)),
                        "key " + usage);
            }
        }
        assertTrue(reports.anyDown(), "the control key");
        values(new HidEvent.Key(0x80, false));
        assertFalse(reports.anyDown());
    }

    @Test
    void sixKeysWithModifiersAreReadBack() {
        SplittableRandom random = new SplittableRandom(20261130);
        for (int round = 0; round < 2_000; round++) {
            TreeSet<Integer> keys = new TreeSet<>();
            while (keys.size() < 6) {
                int key = random.nextInt(FIRST_KEY, 0xE0);
                if (ControlKeys.bit(key) == ControlKeys.NONE) {
                    keys.add(key);
                }
            }
            int modifiers = random.nextInt(0x100);
            long packed = 0;
            Map<Integer, Integer> expected = new TreeMap<>();
            for (int key : keys) {
                packed = packed << 8 | key;
                expected.put(PAGE_KEYBOARD | key, 1);
            }
            for (int bit = 0; bit < 8; bit++) {
                if ((modifiers >> bit & 1) != 0) {
                    expected.put(PAGE_KEYBOARD | 0xE0 + bit, 1);
                }
            }
            assertEquals(
                    Map.of(ReportPort.KEYBOARD, expected),
                    values(new HidEvent.Keyboard(modifiers, packed)),
                    "round " + round);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 16_384, 32_766, 32_767})
    void everyPlaceIsReadBack(int at) {
        assertEquals(
                Map.of(ReportPort.ABSOLUTE_POINTER, nonZero(X, at, Y, 32_767 - at)),
                values(new HidEvent.Pointer(at, 32_767 - at, 0)));
    }

    @Test
    void everyMovementIsReadBack() {
        for (int by = -127; by <= 127; by++) {
            assertEquals(
                    Map.of(ReportPort.RELATIVE_POINTER, nonZero(X, by, Y, -by)), values(new HidEvent.Move(by, -by, 0)));
            assertEquals(
                    Map.of(ReportPort.ABSOLUTE_POINTER, nonZero(WHEEL, by, AC_PAN, -by)),
                    values(new HidEvent.Wheel(by, -by)));
        }
    }

    @Test
    void everyButtonOfBothPointersIsReadBack() {
        for (int button = 0; button < 5; button++) {
            assertEquals(
                    Map.of(ReportPort.ABSOLUTE_POINTER, Map.of(PAGE_BUTTON | button + 1, 1)),
                    values(new HidEvent.Pointer(0, 0, 1 << button)));
        }
        values(new HidEvent.Pointer(0, 0, 0));
        for (int button = 0; button < 8; button++) {
            assertEquals(
                    Map.of(ReportPort.RELATIVE_POINTER, Map.of(PAGE_BUTTON | button + 1, 1)),
                    values(new HidEvent.Move(0, 0, 1 << button)));
        }
    }

    @ParameterizedTest
    @EnumSource(ReportPort.class)
    void reportIsAsLongAsItsDescriptorSays(ReportPort port) {
        nKeyRollover = true;
        ReportLayout layout = layout(port);
        for (HidEvent event : new HidEvent[] {
            new HidEvent.Keyboard(0, 0x0908_0706_0504L),
            new HidEvent.Key(0x0A, true),
            new HidEvent.Key(0x66, true),
            new HidEvent.Key(0x7F, true),
            new HidEvent.Pointer(1, 1, 1),
            new HidEvent.Wheel(1, 1),
            new HidEvent.Move(1, 1, 1)
        }) {
            reports.apply(PackedEvent.pack(event));
            for (DeviceReports.Report report = reports.next(); report != null; report = reports.next()) {
                if (report.port() == port) {
                    int id = layout.numbered() ? report.bytes()[0] : 0;
                    assertEquals(layout.length(ReportField.Kind.INPUT, id), report.bytes().length, "id " + id);
                }
                reports.written();
            }
        }
    }

    @Test
    void everyLedIsInTheOutputReport() {
        ReportLayout layout = ReportDescriptorParser.parse(ReportDescriptors.of(ReportPort.KEYBOARD));
        for (int led = 0; led < 5; led++) {
            assertEquals(1 << led, layout.output(0x08_0001, 1 << led)[0]);
        }
    }

    /** Applies an event and returns what its reports say, without zeros. */
    private Map<ReportPort, Map<Integer, Integer>> values(HidEvent event) {
        reports.apply(PackedEvent.pack(event));
        Map<ReportPort, Map<Integer, Integer>> seen = new HashMap<>();
        for (DeviceReports.Report report = reports.next(); report != null; report = reports.next()) {
            Map<Integer, Integer> values = new TreeMap<>();
            ReportLayout layout = layout(report.port());
            assertTrue(layout.decode(report.bytes(), new ReportLayout.ValueConsumer() {
                @Override
                public void value(int usage, int value, boolean relative) {
                    if (value != 0) {
                        assertNull(values.put(usage, value), "usage named twice");
                    }
                }

                @Override
                public void selected(int usage) {
                    if ((usage & 0xFFFF) != 0) {
                        values.put(usage, 1);
                    }
                }
            }));
            assertNull(seen.put(report.port(), values), "one report for each port");
            assertNotNull(reports.next());
            reports.written();
        }
        return seen;
    }

    private static ReportLayout layout(ReportPort port) {
        return ReportDescriptorParser.parse(
                port == ReportPort.ABSOLUTE_POINTER ? NUMBERED : ReportDescriptors.of(port));
    }

    private static Map<Integer, Integer> nonZero(int first, int firstValue, int second, int secondValue) {
        Map<Integer, Integer> values = new TreeMap<>(Map.of(first, firstValue, second, secondValue));
        values.values().removeIf(value -> value == 0);
        return values;
    }
}
