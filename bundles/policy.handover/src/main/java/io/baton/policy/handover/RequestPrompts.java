// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.ControlRequest;
import io.baton.session.Roster;
import io.baton.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Limits the notifications of requests for control and for admission: one in {@link #INTERVAL} for each identity. A
 * request within that time is notified at its end, if it still waits; requests that were cancelled meanwhile are not.
 */
final class RequestPrompts {

    static final Duration INTERVAL = Duration.ofSeconds(5);

    private RequestPrompts() {}

    /** Returns when the primary is notified of a request; empty when it was. */
    static Optional<Instant> due(Roster roster, ControlRequest request) {
        Session session = roster.session(request.session()).orElseThrow();
        Instant prompted = session.promptedAt();
        if (prompted != null && !prompted.isBefore(request.since())) {
            return Optional.empty();
        }
        Instant quietUntil = quietUntil(roster, session);
        return Optional.of(quietUntil.isAfter(request.since()) ? quietUntil : request.since());
    }

    /** Returns whether a user was notified of a session of the same identity within the interval. */
    static boolean isRecent(Roster roster, Session session, Instant now) {
        return quietUntil(roster, session).isAfter(now);
    }

    /** Returns the end of the interval after the last notification of this identity. */
    private static Instant quietUntil(Roster roster, Session session) {
        @Nullable Instant latest = null;
        for (Session other : roster.sessions()) {
            Instant last = other.promptedAt();
            if (last != null && (latest == null || last.isAfter(latest)) && isSameIdentity(session, other)) {
                latest = last;
            }
        }
        return latest == null ? Instant.MIN : latest.plus(INTERVAL);
    }

    /** Returns when the next notification is due; empty while no primary can receive it. */
    static Optional<Instant> next(Roster roster) {
        @Nullable Instant next = null;
        if (primary(roster).isPresent()) {
            for (ControlRequest request : roster.requests()) {
                Instant due = due(roster, request).orElse(null);
                if (due != null && (next == null || due.isBefore(next))) {
                    next = due;
                }
            }
        }
        return Optional.ofNullable(next);
    }

    /** Returns the primary, if its link is up. */
    static Optional<Session> primary(Roster roster) {
        return Optional.ofNullable(roster.primary()).flatMap(roster::session).filter(Session::linked);
    }

    /** The same session, account or login cookie. */
    private static boolean isSameIdentity(Session one, Session other) {
        return one.id().equals(other.id())
                || (!one.user().isEmpty() && one.login().sameAccount(other.login()))
                || one.login().sameLogin(other.login());
    }
}
