// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Rewrites output as the settings want it shown. The pieces that come from the line may divide anything: what is begun
 * is remembered. Of an escape sequence at most {@value #MAX_ESCAPE} bytes are taken for one.
 *
 * <p>Threading. One thread.
 */
final class OutputFormatter {

    static final int MAX_ESCAPE = 256;

    private static final int ESCAPE = 0x1B;
    private static final int BELL = 7;
    private static final int DELETE = 0x7F;
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int FIRST_FINAL = 0x40;
    private static final int LAST_FINAL = 0x7E;

    private static final List<String> NAMES = List.of(
            "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR", "SO", "SI",
            "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US");

    private enum State {
        TEXT,
        ESCAPE,
        /** After {@code ESC [}, to a final character. */
        CONTROL_SEQUENCE,
        /** After {@code ESC ]}, to a bell or {@code ESC \}. */
        COMMAND,
        COMMAND_ESCAPE
    }

    private final OutputDisplay display;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private State state = State.TEXT;
    private int escapeLength;
    /** The first character of a line end whose second may follow; 0 for none. */
    private int lineEnd;

    OutputFormatter(OutputDisplay display) {
        this.display = display;
    }

    /**
     * Returns the output for this piece; an end of a line may be kept back until the next piece, or {@link #finish}.
     */
    byte[] format(byte[] piece, int length) {
        for (int i = 0; i < length; i++) {
            accept(Byte.toUnsignedInt(piece[i]));
        }
        return taken();
    }

    /** Returns what was kept back, once the line is quiet. */
    byte[] finish() {
        endLine(0);
        return taken();
    }

    /** Whether {@link #finish} has something to return. */
    boolean keepsBack() {
        return lineEnd != 0;
    }

    private byte[] taken() {
        byte[] result = out.toByteArray();
        out.reset();
        return result;
    }

    private void accept(int character) {
        if (state != State.TEXT) {
            escape(character);
            return;
        }
        if (lineEnd != 0) {
            boolean pair = (character == '\n' || character == '\r') && character != lineEnd;
            endLine(pair ? character : 0);
            if (pair) {
                return;
            }
        }
        if (character == '\n' || character == '\r') {
            lineEnd = character;
        } else if (character == '\t') {
            write(display.tab().isEmpty() ? "\t" : display.tab());
        } else if (character == ESCAPE && display.keepEscapes()) {
            state = State.ESCAPE;
            escapeLength = 1;
            out.write(character);
        } else if (character < FIRST_PRINTABLE || character == DELETE) {
            control(character);
        } else {
            out.write(character);
        }
    }

    private void escape(int character) {
        out.write(character);
        escapeLength++;
        state = switch (state) {
            case ESCAPE ->
                switch (character) {
                    case '[' -> State.CONTROL_SEQUENCE;
                    case ']' -> State.COMMAND;
                    // an intermediate character, then one that ends the sequence
                    case ' ', '#', '%', '(', ')', '*', '+' -> State.ESCAPE;
                    default -> State.TEXT;
                };
            case CONTROL_SEQUENCE ->
                character >= FIRST_FINAL && character <= LAST_FINAL ? State.TEXT : State.CONTROL_SEQUENCE;
            case COMMAND -> character == BELL ? State.TEXT : character == ESCAPE ? State.COMMAND_ESCAPE : State.COMMAND;
            default -> State.TEXT;
        };
        if (escapeLength == MAX_ESCAPE) {
            state = State.TEXT;
        }
    }

    /** @param second the other character of the line's end, or 0 */
    private void endLine(int second) {
        if (lineEnd == 0) {
            return;
        }
        if (display.tagLineEnds()) {
            write("<" + NAMES.get(lineEnd) + (second == 0 ? "" : NAMES.get(second)) + ">");
        }
        if (display.lineEnd() == OutputDisplay.LineEnd.KEEP) {
            out.write(lineEnd);
            if (second != 0) {
                out.write(second);
            }
        } else {
            write(display.lineEnd().characters());
        }
        lineEnd = 0;
    }

    private void control(int character) {
        switch (display.controls()) {
            case KEEP -> out.write(character);
            case CARET -> write("^" + (char) (character ^ FIRST_FINAL));
            case NAMES -> write("<" + (character == DELETE ? "DEL" : NAMES.get(character)) + ">");
            case HEX -> write(String.format(Locale.ROOT, "\\x%02X", character));
        }
    }

    private void write(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
