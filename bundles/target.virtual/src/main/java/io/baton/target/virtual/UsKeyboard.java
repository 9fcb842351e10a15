// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.target.virtual.Keystroke.Action;

/** The US layout: what a key of HID usage page 7 (HID Usage Tables §10) means, given modifiers and locks. */
final class UsKeyboard {

    static final int CAPS_LOCK = 0x39;
    static final int SCROLL_LOCK = 0x47;
    static final int NUM_LOCK = 0x53;
    static final int LED_NUM = 1;
    static final int LED_CAPS = 2;
    static final int LED_SCROLL = 4;
    private static final int CONTROL = 0x11;
    private static final int SHIFT = 0x22;
    private static final int ALT_OR_GUI = 0xCC;
    private static final int ONE = 0x1E;
    private static final String PLAIN = "1234567890";
    private static final String SHIFTED = "!@#$%^&*()";
    private static final int SYMBOLS = 0x2D;
    private static final String SYMBOL_PLAIN = "-=[]\\\\;'`,./";
    private static final String SYMBOL_SHIFTED = "_+{}||:\"~<>?";
    private static final int PAD_OPERATORS = 0x54;
    private static final String PAD = "/*-+";
    private static final int PAD_ONE = 0x59;
    private static final String PAD_DIGITS = "1234567890.";
    private static final Action[] PAD_MOVES = {
        Action.END,
        Action.DOWN,
        Action.NONE,
        Action.LEFT,
        Action.NONE,
        Action.RIGHT,
        Action.HOME,
        Action.UP,
        Action.NONE,
        Action.NONE,
        Action.DELETE
    };

    private UsKeyboard() {}

    /**
     * @param usage the key
     * @param modifiers bits as in byte 0 of the boot keyboard's report
     * @param leds lock states, {@link #LED_NUM} and so on
     */
    static Keystroke stroke(int usage, int modifiers, int leds) {
        boolean shift = (modifiers & SHIFT) != 0;
        if ((modifiers & (CONTROL | ALT_OR_GUI)) != 0) {
            return Keystroke.NONE;
        }
        if (usage >= 0x04 && usage <= 0x1D) {
            boolean upper = shift != ((leds & LED_CAPS) != 0);
            return Keystroke.type((char) ((upper ? 'A' : 'a') + usage - 0x04));
        }
        if (usage >= ONE && usage < ONE + PLAIN.length()) {
            return Keystroke.type((shift ? SHIFTED : PLAIN).charAt(usage - ONE));
        }
        if (usage >= SYMBOLS && usage < SYMBOLS + SYMBOL_PLAIN.length()) {
            return Keystroke.type((shift ? SYMBOL_SHIFTED : SYMBOL_PLAIN).charAt(usage - SYMBOLS));
        }
        if (usage >= PAD_OPERATORS && usage < PAD_OPERATORS + PAD.length()) {
            return Keystroke.type(PAD.charAt(usage - PAD_OPERATORS));
        }
        if (usage >= PAD_ONE && usage < PAD_ONE + PAD_DIGITS.length()) {
            boolean digits = ((leds & LED_NUM) != 0) != shift;
            int key = usage - PAD_ONE;
            return digits ? Keystroke.type(PAD_DIGITS.charAt(key)) : Keystroke.of(PAD_MOVES[key]);
        }
        return switch (usage) {
            case 0x2C -> Keystroke.type(' ');
            case 0x64 -> Keystroke.type(shift ? '|' : '\\');
            case 0x28, 0x58 -> Keystroke.of(Action.ENTER);
            case 0x2A -> Keystroke.of(Action.BACKSPACE);
            case 0x4C -> Keystroke.of(Action.DELETE);
            case 0x2B -> Keystroke.of(Action.SWITCH);
            case 0x4F -> Keystroke.of(Action.RIGHT);
            case 0x50 -> Keystroke.of(Action.LEFT);
            case 0x51 -> Keystroke.of(Action.DOWN);
            case 0x52 -> Keystroke.of(Action.UP);
            case 0x4A -> Keystroke.of(Action.HOME);
            case 0x4D -> Keystroke.of(Action.END);
            default -> Keystroke.NONE;
        };
    }

    /** The lock that a key switches, as LED bit; 0 for all other keys. */
    static int lock(int usage) {
        return switch (usage) {
            case CAPS_LOCK -> LED_CAPS;
            case NUM_LOCK -> LED_NUM;
            case SCROLL_LOCK -> LED_SCROLL;
            default -> 0;
        };
    }
}
