// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.testkit.DamagedSeeds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What output becomes, however it is divided. */
final class OutputFormatterTest {

    private static final String ESCAPES = "\u001b[1;31mred\u001b[0m \u001b]0;title\u0007 \u001b(B \u001b]8;;x\u001b\\";

    private static OutputDisplay display(
            OutputDisplay.Controls controls, OutputDisplay.LineEnd lineEnd, String tab, boolean escapes, boolean tags) {
        return new OutputDisplay(controls, lineEnd, tab, escapes, tags);
    }

    private static String format(OutputDisplay display, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        OutputFormatter whole = new OutputFormatter(display);
        String result = text(whole.format(bytes, bytes.length)) + text(whole.finish());
        OutputFormatter divided = new OutputFormatter(display);
        StringBuilder pieces = new StringBuilder();
        for (byte one : bytes) {
            pieces.append(new String(divided.format(new byte[] {one}, 1), StandardCharsets.ISO_8859_1));
        }
        pieces.append(new String(divided.finish(), StandardCharsets.ISO_8859_1));
        assertEquals(
                result, new String(pieces.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        return result;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"KEEP,a\u0007b\u007f", "CARET,a^Gb^?", "NAMES,a<BEL>b<DEL>", "HEX,a\\x07b\\x7F"})
    void controlCharactersAreShownAsWanted(OutputDisplay.Controls controls, String expected) {
        assertEquals(
                expected, format(display(controls, OutputDisplay.LineEnd.KEEP, "", true, false), "a\u0007b\u007f"));
    }

    @ParameterizedTest
    @CsvSource({"KEEP", "LF", "CR", "CRLF", "LFCR"})
    void everyEndOfALineBecomesTheOneWanted(OutputDisplay.LineEnd lineEnd) {
        String in = "a\r\nb\nc\rd\n\re\n\n";
        String end = lineEnd.characters();
        String expected = end.isEmpty() ? in : "a" + end + "b" + end + "c" + end + "d" + end + "e" + end + end;
        assertEquals(expected, format(display(OutputDisplay.Controls.KEEP, lineEnd, "", true, false), in));
    }

    @Test
    void lineEndsAndTabsAreMarked() {
        assertEquals(
                "a<CRLF>\nb<LF>\n->c",
                format(
                        display(OutputDisplay.Controls.KEEP, OutputDisplay.LineEnd.LF, "->", true, true),
                        "a\r\nb\n\tc"));
    }

    @Test
    void escapeSequencesStayWholeOrAreShownAsCharacters() {
        assertEquals(
                ESCAPES,
                format(display(OutputDisplay.Controls.NAMES, OutputDisplay.LineEnd.LF, "", true, false), ESCAPES));
        assertTrue(format(display(OutputDisplay.Controls.NAMES, OutputDisplay.LineEnd.LF, "", false, false), ESCAPES)
                .startsWith("<ESC>[1;31mred<ESC>[0m"));
    }

    @Test
    void anEscapeSequenceWithoutAnEndDoesNotSwallowTheRest() {
        String endless = "\u001b]" + "x".repeat(OutputFormatter.MAX_ESCAPE) + "\u0007";
        assertTrue(format(display(OutputDisplay.Controls.NAMES, OutputDisplay.LineEnd.LF, "", true, false), endless)
                .endsWith("<BEL>"));
    }

    /** Whatever comes, nothing fails, the result is bounded, and dividing it changes nothing. */
    @Test
    void anyOutputIsFormatted() {
        OutputDisplay all = display(OutputDisplay.Controls.NAMES, OutputDisplay.LineEnd.CRLF, "<tab>", true, true);
        DamagedSeeds.run(
                List.of(ESCAPES.getBytes(StandardCharsets.UTF_8), "a\r\nb\tc\u0000".getBytes(StandardCharsets.UTF_8)),
                bytes -> {
                    OutputFormatter whole = new OutputFormatter(all);
                    byte[] once = whole.format(bytes, bytes.length);
                    assertTrue(once.length <= bytes.length * 8 + 8);
                    OutputFormatter divided = new OutputFormatter(all);
                    int length = 0;
                    for (byte one : bytes) {
                        length += divided.format(new byte[] {one}, 1).length;
                    }
                    assertEquals(once.length + whole.finish().length, length + divided.finish().length);
                });
    }
}
