// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.Control;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.TrustScore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Selects the successor of vacant control: the first in the queue, else the observer with the highest trust, a newcomer
 * last. Every promotion that no person decided comes from here and passes the same gate.
 */
final class SuccessorSelection {

    private SuccessorSelection() {}

    /** The answer. */
    sealed interface Choice {}

    record Found(SessionId session, TrustScore trust) implements Choice {}

    record NoSuccessor(Control.VacancyReason why) implements Choice {}

    /** The successor of a control that is vacant; the newcomer's link need not be up yet. */
    static Choice find(Roster roster, @Nullable SessionId newcomer, Instant now) {
        Optional<Session> candidate = candidate(roster, newcomer, now);
        if (candidate.isEmpty()) {
            return new NoSuccessor(why(roster));
        }
        Optional<Control.VacancyReason> closed = EmergencyPromotionLimiter.closed(roster, now);
        if (closed.isEmpty()) {
            return new Found(candidate.get().id(), TrustScoring.score(roster, candidate.get(), now));
        }
        // a newcomer without a link is no candidate from the next decision on
        return new NoSuccessor(candidate(roster, null, now).isPresent() ? closed.get() : why(roster));
    }

    /** Returns the successor if control were vacant and promotion allowed; never the primary. */
    static Optional<Session> candidate(Roster roster, @Nullable SessionId newcomer, Instant now) {
        Predicate<Session> old = session -> session.linked() && !session.id().equals(newcomer);
        Predicate<Session> fresh = session -> !session.inGrace() && session.id().equals(newcomer);
        for (Predicate<Session> round : List.of(old, fresh)) {
            Optional<Session> found = best(roster, round, now);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Session> best(Roster roster, Predicate<Session> round, Instant now) {
        Predicate<Session> eligible = round.and(session -> eligible(roster, session));
        for (SessionId id : roster.queue()) {
            Optional<Session> asked = roster.session(id).filter(eligible);
            if (asked.isPresent()) {
                return asked;
            }
        }
        if (!roster.settings().is(Setting.AUTO_PROMOTE)) {
            return Optional.empty();
        }
        List<Session> observers = roster.sessions().stream().filter(eligible).toList();
        Optional<Session> found = mostTrusted(roster, observers, session -> !excluded(roster, session, now), now);
        return found.isPresent() ? found : mostTrusted(roster, observers, session -> true, now);
    }

    private static Optional<Session> mostTrusted(
            Roster roster, List<Session> sessions, Predicate<Session> of, Instant now) {
        return sessions.stream()
                .filter(of)
                .min(Comparator.<Session>comparingInt(session ->
                                -TrustScoring.score(roster, session, now).total())
                        .thenComparing(Session::createdAt)
                        .thenComparing(Session::id));
    }

    /** Whether a session may be given control it did not just ask for, its link apart. */
    private static boolean eligible(Roster roster, Session session) {
        return session.admitted()
                && session.mayControl()
                && !session.is(SessionFlag.YIELDED)
                && !session.id().equals(roster.primary())
                && (!roster.settings().is(Setting.REQUIRE_NICKNAME)
                        || !session.nickname().isEmpty());
    }

    /**
     * Returns whether the primary is a seat whose link was never up. It does not hold control against a session whose
     * link is up; a primary that comes back has the time of its grace.
     */
    static boolean isHeldBySeat(Roster roster) {
        SessionId holder = roster.primary();
        return holder != null && roster.session(holder).filter(Session::isSeat).isPresent();
    }

    private static boolean excluded(Roster roster, Session session, Instant now) {
        return session.is(SessionFlag.EXCLUDED) && exclusionRuns(roster, now);
    }

    /** Whether control was handed over by hand a short while ago. */
    static boolean exclusionRuns(Roster roster, Instant now) {
        Instant since = roster.handedOver();
        return since != null && now.isBefore(since.plus(roster.settings().time(Setting.TRANSFER_EXCLUSION)));
    }

    private static Control.VacancyReason why(Roster roster) {
        if (roster.sessions().stream().noneMatch(Session::admitted)) {
            return Control.VacancyReason.EMPTY;
        }
        boolean exists = roster.sessions().stream().anyMatch(session -> session.linked() && eligible(roster, session));
        return exists ? Control.VacancyReason.NOT_AUTOMATIC : Control.VacancyReason.NO_CANDIDATE;
    }
}
