// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

/**
 * How the output of the target is shown.
 *
 * @param controls control characters
 * @param lineEnd ends of lines
 * @param tab what a tab is replaced by; empty to keep it
 * @param keepEscapes whether escape sequences, such as colours, stay as they are
 * @param tagLineEnds whether the end of a line is also named
 */
record OutputDisplay(Controls controls, LineEnd lineEnd, String tab, boolean keepEscapes, boolean tagLineEnds) {

    /** As the target sends it: a terminal understands it. */
    static final OutputDisplay DEFAULT = new OutputDisplay(Controls.KEEP, LineEnd.KEEP, "", true, false);

    /** Control characters other than tabs and ends of lines. */
    enum Controls {
        /** As they are. */
        KEEP("keep"),
        /** {@code ^G}. */
        CARET("caret"),
        /** {@code <BEL>}. */
        NAMES("names"),
        /** {@code \x07}. */
        HEX("hex");

        private final String wireName;

        Controls(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    /** What the end of a line becomes. */
    enum LineEnd {
        KEEP("keep", ""),
        LF("lf", "\n"),
        CR("cr", "\r"),
        CRLF("crlf", "\r\n"),
        LFCR("lfcr", "\n\r");

        private final String wireName;
        private final String characters;

        LineEnd(String wireName, String characters) {
            this.wireName = wireName;
            this.characters = characters;
        }

        String wireName() {
            return wireName;
        }

        String characters() {
            return characters;
        }
    }

    /** Whether output needs no work. */
    boolean isPlain() {
        return equals(DEFAULT);
    }
}
