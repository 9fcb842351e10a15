// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.Connection;
import io.baton.session.Control;
import io.baton.session.ControlRequest;
import io.baton.session.Mode;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.Setting;
import io.baton.session.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Deadlines, computed from the kept start times, so that new settings apply at once. */
final class Deadlines {

    private static final Duration WARNING = Duration.ofSeconds(60);

    private Deadlines() {}

    static Optional<Instant> next(Roster roster) {
        Optional<Instant> next = sooner(controlMoves(roster), RequestPrompts.next(roster));
        for (Session session : roster.sessions()) {
            next = sooner(next, linkEnds(roster, session));
            next = sooner(next, pendingEnds(roster.settings(), session));
            next = sooner(next, expires(roster, session));
        }
        for (ControlRequest request : roster.requests()) {
            next = sooner(next, Optional.of(requestEnds(roster.settings(), request)));
        }
        return next;
    }

    private static Optional<Instant> sooner(Optional<Instant> one, Optional<Instant> other) {
        return one.isEmpty() || (other.isPresent() && other.get().isBefore(one.get())) ? other : one;
    }

    /** When a seat without a link, or a grace, ends. */
    static Optional<Instant> linkEnds(Roster roster, Session session) {
        Connection connection = session.connection();
        return switch (connection.state()) {
            case UP -> Optional.empty();
            case LOST -> Optional.of(graceEnds(roster.settings(), session));
            case ACCEPTED, ANSWERED -> {
                Duration seat = roster.settings().seatTimeout();
                Instant ends = connection.since().plus(seat);
                Instant last = graceEnds(roster.settings(), session).plus(seat);
                yield Optional.of(last.isBefore(ends) ? last : ends);
            }
        };
    }

    /** When the grace of a session that has one ends. */
    static Instant graceEnds(Settings settings, Session session) {
        Instant lost = session.connection().lostAt();
        Instant from = lost == null ? session.connection().since() : lost;
        return from.plus(settings.time(Setting.RECONNECT_GRACE));
    }

    static Optional<Instant> pendingEnds(Settings settings, Session session) {
        return session.admitted()
                ? Optional.empty()
                : Optional.of(session.pendingSince().plus(settings.time(Setting.PENDING_TIMEOUT)));
    }

    static Instant requestEnds(Settings settings, ControlRequest request) {
        return request.since().plus(settings.time(Setting.REQUEST_TIMEOUT));
    }

    /** Returns when an inactive session is warned or, once warned, removed. */
    static Optional<Instant> expires(Roster roster, Session session) {
        Mode mode = roster.mode(session);
        boolean watches = session.linked() && (mode == Mode.OBSERVER || mode == Mode.QUEUED);
        if (!watches || session.login().idles()) {
            return Optional.empty();
        }
        Duration lead = lead(roster.settings());
        Instant end = session.lastActive().plus(roster.settings().time(Setting.SESSION_TIMEOUT));
        Instant warned = session.warnedAt();
        if (warned == null) {
            return Optional.of(end.minus(lead));
        }
        return Optional.of(warned.plus(lead).isAfter(end) ? warned.plus(lead) : end);
    }

    /** How long a session may be inactive before it is warned. */
    static Duration quiet(Settings settings) {
        return settings.time(Setting.SESSION_TIMEOUT).minus(lead(settings));
    }

    /** How long before its end a session is warned. */
    static Duration lead(Settings settings) {
        return Duration.ofMillis(Math.min(settings.get(Setting.SESSION_TIMEOUT) / 2, WARNING.toMillis()));
    }

    /** Returns when the primary loses control by inactivity; empty when it never does. */
    static Optional<Instant> idle(Roster roster) {
        Duration timeout = roster.settings().time(Setting.PRIMARY_TIMEOUT);
        if (!(roster.control() instanceof Control.Held held) || timeout.isZero()) {
            return Optional.empty();
        }
        Instant input = roster.session(held.session()).orElseThrow().lastInput();
        Instant last = input != null && input.isAfter(held.since()) ? input : held.since();
        return Optional.of(last.plus(timeout));
    }

    private static Optional<Instant> controlMoves(Roster roster) {
        boolean passes = roster.control() instanceof Control.Vacant || SuccessorSelection.isHeldBySeat(roster);
        Optional<Instant> due = passes ? Optional.of(Instant.MIN) : idle(roster);
        if (due.isEmpty()
                || EmergencyPromotionLimiter.isStreak(roster)
                || SuccessorSelection.candidate(roster, null, Instant.MIN).isEmpty()) {
            return Optional.empty();
        }
        Instant opens = EmergencyPromotionLimiter.opens(roster).orElse(Instant.MIN);
        Instant moves = opens.isAfter(due.get()) ? opens : due.get();
        return moves.equals(Instant.MIN) ? Optional.empty() : Optional.of(moves);
    }
}
