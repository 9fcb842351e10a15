// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import io.baton.session.Mode;
import io.baton.session.Role;

/** What a caller must be to use a method. Control is a mode and administration a role: neither gives the other. */
public enum Right {
    /** Every session with a seat, pending included. */
    PRESENT,
    /** Every admitted session. */
    VIEW,
    /** Every admitted session that may have control. */
    ASK,
    /** The primary. */
    CONTROL,
    /** The primary and every admitted administrator: admits newcomers and transfers control. */
    MODERATE,
    /** Administrators, admitted. */
    ADMINISTER;

    public boolean heldBy(Mode mode, Role role) {
        boolean admitted = mode != Mode.PENDING;
        return switch (this) {
            case PRESENT -> true;
            case VIEW -> admitted;
            case ASK -> admitted && role.mayControl();
            case CONTROL -> mode == Mode.PRIMARY;
            case MODERATE -> mode == Mode.PRIMARY || (admitted && role == Role.ADMIN);
            case ADMINISTER -> admitted && role == Role.ADMIN;
        };
    }
}
