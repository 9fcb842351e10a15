// SPDX-License-Identifier: Apache-2.0
package io.baton.hid;

/**
 * The keyboard as the target sees it.
 *
 * @param modifiers modifier bits
 * @param keys up to six usages packed from the lowest byte up; 0 is no key
 */
public record KeysDown(int modifiers, long keys) {

    public static final KeysDown NONE = new KeysDown(0, 0);

    /** The usage in slot 0–5. */
    public int key(int slot) {
        return (int) (keys >>> (8 * slot)) & 0xff;
    }
}
