// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.ControlRequest;
import io.baton.session.Effect;
import io.baton.session.Mode;
import io.baton.session.PendingReason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Notifications of waiting sessions: to approvers of newcomers, to the primary of requests. Found by comparing the
 * recipients before and after, so that a new approver and a new primary learn of everything that waits already.
 */
record Announcements(Roster before, Roster after) {

    List<Effect> effects() {
        List<Effect> effects = new ArrayList<>();
        for (Session newcomer : after.sessions()) {
            if (newcomer.admitted() || !waits(newcomer)) {
                continue;
            }
            boolean waited =
                    before.session(newcomer.id()).filter(Announcements::waits).isPresent();
            List<Session> approvers = approvers(after);
            for (Session approver : approvers) {
                if (!waited || !approves(before, approver.id())) {
                    effects.add(newcomer(after, approver.id(), newcomer));
                }
            }
            if (approvers.isEmpty() && (!waited || !approvers(before).isEmpty())) {
                effects.add(new Effect.NoApprover(newcomer.id()));
            }
        }
        requests(effects);
        return effects;
    }

    /** Returns newcomers of whom a user is notified now for the first time. */
    List<Session> firstAnnounced() {
        List<Session> first = new ArrayList<>();
        for (Session session : after.sessions()) {
            if (!session.admitted() && waits(session) && !session.is(SessionFlag.ANNOUNCED)) {
                first.add(session);
            }
        }
        return first.isEmpty() || approvers(after).isEmpty() ? List.of() : first;
    }

    /** Returns the live sessions that may approve newcomers. */
    static List<Session> approvers(Roster roster) {
        return roster.sessions().stream()
                .filter(session -> approves(roster, session))
                .toList();
    }

    static Effect.Notice newcomer(Roster roster, SessionId approver, Session newcomer) {
        return new Effect.NewSessionPending(
                approver,
                newcomer.id(),
                newcomer.nickname(),
                newcomer.browser(),
                origin(newcomer),
                roster.settings().time(Setting.PENDING_TIMEOUT));
    }

    private void requests(List<Effect> effects) {
        if (after.requests().isEmpty()) {
            return;
        }
        SessionId holder = after.primary();
        Session primary = holder == null
                ? null
                : after.session(holder).filter(Session::linked).orElse(null);
        if (primary == null) {
            return;
        }
        boolean knew = primary.id().equals(before.primary())
                && before.session(primary.id()).filter(Session::linked).isPresent();
        for (ControlRequest request : after.requests()) {
            if (!knew || !asked(before, request.session())) {
                effects.add(request(primary, after.session(request.session()).orElseThrow()));
            }
        }
    }

    private static boolean asked(Roster roster, SessionId id) {
        for (ControlRequest request : roster.requests()) {
            if (request.session().equals(id)) {
                return true;
            }
        }
        return false;
    }

    private Effect request(Session primary, Session requester) {
        return new Effect.ControlRequested(
                primary.id(),
                requester.id(),
                requester.nickname(),
                after.settings().time(Setting.REQUEST_TIMEOUT),
                primary.role() == Role.ADMIN ? origin(requester) : null);
    }

    private static Effect.Origin origin(Session session) {
        return new Effect.Origin(session.user(), session.source());
    }

    /** Whether approval is all it waits for, and it can hear that it waits. */
    private static boolean waits(Session session) {
        return session.linked() && session.pending().equals(Set.of(PendingReason.APPROVAL));
    }

    private static boolean approves(Roster roster, SessionId id) {
        return roster.session(id).filter(session -> approves(roster, session)).isPresent();
    }

    private static boolean approves(Roster roster, Session session) {
        return session.linked()
                && session.admitted()
                && (session.role() == Role.ADMIN || roster.mode(session) == Mode.PRIMARY);
    }
}
