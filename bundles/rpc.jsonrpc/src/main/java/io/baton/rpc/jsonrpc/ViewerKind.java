// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.session.Mode;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;

/** The kind of a recipient. All of one kind receive the same list, except for the row that is their own. */
enum ViewerKind {
    /** Sees accounts and addresses. */
    ADMINISTRATOR,
    /** Sees accounts and addresses of pending sessions. */
    APPROVER,
    /** Sees the sessions. */
    GUEST,
    /** Waits for admission and sees itself. */
    NEWCOMER;

    static ViewerKind of(Roster roster, Session viewer) {
        if (!viewer.admitted()) {
            return NEWCOMER;
        }
        if (viewer.role() == Role.ADMIN) {
            return ADMINISTRATOR;
        }
        return roster.mode(viewer) == Mode.PRIMARY ? APPROVER : GUEST;
    }

    /** Whether it is shown whose account a session is of, and where it comes from. */
    boolean knows(Session session) {
        return switch (this) {
            case ADMINISTRATOR -> true;
            case APPROVER -> !session.admitted();
            case GUEST, NEWCOMER -> false;
        };
    }
}
