// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Role;
import java.time.Duration;

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

    /** Returns the answer to a caller without it. */
    public Outcome.Refused refusal() {
        return switch (this) {
            case CONTROL ->
                new Outcome.Refused(
                        Reason.NOT_IN_CONTROL,
                        "Only the session in control can do this. Request control first.",
                        Duration.ZERO);
            case ADMINISTER ->
                new Outcome.Refused(Reason.NOT_ALLOWED, "Only an administrator may do this.", Duration.ZERO);
            case PRESENT, VIEW, ASK, MODERATE ->
                new Outcome.Refused(Reason.NOT_ALLOWED, "Your role or mode does not permit this.", Duration.ZERO);
        };
    }
}
