// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import io.baton.session.Mode;
import io.baton.session.Role;

/** What a caller must be to use a method. */
public enum Right {
    /** Anybody with a seat, pending included. */
    PRESENT,
    /** Everybody admitted. */
    VIEW,
    /** Who has control. */
    CONTROL,
    /** Administrators, admitted. */
    ADMINISTER;

    public boolean heldBy(Mode mode, Role role) {
        return switch (this) {
            case PRESENT -> true;
            case VIEW -> mode != Mode.PENDING;
            case CONTROL -> mode == Mode.PRIMARY;
            case ADMINISTER -> mode != Mode.PENDING && role == Role.ADMIN;
        };
    }
}
