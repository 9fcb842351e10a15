// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.hid.KeysDown;

/** The keys and modifiers that are down, and their boot keyboard report (HID 1.11 Appendix B.1). */
final class Keyboard {

    static final int REPORT_LENGTH = 8;

    private static final int SLOTS = 6;
    private static final int FIRST_MODIFIER = 0xe0;
    private static final int LAST_MODIFIER = 0xe7;
    /** ErrorRollOver in every slot (HID Usage Tables 1.5 §10, usage 1). */
    private static final long ROLL_OVER = 0x0101_0101_0101L;

    private int modifiers;
    private long keys;
    private long reported;

    void release() {
        set(0, 0);
    }

    void set(int newModifiers, long newKeys) {
        modifiers = newModifiers;
        keys = newKeys;
        reported = newKeys;
    }

    /**
     * Presses or releases one key. A seventh key reports roll-over, which the host ignores, and clears the six;
     * modifiers are still reported (HID 1.11 Appendix C).
     */
    void key(int usage, boolean down) {
        if (usage >= FIRST_MODIFIER && usage <= LAST_MODIFIER) {
            int bit = 1 << (usage - FIRST_MODIFIER);
            modifiers = down ? modifiers | bit : modifiers & ~bit;
        } else if (usage != 0) {
            int slot = slotOf(usage);
            if (down && slot < 0) {
                press(usage);
                return;
            }
            if (!down && slot >= 0) {
                keys = withoutSlot(slot);
            }
        }
        reported = keys;
    }

    private void press(int usage) {
        int free = slotOf(0);
        if (free < 0) {
            keys = 0;
            reported = ROLL_OVER;
        } else {
            keys |= (long) usage << (8 * free);
            reported = keys;
        }
    }

    private int slotOf(int usage) {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (((keys >>> (8 * slot)) & 0xff) == usage) {
                return slot;
            }
        }
        return -1;
    }

    private long withoutSlot(int slot) {
        long below = keys & ((1L << (8 * slot)) - 1);
        long above = keys >>> (8 * (slot + 1)) << (8 * slot);
        return below | above;
    }

    /** Writes the report after the last change. */
    void report(byte[] into) {
        into[0] = (byte) modifiers;
        into[1] = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            into[2 + slot] = (byte) (reported >>> (8 * slot));
        }
    }

    boolean anyDown() {
        return modifiers != 0 || keys != 0;
    }

    KeysDown down() {
        return anyDown() ? new KeysDown(modifiers, keys) : KeysDown.NONE;
    }
}
