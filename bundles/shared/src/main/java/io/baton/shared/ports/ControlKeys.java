// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.ports;

/**
 * The keys that a computer expects in a report of their own: those of the consumer page (volume, media, browser) and of
 * system control (power, sleep, wake up). Input names them by usages of the keyboard page, which has some of them (HID
 * Usage Tables 1.5 §10: Power, Mute, Volume Up, Volume Down) and leaves E8 to FF free; E8 to FB are in common use as
 * Linux reads them, FC to FF continue that.
 *
 * <p>A set of such keys is a long: from bit 0 the consumer keys in the order of their report, from
 * {@value #FIRST_SYSTEM_BIT} the system keys in the order of theirs.
 */
public final class ControlKeys {

    /** What {@link #bit} returns for all other keys. */
    public static final int NONE = -1;

    /** Where the system keys begin. */
    public static final int FIRST_SYSTEM_BIT = 32;

    public static final int CONSUMER_KEYS = 19;
    public static final int SYSTEM_KEYS = 3;

    private static final int PAGE_DESKTOP = 0x01;
    private static final int PAGE_CONSUMER = 0x0C;

    private ControlKeys() {}

    /** Returns the bit of the key with this usage of the keyboard page. */
    public static int bit(int keyUsage) {
        return switch (keyUsage) {
            case 0x7F, 0xEF -> 0;
            case 0x80, 0xED -> 1;
            case 0x81, 0xEE -> 2;
            case 0xE8 -> 3;
            case 0xE9 -> 4;
            case 0xEA -> 5;
            case 0xEB -> 6;
            case 0xEC -> 7;
            case 0xF0 -> 8;
            case 0xF1 -> 9;
            case 0xF2 -> 10;
            case 0xF3 -> 11;
            case 0xF4 -> 12;
            case 0xFA -> 13;
            case 0xFB -> 14;
            case 0xF9 -> 15;
            case 0xFD -> 16;
            case 0xFE -> 17;
            case 0xFF -> 18;
            case 0x66 -> FIRST_SYSTEM_BIT;
            case 0xF8 -> FIRST_SYSTEM_BIT + 1;
            case 0xFC -> FIRST_SYSTEM_BIT + 2;
            default -> NONE;
        };
    }

    /**
     * Returns the usage of the keyboard page for the usage that a computer sees, its page in the high 16 bits;
     * {@value #NONE} for what is no such key.
     */
    public static int keyUsage(int usage) {
        int id = usage & 0xFFFF;
        return switch (usage >> 16) {
            case PAGE_CONSUMER ->
                switch (id) {
                    case 0xE2 -> 0x7F; // Mute
                    case 0xE9 -> 0x80; // Volume Increment
                    case 0xEA -> 0x81; // Volume Decrement
                    case 0xCD -> 0xE8; // Play/Pause
                    case 0xB7 -> 0xE9; // Stop
                    case 0xB6 -> 0xEA; // Scan Previous Track
                    case 0xB5 -> 0xEB; // Scan Next Track
                    case 0xB8 -> 0xEC; // Eject
                    case 0x223 -> 0xF0; // AC Home
                    case 0x224 -> 0xF1; // AC Back
                    case 0x225 -> 0xF2; // AC Forward
                    case 0x226 -> 0xF3; // AC Stop
                    case 0x221 -> 0xF4; // AC Search
                    case 0x227 -> 0xFA; // AC Refresh
                    case 0x192 -> 0xFB; // AL Calculator
                    case 0x19E -> 0xF9; // AL Terminal Lock/Screensaver
                    case 0x18A -> 0xFD; // AL Email Reader
                    case 0x183 -> 0xFE; // AL Consumer Control Configuration
                    case 0x22A -> 0xFF; // AC Bookmarks
                    default -> NONE;
                };
            case PAGE_DESKTOP ->
                switch (id) {
                    case 0x81 -> 0x66; // System Power Down
                    case 0x82 -> 0xF8; // System Sleep
                    case 0x83 -> 0xFC; // System Wake Up
                    default -> NONE;
                };
            default -> NONE;
        };
    }
}
