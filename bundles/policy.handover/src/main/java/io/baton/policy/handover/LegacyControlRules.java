// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.peer.CloseReason;
import io.baton.session.Cause;
import io.baton.session.Control;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;

/** Rules for clients that know only JetKVM's protocol and so cannot request control: the setting legacyControl. */
final class LegacyControlRules {

    private LegacyControlRules() {}

    /**
     * Gives control to the newest client of a login, once its link is up for the first time; an older such client that
     * had control is removed.
     */
    static void takeOver(RosterTransaction transaction, SessionId id) {
        Session newest = transaction.session(id).orElseThrow();
        if (!transaction.snapshot().settings().legacyTakesOver()
                || !newest.admitted()
                || !newest.role().mayControl()) {
            return;
        }
        Control control = transaction.control();
        SessionId holder = control.holder() == null ? control.reservedFor() : control.holder();
        Session old = holder == null ? null : transaction.session(holder).orElseThrow();
        if (id.equals(holder) || (old != null && !old.login().sameAccount(newest.login()))) {
            return;
        }
        transaction.give(id, Cause.TAKEN_OVER);
        if (old != null && old.is(SessionFlag.LEGACY)) {
            transaction.dismiss(old, Cause.TAKEN_OVER, CloseReason.REPLACED);
        }
    }
}
