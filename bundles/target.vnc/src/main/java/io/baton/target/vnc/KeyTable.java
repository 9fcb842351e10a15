// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the keys of a keyboard are in RFB: the code of their place on a PC's keyboard (scan code set 1, bit 7 for those
 * after E0) and their keysyms (X11) in the US layout. Keys are named by usages of the keyboard page (HID Usage Tables
 * 1.5 §10); those for volume, media, browser and sleep by the usages that {@code ControlKeys} gives them.
 */
final class KeyTable {

    /** What {@link #code} and {@link #keysym} return for a key that has none. */
    static final int NONE = 0;

    static final int CAPS_LOCK = 0x39;
    static final int NUM_LOCK = 0x53;
    static final int SCROLL_LOCK = 0x47;

    private static final int A = 0x04;
    private static final int Z = 0x1D;
    private static final int FIRST_MODIFIER = 0xE0;
    private static final int PAD_ONE = 0x59;
    private static final int PAD_LAST = 0x63;

    /** From usage 04, the codes of a–z, 1–0, Enter … /, Caps Lock. */
    private static final String MAIN_CODES = "1e302e2012212223172425263231181910131f14162f112d152c"
            + "02030405060708090a0b1c010e0f390c0d1a1b2b2b27282933343"
            + "53a";

    /** By usage: its code. */
    private static final Map<Integer, Integer> CODES = new TreeMap<>();

    /** By usage: its keysym, whatever Shift is. */
    private static final Map<Integer, Integer> KEYSYMS = new TreeMap<>();

    /** From usage 1E, in pairs: without and with Shift. */
    private static final String DIGITS = "1!2@3#4$5%6^7&8*9(0)";

    /** From usage 2D, in pairs; 32 is beside Enter on ISO keyboards. */
    private static final String SYMBOLS = "-_=+[{]}\\|\\|;:'\"`~,<.>/?";

    /** Of the keypad from 1 to the separator, with and without Num Lock. */
    private static final int[] PAD_DIGITS = {
        0xFFB1, 0xFFB2, 0xFFB3, 0xFFB4, 0xFFB5, 0xFFB6, 0xFFB7, 0xFFB8, 0xFFB9, 0xFFB0, 0xFFAE
    };

    private static final int[] PAD_MOVES = {
        0xFF9C, 0xFF99, 0xFF9B, 0xFF96, 0xFF9D, 0xFF98, 0xFF95, 0xFF97, 0xFF9A, 0xFF9E, 0xFF9F
    };

    static {
        for (int i = 0; i < MAIN_CODES.length() / 2; i++) {
            CODES.put(A + i, Integer.parseInt(MAIN_CODES, 2 * i, 2 * i + 2, 16));
        }
        // F1 to F12, Print Screen, Scroll Lock, Pause, then the keys around the arrows
        run(CODES, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x3F, 0x40, 0x41, 0x42, 0x43, 0x44, 0x57, 0x58, 0x54, 0x46, 0xC6);
        run(CODES, 0x49, 0xD2, 0xC7, 0xC9, 0xD3, 0xCF, 0xD1, 0xCD, 0xCB, 0xD0, 0xC8);
        // Num Lock and the keypad
        run(CODES, 0x53, 0x45, 0xB5, 0x37, 0x4A, 0x4E, 0x9C);
        run(CODES, PAD_ONE, 0x4F, 0x50, 0x51, 0x4B, 0x4C, 0x4D, 0x47, 0x48, 0x49, 0x52, 0x53);
        // the key beside the left Shift, Menu, Power, keypad =, F13 to F24
        run(CODES, 0x64, 0x56, 0xDD, 0xDE, 0x59);
        run(CODES, 0x68, 0x5D, 0x5E, 0x5F, 0x55, 0x83, 0xF7, 0x84, 0x5A, 0x74, 0xF9, 0x6D, 0x6F);
        // Help; Again, Undo, Cut, Copy, Paste, Find, Mute, Volume Up, Volume Down
        run(CODES, 0x75, 0xF5);
        run(CODES, 0x79, 0x85, 0x87, 0xBC, 0xF8, 0x65, 0xC1, 0xA0, 0xB0, 0xAE);
        // of Japanese, Korean and Brazilian keyboards
        run(CODES, 0x85, 0x7E);
        run(CODES, 0x87, 0x73, 0x70, 0x7D, 0x79, 0x7B, 0x5C);
        run(CODES, 0x90, 0x72, 0x71, 0x78, 0x77, 0x76);
        run(CODES, FIRST_MODIFIER, 0x1D, 0x2A, 0x38, 0xDB, 0x9D, 0x36, 0xB8, 0xDC);
        // Play, Stop, Previous, Next; Home, Back, Forward, Stop, Search; Sleep; Refresh, Calculator; Wake, Mail, Media,
        // Bookmarks
        run(CODES, 0xE8, 0xA2, 0xA4, 0x90, 0x99);
        run(CODES, 0xF0, 0xB2, 0xEA, 0xE9, 0xE8, 0xE5);
        run(CODES, 0xF8, 0xDF);
        run(CODES, 0xFA, 0xE7, 0xA1, 0xE3, 0xEC, 0xED, 0xE6);

        // Enter, Escape, Backspace, Tab, Space
        run(KEYSYMS, 0x28, 0xFF0D, 0xFF1B, 0xFF08, 0xFF09, 0x20);
        run(KEYSYMS, CAPS_LOCK, 0xFFE5);
        for (int i = 0; i < 12; i++) {
            KEYSYMS.put(0x3A + i, 0xFFBE + i);
            KEYSYMS.put(0x68 + i, 0xFFCA + i);
        }
        run(KEYSYMS, 0x46, 0xFF61, 0xFF14, 0xFF13, 0xFF63, 0xFF50, 0xFF55, 0xFFFF, 0xFF57, 0xFF56);
        run(KEYSYMS, 0x4F, 0xFF53, 0xFF51, 0xFF54, 0xFF52, 0xFF7F, 0xFFAF, 0xFFAA, 0xFFAD, 0xFFAB, 0xFF8D);
        run(KEYSYMS, 0x65, 0xFF67);
        run(KEYSYMS, 0x67, 0xFFBD);
        run(KEYSYMS, 0x75, 0xFF6A);
        run(KEYSYMS, 0x79, 0xFF66, 0xFF65);
        run(KEYSYMS, 0x7E, 0xFF68);
        run(KEYSYMS, 0x85, 0xFFAC);
        run(KEYSYMS, FIRST_MODIFIER, 0xFFE3, 0xFFE1, 0xFFE9, 0xFFEB, 0xFFE4, 0xFFE2, 0xFFEA, 0xFFEC);
        multimedia(0x66, 0x2A);
        multimedia(0x7F, 0x12, 0x13, 0x11);
        multimedia(0xE8, 0x14, 0x15, 0x16, 0x17, 0x2C);
        multimedia(0xF0, 0x18, 0x26, 0x27, 0x28, 0x1B);
        multimedia(0xF8, 0x2F, 0x2D, 0x29, 0x1D, 0x2B, 0x19, 0x32, 0x30);
    }

    private KeyTable() {}

    static int code(int usage) {
        return CODES.getOrDefault(usage, NONE);
    }

    /**
     * @param shift whether a Shift key is down
     * @param caps whether Caps Lock is on
     * @param num whether Num Lock is on
     */
    static int keysym(int usage, boolean shift, boolean caps, boolean num) {
        if (usage >= A && usage <= Z) {
            return (shift == caps ? 'a' : 'A') + usage - A;
        }
        int digit = (usage - 0x1E) * 2;
        if (digit >= 0 && digit < DIGITS.length()) {
            return DIGITS.charAt(digit + (shift ? 1 : 0));
        }
        int symbol = (usage - 0x2D) * 2;
        if (symbol >= 0 && symbol < SYMBOLS.length()) {
            return SYMBOLS.charAt(symbol + (shift ? 1 : 0));
        }
        if (usage == 0x64) {
            return shift ? '>' : '<';
        }
        if (usage >= PAD_ONE && usage <= PAD_LAST) {
            return (num == shift ? PAD_MOVES : PAD_DIGITS)[usage - PAD_ONE];
        }
        return KEYSYMS.getOrDefault(usage, NONE);
    }

    private static void run(Map<Integer, Integer> table, int usage, int... values) {
        for (int i = 0; i < values.length; i++) {
            table.put(usage + i, values[i]);
        }
    }

    /** Keysyms of XFree86, from 0x1008FF00. */
    private static void multimedia(int usage, int... values) {
        for (int i = 0; i < values.length; i++) {
            KEYSYMS.put(usage + i, 0x1008FF00 | values[i]);
        }
    }
}
