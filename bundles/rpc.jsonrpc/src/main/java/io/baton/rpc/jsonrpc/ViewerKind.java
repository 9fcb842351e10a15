// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.session.Mode;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;

/** What kind of viewer somebody is. All of one kind are shown the same list, but for who of it they are themselves. */
enum ViewerKind {
    /** Sees accounts and addresses. */
    ADMINISTRATOR,
    /** Sees accounts and addresses of those who wait for admission. */
    APPROVER,
    /** Sees who is here. */
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
