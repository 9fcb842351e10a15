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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Notifications of waiting sessions: to approvers of newcomers, to the primary of requests. Found by comparing the
 * recipients before and after, so that a new approver and a new primary learn of everything that waits already.
 */
record Announcements(Roster before, Roster after, Instant now) {

    /**
     * Adds the notices to a list.
     *
     * @param prompts the requests of which the primary is notified, see {@link #prompts}
     */
    void addTo(EffectList effects, List<ControlRequest> prompts) {
        for (Session newcomer : after.sessions()) {
            if (!waits(newcomer)) {
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
        requests(prompts, effects);
    }

    /** Returns the newcomers that a user is notified of now for the first time. */
    List<Session> firstAnnounced() {
        List<Session> first = new ArrayList<>();
        for (Session session : after.sessions()) {
            if (waits(session) && !session.is(SessionFlag.ANNOUNCED)) {
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

    /** Returns the requests of which the primary is notified now: of all that wait when it is a new one. */
    List<ControlRequest> prompts() {
        Optional<Session> primary = RequestPrompts.primary(after);
        if (primary.isEmpty()) {
            return List.of();
        }
        boolean known = primary.get().id().equals(before.primary())
                && RequestPrompts.primary(before).isPresent();
        return after.requests().stream()
                .filter(request -> !known
                        || RequestPrompts.due(after, request)
                                .filter(due -> !now.isBefore(due))
                                .isPresent())
                .toList();
    }

    private void requests(List<ControlRequest> prompts, EffectList effects) {
        for (ControlRequest request : prompts) {
            Session primary = RequestPrompts.primary(after).orElseThrow();
            Session requester = after.session(request.session()).orElseThrow();
            effects.add(new Effect.ControlRequested(
                    primary.id(),
                    requester.id(),
                    requester.nickname(),
                    Duration.between(now, Deadlines.requestEnds(after.settings(), request)),
                    primary.role() == Role.ADMIN ? origin(requester) : null));
        }
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
                && !session.is(SessionFlag.VIDEO_ONLY)
                && (session.role() == Role.ADMIN || roster.mode(session) == Mode.PRIMARY);
    }
}
