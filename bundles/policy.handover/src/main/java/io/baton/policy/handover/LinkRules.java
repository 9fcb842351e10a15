// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Connection;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.TokenDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules for the peer connections of sessions. */
final class LinkRules {

    private LinkRules() {}

    static Decision answered(Roster roster, Command.Answered answered, Instant now) {
        Optional<Session> found = roster.session(answered.session());
        if (found.isEmpty()) {
            return Refusals.unknown(roster);
        }
        PeerId link = answered.link();
        Session session = found.get();
        Optional<Session> owner = roster.byLink(link);
        if (owner.isPresent()) {
            return owner.get().equals(session)
                    ? Decision.done(roster, List.of())
                    : Refusals.notAllowed(roster, "This connection belongs to another session.");
        }
        if (session.inGrace()) {
            return Refusals.notAllowed(roster, "The connection of this session was lost. Connect again.");
        }
        if (!isNewest(answered.offer(), session.connection())) {
            return Refusals.notAllowed(roster, "A newer offer of this session replaced this one.");
        }
        PeerId before = session.link();
        RosterTransaction transaction = new RosterTransaction(roster, now);
        if (before != null && before.number() > link.number()) {
            return transaction.close(link, CloseReason.REPLACED).decision(Cause.REPLACED);
        }
        transaction.edit(session.id(), it -> it.connection(session.connection().answered(link, now)));
        if (before != null) {
            transaction.close(before, CloseReason.REPLACED);
            if (session.id().equals(roster.primary())) {
                transaction.beginEpoch();
            }
        }
        return transaction.decision(Cause.REPLACED);
    }

    static Decision linked(Roster roster, Command.Linked linked, Instant now) {
        Optional<Session> found = roster.byLink(linked.link());
        if (found.isEmpty()) {
            return Refusals.unknown(roster);
        }
        Session session = found.get();
        RosterTransaction transaction = new RosterTransaction(roster, now);
        if (!session.linked()) {
            transaction.edit(
                    session.id(),
                    it -> it.connection(session.connection().up(now))
                            .previousToken(session.connection().offer() == null ? null : session.previousToken())
                            .withFlag(SessionFlag.SEEN));
            if (session.is(SessionFlag.LEGACY) && !session.is(SessionFlag.SEEN)) {
                LegacyControlRules.takeOver(transaction, session.id());
            }
        }
        return transaction.decision(Cause.JOINED);
    }

    static Decision lost(Roster roster, Command.LinkLost lost, Instant now) {
        Optional<Session> session = roster.byLink(lost.link());
        if (session.isEmpty()) {
            return Refusals.unknown(roster);
        }
        RosterTransaction transaction = new RosterTransaction(roster, now);
        end(transaction, session.get(), lost.cause());
        return transaction.decision(lost.cause());
    }

    static Decision failed(Roster roster, Command.LinkFailed failed, Instant now) {
        Optional<Session> found = roster.session(failed.session());
        if (found.isEmpty()) {
            return Refusals.unknown(roster);
        }
        Session session = found.get();
        Connection connection = session.connection();
        PeerId link = failed.link();
        RosterTransaction transaction = new RosterTransaction(roster, now);
        if (link == null) {
            if (session.inGrace() || !isNewest(failed.offer(), connection)) {
                return notAwaited(roster);
            }
            transaction.edit(session.id(), it -> it.connection(connection.withoutOffer()));
            if (session.link() == null) {
                lose(transaction, session, Cause.SETUP_FAILED);
            }
        } else {
            if (session.linked() || !link.equals(session.link())) {
                return notAwaited(roster);
            }
            end(transaction, session, Cause.SETUP_FAILED);
        }
        return transaction.decision(Cause.SETUP_FAILED);
    }

    private static Decision notAwaited(Roster roster) {
        return Refusals.notAllowed(roster, "The session is not waiting for this connection.");
    }

    /** Returns whether an offer is the one that waits; an offer that is not named is the newest one. */
    private static boolean isNewest(@Nullable TokenDigest offer, Connection connection) {
        return offer == null || offer.equals(connection.offer());
    }

    /** Ends a link. While another offer waits, the session waits for its answer; else the session is lost. */
    private static void end(RosterTransaction transaction, Session session, Cause cause) {
        if (session.connection().offer() == null) {
            lose(transaction, session, cause);
            return;
        }
        Connection waiting = session.connection().awaitingAnswer(transaction.now());
        transaction.edit(session.id(), it -> it.connection(waiting));
        if (session.id().equals(transaction.control().holder())) {
            transaction.beginEpoch();
        }
    }

    /**
     * Ends the link of a session. The session has a grace if its link was up once, so that its answer arrived, and its
     * client could come back: by a token, or, where it knows none, by the cookie of its login. The primary has one in
     * any case. A grace that ran before goes on.
     */
    static void lose(RosterTransaction transaction, Session session, Cause cause) {
        SessionId id = session.id();
        boolean returning = session.connection().lostAt() != null;
        boolean primary = id.equals(transaction.control().holder());
        boolean known =
                !session.is(SessionFlag.LEGACY) || !session.login().cookie().isEmpty();
        if (!returning && !(session.is(SessionFlag.SEEN) && (primary || known))) {
            transaction.drop(session, cause);
            return;
        }
        Connection lost = session.connection().lost(transaction.now());
        transaction.edit(id, it -> it.connection(lost));
        if (primary) {
            transaction.reserve(id, cause == Cause.SLOW_CLIENT ? cause : Cause.LINK_LOST);
        }
    }
}
