// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.util.Locale;

/** The standing right of a login, separate from control. */
public enum Role {
    ADMIN,
    OPERATOR,
    /** May never be primary. */
    VIEWER;

    public boolean mayControl() {
        return this != VIEWER;
    }

    /** The word on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
