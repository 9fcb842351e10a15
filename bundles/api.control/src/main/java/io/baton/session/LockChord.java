// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

/**
 * The keys that lock the target's screen, typed when control passes to another user: the choices of
 * {@link Setting#LOCK_CHORD}.
 */
public enum LockChord {
    /** Nothing is typed. */
    OFF("off", 0, 0),
    /** Windows and many Linux desktops. */
    WIN_L("winL", 0x08, 0x0f),
    /** Other Linux desktops. */
    CTRL_ALT_L("ctrlAltL", 0x05, 0x0f),
    /** macOS. */
    CTRL_CMD_Q("ctrlCmdQ", 0x09, 0x14);

    private final String wireName;
    private final int modifiers;
    private final int usage;

    LockChord(String wireName, int modifiers, int usage) {
        this.wireName = wireName;
        this.modifiers = modifiers;
        this.usage = usage;
    }

    /** Modifier bits of the keyboard report (HID 1.11 §8.3). */
    public int modifiers() {
        return modifiers;
    }

    /** Usage of the key (HID Usage Tables 1.5 §10). */
    public int usage() {
        return usage;
    }

    /**
     * Returns the choice with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static LockChord named(String wireName) {
        for (LockChord chord : values()) {
            if (chord.wireName.equals(wireName)) {
                return chord;
            }
        }
        throw new IllegalArgumentException("there is no choice " + wireName);
    }
}
