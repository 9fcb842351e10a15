// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.Control;
import io.baton.session.ControlRequest;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.TrustScore;
import java.time.Instant;
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
        Optional<Session> found = best(roster, old, now);
        return found.isPresent() ? found : best(roster, fresh, now);
    }

    private static Optional<Session> best(Roster roster, Predicate<Session> round, Instant now) {
        for (ControlRequest request : roster.requests()) {
            Optional<Session> asked = roster.session(request.session());
            if (asked.filter(session -> round.test(session) && eligible(roster, session))
                    .isPresent()) {
                return asked;
            }
        }
        if (!roster.settings().is(Setting.AUTO_PROMOTE)) {
            return Optional.empty();
        }
        boolean exclusionRuns = exclusionRuns(roster, now);
        Ranked best = null;
        for (Session session : roster.sessions()) {
            if (round.test(session) && eligible(roster, session)) {
                boolean excluded = exclusionRuns && session.is(SessionFlag.EXCLUDED);
                Ranked ranked = new Ranked(session, excluded, TrustScoring.total(roster, session, now));
                best = best == null || ranked.isBefore(best) ? ranked : best;
            }
        }
        return Optional.ofNullable(best).map(Ranked::session);
    }

    /** A candidate: one that is not excluded comes first, then the higher trust, then the older session. */
    private record Ranked(Session session, boolean excluded, int trust) {

        boolean isBefore(Ranked other) {
            if (excluded != other.excluded) {
                return other.excluded;
            }
            if (trust != other.trust) {
                return trust > other.trust;
            }
            int age = session.createdAt().compareTo(other.session.createdAt());
            return age < 0 || (age == 0 && session.id().compareTo(other.session.id()) < 0);
        }
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
