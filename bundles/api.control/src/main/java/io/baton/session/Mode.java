// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.util.Locale;

/** What a session may do now. */
public enum Mode {
    /** Controls the target; at most one session. */
    PRIMARY,
    /** Sees the picture. */
    OBSERVER,
    /** Sees the picture and has asked for control. */
    QUEUED,
    /** Waits for admission: sees nothing and may do nothing. */
    PENDING;

    /** The word on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
