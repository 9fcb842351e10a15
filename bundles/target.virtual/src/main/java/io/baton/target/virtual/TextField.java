// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

/** Text with a caret: the notes window. Keeps the last {@value #CAPACITY} characters. */
final class TextField {

    static final int CAPACITY = 2000;

    private final StringBuilder text = new StringBuilder();
    private int caret;

    void apply(Keystroke stroke) {
        switch (stroke.action()) {
            case TYPE -> insert(stroke.character());
            case ENTER -> insert('\n');
            case BACKSPACE -> {
                if (caret > 0) {
                    text.deleteCharAt(--caret);
                }
            }
            case DELETE -> {
                if (caret < text.length()) {
                    text.deleteCharAt(caret);
                }
            }
            case LEFT -> caret = Math.max(0, caret - 1);
            case RIGHT -> caret = Math.min(text.length(), caret + 1);
            case UP -> caret = above();
            case DOWN -> caret = below();
            case HOME -> caret = lineStart(caret);
            case END -> caret = lineEnd(caret);
            case SWITCH, NONE -> {
                // not for a text field
            }
        }
    }

    String text() {
        return text.toString();
    }

    int caret() {
        return caret;
    }

    private void insert(char character) {
        text.insert(caret++, character);
        if (text.length() > CAPACITY) {
            text.deleteCharAt(0);
            caret--;
        }
    }

    private int lineStart(int from) {
        return text.lastIndexOf("\n", from - 1) + 1;
    }

    private int lineEnd(int from) {
        int end = text.indexOf("\n", from);
        return end < 0 ? text.length() : end;
    }

    private int above() {
        int start = lineStart(caret);
        if (start == 0) {
            return 0;
        }
        int previous = lineStart(start - 1);
        return Math.min(previous + caret - start, start - 1);
    }

    private int below() {
        int end = lineEnd(caret);
        if (end == text.length()) {
            return end;
        }
        return Math.min(end + 1 + caret - lineStart(caret), lineEnd(end + 1));
    }
}
