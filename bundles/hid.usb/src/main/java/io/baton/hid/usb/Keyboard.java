// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

import io.baton.hid.KeysDown;
import io.baton.shared.ports.ControlKeys;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * The keys and modifiers that are down, and their reports: boot keyboard (HID 1.11 Appendix B.1), consumer and system
 * keys, and the keys beyond six.
 */
final class Keyboard {

    static final int REPORT_LENGTH = 8;
    static final int CONSUMER_LENGTH = 4;
    static final int SYSTEM_LENGTH = 2;
    static final int MORE_KEYS_LENGTH = 29;

    private static final int CONSUMER_REPORT = 3;
    private static final int SYSTEM_REPORT = 4;
    private static final int MORE_KEYS_REPORT = 5;
    private static final int SLOTS = 6;
    private static final int FIRST_KEY = 0x04;
    private static final int FIRST_MODIFIER = 0xe0;
    private static final int LAST_MODIFIER = 0xe7;
    private static final int USAGES = 256;
    /** ErrorRollOver (HID Usage Tables 1.5 §10). */
    private static final byte ROLL_OVER = 1;

    private final BooleanSupplier nKeyRollover;
    private int modifiers;
    private long keys;
    /** The keys that found no slot, one bit for each usage. */
    private final long[] more = new long[USAGES / Long.SIZE];

    private boolean anyMore;
    private boolean rolledOver;

    /** @param nKeyRollover whether the target takes more than six keys */
    Keyboard(BooleanSupplier nKeyRollover) {
        this.nKeyRollover = nKeyRollover;
    }

    void release() {
        set(0, 0);
    }

    void set(int newModifiers, long newKeys) {
        modifiers = newModifiers;
        keys = newKeys;
        Arrays.fill(more, 0);
        anyMore = false;
        rolledOver = false;
    }

    /**
     * Presses or releases one key. A seventh key goes to the report of more keys. Without that it reports roll-over,
     * which the host ignores, and clears the six; modifiers are still reported (HID 1.11 Appendix C).
     */
    void key(int usage, boolean down) {
        if (usage >= FIRST_MODIFIER && usage <= LAST_MODIFIER) {
            int bit = 1 << (usage - FIRST_MODIFIER);
            modifiers = down ? modifiers | bit : modifiers & ~bit;
        } else if (usage != 0) {
            int slot = slotOf(usage);
            if (down && slot < 0 && !isMore(usage)) {
                press(usage);
                return;
            }
            if (!down && slot >= 0) {
                keys = withoutSlot(slot);
            } else if (!down) {
                setMore(usage, false);
            }
        }
        rolledOver = false;
    }

    private void press(int usage) {
        rolledOver = false;
        int free = slotOf(0);
        if (free >= 0) {
            keys |= (long) usage << (8 * free);
        } else if (nKeyRollover.getAsBoolean()
                && ((usage >= FIRST_KEY && usage < FIRST_MODIFIER) || ControlKeys.bit(usage) >= 0)) {
            setMore(usage, true);
        } else {
            set(modifiers, 0);
            rolledOver = true;
        }
    }

    private int slotOf(int usage) {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (inSlot(slot) == usage) {
                return slot;
            }
        }
        return -1;
    }

    private int inSlot(int slot) {
        return (int) (keys >>> (8 * slot)) & 0xff;
    }

    private long withoutSlot(int slot) {
        long below = keys & ((1L << (8 * slot)) - 1);
        long above = keys >>> (8 * (slot + 1)) << (8 * slot);
        return below | above;
    }

    private boolean isMore(int usage) {
        return (more[usage >> 6] >>> usage & 1) != 0;
    }

    private void setMore(int usage, boolean down) {
        long bit = 1L << usage;
        more[usage >> 6] = down ? more[usage >> 6] | bit : more[usage >> 6] & ~bit;
        anyMore = (more[0] | more[1] | more[2] | more[3]) != 0;
    }

    /** Writes the boot keyboard's report after the last change. */
    void report(byte[] into) {
        Arrays.fill(into, (byte) 0);
        into[0] = (byte) modifiers;
        int next = 2;
        for (int slot = 0; slot < SLOTS; slot++) {
            int usage = inSlot(slot);
            if (rolledOver) {
                into[next++] = ROLL_OVER;
            } else if (ControlKeys.bit(usage) < 0) {
                into[next++] = (byte) usage;
            }
        }
    }

    /** Writes the reports of the consumer keys and of the system keys. */
    void controlReports(byte[] consumer, byte[] system) {
        long bits = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            bits |= controlBit(inSlot(slot));
        }
        for (int usage = FIRST_KEY; anyMore && usage < USAGES; usage++) {
            bits |= isMore(usage) ? controlBit(usage) : 0;
        }
        consumer[0] = CONSUMER_REPORT;
        consumer[1] = (byte) bits;
        consumer[2] = (byte) (bits >>> 8);
        consumer[3] = (byte) (bits >>> 16);
        system[0] = SYSTEM_REPORT;
        system[1] = (byte) (bits >>> ControlKeys.FIRST_SYSTEM_BIT);
    }

    private static long controlBit(int usage) {
        int bit = ControlKeys.bit(usage);
        return bit < 0 ? 0 : 1L << bit;
    }

    /** Writes the report of the keys beyond six. */
    void moreKeysReport(byte[] into) {
        Arrays.fill(into, (byte) 0);
        into[0] = MORE_KEYS_REPORT;
        for (int usage = FIRST_KEY; anyMore && usage < FIRST_MODIFIER; usage++) {
            if (isMore(usage) && ControlKeys.bit(usage) < 0) {
                int bit = usage - FIRST_KEY;
                into[1 + (bit >> 3)] |= (byte) (1 << (bit & 7));
            }
        }
    }

    boolean anyDown() {
        return modifiers != 0 || keys != 0 || anyMore;
    }

    /** The first six keys. */
    KeysDown down() {
        return anyDown() ? new KeysDown(modifiers, keys) : KeysDown.NONE;
    }
}
