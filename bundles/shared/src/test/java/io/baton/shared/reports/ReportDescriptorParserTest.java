// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.port.ReportPort;
import io.baton.shared.ports.ReportDescriptors;
import io.baton.shared.ports.ReportDescriptors.Application;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReportDescriptorParserTest {

    /** USB HID 1.11 Appendix E.6. */
    private static final String SPEC_KEYBOARD =
            "05010906A101050719E029E71500250175019508810295017508810195057501050819012905910295017503910195067508"
                    + "150025650507190029658100C0";

    /** USB HID 1.11 Appendix E.10. */
    private static final String SPEC_MOUSE =
            "05010902A1010901A100050919012903150025019503750181029501750581010501093009311581257F750895028106C0C0";

    @Test
    void bootKeyboardDescriptorIsParsed() {
        ReportLayout layout = parse(SPEC_KEYBOARD);
        assertFalse(layout.numbered());
        assertEquals(8, layout.length(ReportField.Kind.INPUT, 0));
        assertEquals(1, layout.length(ReportField.Kind.OUTPUT, 0));
        assertEquals(
                List.of(
                        "700E0=0", "700E1=1", "700E2=0", "700E3=0", "700E4=0", "700E5=0", "700E6=0", "700E7=1",
                        "+70004", "+70065", "+70000", "+70000", "+70000", "+70000"),
                visit(layout, "8200046500000000"));
    }

    @Test
    void valueOutsideTheLogicalRangeSelectsNoKey() {
        List<String> seen = visit(parse(SPEC_KEYBOARD), "0000660000000000");
        assertFalse(seen.contains("+70066"), seen::toString);
    }

    @Test
    void bootMouseDescriptorIsParsed() {
        ReportLayout layout = parse(SPEC_MOUSE);
        assertEquals(3, layout.length(ReportField.Kind.INPUT, 0));
        assertEquals(List.of("90001=1", "90002=0", "90003=1", "~10030=-5", "~10031=127"), visit(layout, "05FB7F"));
    }

    @Test
    void positionReportBeginsWithItsId() {
        ReportLayout layout = ReportDescriptorParser.parse(ReportDescriptors.of(ReportPort.ABSOLUTE_POINTER));
        assertTrue(layout.numbered());
        assertEquals(6, layout.length(ReportField.Kind.INPUT, 1));
        assertEquals(3, layout.length(ReportField.Kind.INPUT, 2));
        assertEquals(
                List.of("90001=0", "90002=1", "90003=0", "90004=0", "90005=0", "10030=32767", "10031=258"),
                visit(layout, "0102FF7F0201"));
        assertEquals(List.of("~10038=-3", "~C0238=4"), visit(layout, "02FD04"), "wheel and AC Pan");
        assertEquals(List.of(), visit(layout, "05FD04"), "no such id");
    }

    @Test
    void everyKeyOfTheBootKeyboardIsReadBack() {
        ReportLayout layout = ReportDescriptorParser.parse(ReportDescriptors.of(ReportPort.KEYBOARD));
        for (int usage = 1; usage < 256; usage++) {
            assertEquals(
                    List.of("+70000", "+%X".formatted(0x70000 | usage)),
                    visit(layout, "0000%02x0000000000".formatted(usage)).stream()
                            .filter(line -> line.startsWith("+"))
                            .distinct()
                            .sorted()
                            .toList());
        }
        for (int bit = 0; bit < 8; bit++) {
            assertTrue(
                    visit(layout, "%02x00000000000000".formatted(1 << bit)).contains("%X=1".formatted(0x700E0 + bit)));
        }
    }

    @Test
    void everyAxisAndButtonOfThePointersIsReadBack() {
        ReportLayout absolute = ReportDescriptorParser.parse(ReportDescriptors.of(ReportPort.ABSOLUTE_POINTER));
        ReportLayout relative = ReportDescriptorParser.parse(ReportDescriptors.of(ReportPort.RELATIVE_POINTER));
        for (int at : new int[] {0, 1, 255, 256, 16_384, 32_767}) {
            String bytes = "%02x%02x".formatted(at & 0xff, at >> 8);
            assertTrue(visit(absolute, "0100" + bytes + "0000").contains("10030=" + at));
            assertTrue(visit(absolute, "01000000" + bytes).contains("10031=" + at));
        }
        for (int by = -127; by <= 127; by++) {
            String octet = "%02x".formatted(by & 0xff);
            assertTrue(visit(absolute, "02" + octet + "00").contains("~10038=" + by));
            assertTrue(visit(absolute, "0200" + octet).contains("~C0238=" + by));
            assertTrue(visit(relative, "00" + octet + "0000").contains("~10030=" + by));
            assertTrue(visit(relative, "0000" + octet + "00").contains("~10031=" + by));
        }
        for (int bit = 0; bit < 5; bit++) {
            String button = "%X=1".formatted(0x90001 + bit);
            assertTrue(visit(relative, "%02x000000".formatted(1 << bit)).contains(button));
            assertTrue(visit(absolute, "01%02x00000000".formatted(1 << bit)).contains(button));
        }
    }

    @ParameterizedTest
    @EnumSource(ReportPort.class)
    void longestReportEqualsThePortLength(ReportPort port) {
        ReportLayout layout = ReportDescriptorParser.parse(
                port == ReportPort.ABSOLUTE_POINTER
                        ? ReportDescriptors.numbered(EnumSet.allOf(Application.class))
                        : ReportDescriptors.of(port));
        int longest = layout.fields().stream()
                .mapToInt(field -> layout.length(ReportField.Kind.INPUT, field.reportId()))
                .max()
                .orElseThrow();
        assertEquals(port.maxLength(), longest);
    }

    @ParameterizedTest
    @EnumSource(Application.class)
    void applicationHasTheReportsItNames(Application application) {
        ReportLayout layout = ReportDescriptorParser.parse(ReportDescriptors.numbered(EnumSet.of(application)));
        assertEquals(
                IntStream.range(1, 256).filter(application::hasReport).boxed().toList(),
                layout.fields().stream()
                        .map(ReportField::reportId)
                        .distinct()
                        .sorted()
                        .toList());
    }

    @Test
    void shortReportIsIgnored() {
        assertFalse(parse(SPEC_MOUSE).decode(new byte[2], new Recorder(new ArrayList<>())));
        assertFalse(parse(SPEC_MOUSE).decode(new byte[0], new Recorder(new ArrayList<>())));
    }

    @Test
    void ledReportIsEncodedByTheDescriptor() {
        assertEquals("13", HexFormat.of().formatHex(parse(SPEC_KEYBOARD).output(0x80001, 0x13)));
        assertEquals("1f", HexFormat.of().formatHex(parse(SPEC_KEYBOARD).output(0x80001, -1)), "padding stays 0");
    }

    @ParameterizedTest
    @CsvSource({
        "05, an item is cut off",
        "FE05, a long item is cut off",
        "FE, a long item is cut off",
        "C0, a collection is closed that was not opened",
        "A101, a collection is not closed",
        "B4, pop without push",
        "2901, usage maximum without minimum",
        "19052904, usage range is empty or too long",
        "1A00002AFFFF, usage range is empty or too long",
        "7521, report size is not within 1–32",
        "7500, report size is not within 1–32",
        "8500, report id is not within 1–255",
        "96FFFF, report count is out of range",
        "95018102, no report size",
        "752095808102, a report is longer than 512 bits",
    })
    void nonsenseIsNamed(String hex, String message) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> parse(hex));
        assertEquals(message, e.getMessage());
    }

    @Test
    void longItemAndUnknownTagsAreSkipped() {
        assertEquals(1, parse("FE02AA0102" + "7508950155048102").fields().size());
    }

    @Test
    void pushAndPopRestoreGlobals() {
        ReportLayout layout = parse("75089501A4751095028102B48102");
        assertEquals(16, layout.fields().get(0).bitSize());
        assertEquals(8, layout.fields().get(1).bitSize());
        assertEquals(5, layout.length(ReportField.Kind.INPUT, 0));
    }

    @Test
    void randomBytesAreALayoutOrANamedError() {
        Random random = new Random(20261121);
        int parsed = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = HexFormat.of().parseHex(round % 2 == 0 ? SPEC_KEYBOARD : SPEC_MOUSE);
            int changes = random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            ReportLayout layout;
            try {
                layout = ReportDescriptorParser.parse(bytes);
            } catch (IllegalArgumentException expected) {
                continue;
            }
            parsed++;
            byte[] report = new byte[random.nextInt(70)];
            random.nextBytes(report);
            layout.decode(report, new Recorder(new ArrayList<>()));
            layout.output(random.nextInt(), random.nextInt());
        }
        assertTrue(parsed > 5_000, "only " + parsed + " were layouts");
    }

    private static ReportLayout parse(String hex) {
        return ReportDescriptorParser.parse(HexFormat.of().parseHex(hex));
    }

    private static List<String> visit(ReportLayout layout, String hex) {
        List<String> seen = new ArrayList<>();
        layout.decode(HexFormat.of().parseHex(hex), new Recorder(seen));
        return seen;
    }

    private record Recorder(List<String> seen) implements ReportLayout.ValueConsumer {

        @Override
        public void value(int usage, int value, boolean relative) {
            seen.add((relative ? "~" : "") + Integer.toHexString(usage).toUpperCase(java.util.Locale.ROOT) + "="
                    + value);
        }

        @Override
        public void selected(int usage) {
            seen.add("+" + Integer.toHexString(usage).toUpperCase(java.util.Locale.ROOT));
        }
    }
}
