// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.hid.HidEvent;
import io.baton.port.ReportPort;
import io.baton.shared.ports.ReportDescriptors;
import io.baton.shared.reports.ReportDescriptorParser;
import io.baton.shared.reports.ReportField;
import io.baton.shared.reports.ReportLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    private final DeviceReports reports = new DeviceReports();

    @Test
    void everyKeyIsReadBack() {
        for (int usage = FIRST_KEY; usage <= LAST_KEY; usage++) {
            assertEquals(
                    Map.of(ReportPort.KEYBOARD, Map.of(PAGE_KEYBOARD | usage, 1)),
                    values(new HidEvent.Key(usage, true)),
                    "key " + usage);
            assertEquals(Map.of(ReportPort.KEYBOARD, Map.of()), values(new HidEvent.Key(usage, false)), "key " + usage);
        }
    }

    @Test
    void sixKeysWithModifiersAreReadBack() {
        SplittableRandom random = new SplittableRandom(20261130);
        for (int round = 0; round < 2_000; round++) {
            TreeSet<Integer> keys = new TreeSet<>();
            while (keys.size() < 6) {
                keys.add(random.nextInt(FIRST_KEY, 0xE0));
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
        ReportLayout layout = ReportDescriptorParser.parse(ReportDescriptors.of(port));
        for (HidEvent event : new HidEvent[] {
            new HidEvent.Key(FIRST_KEY, true),
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
            ReportLayout layout = ReportDescriptorParser.parse(ReportDescriptors.of(report.port()));
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

    private static Map<Integer, Integer> nonZero(int first, int firstValue, int second, int secondValue) {
        Map<Integer, Integer> values = new TreeMap<>(Map.of(first, firstValue, second, secondValue));
        values.values().removeIf(value -> value == 0);
        return values;
    }
}
