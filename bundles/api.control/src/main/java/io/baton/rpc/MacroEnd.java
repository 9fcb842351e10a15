// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import java.util.Locale;

/** The reason why a macro, or the paste it is a part of, ended before its last step. */
public enum MacroEnd {
    /** Its session cancelled it. */
    CANCELLED,
    /** Its session started another one. */
    REPLACED,
    /** Its session has no control any more. */
    CONTROL_LOST,
    /** The target does not use the keyboard: it is off, unplugged or starting. */
    TARGET_OFF,
    /** The target did not take a step in time. */
    TARGET_BUSY,
    /** The device lost input or replaced a part of itself, and released all keys. */
    INTERRUPTED;

    /** The word on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
