// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.policy.Decision;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Login;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.TokenDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules for resuming a session. */
final class ResumeRules {

    private static final Duration RELOAD = Duration.ofSeconds(15);

    private ResumeRules() {}

    /** Returns the session a client resumes: by its token, its socket or its cookie; never of another login. */
    static Optional<Session> ownSession(Roster roster, Command.Join join, Instant now) {
        TokenDigest resume = join.resume();
        if (resume != null) {
            Optional<Session> resumed = roster.resumedBy(resume);
            if (resumed.isPresent() && resumed.get().login().sameAccount(join.login())) {
                return resumed;
            }
        }
        SessionId replaces = join.replaces();
        if (replaces != null) {
            return roster.session(replaces).filter(session -> session.login().sameAccount(join.login()));
        }
        return join.legacy() && resume == null ? reloaded(roster, join, now) : Optional.empty();
    }

    /** Returns the one abandoned session of the same cookie. */
    private static Optional<Session> reloaded(Roster roster, Command.Join join, Instant now) {
        List<Session> left = roster.sessions().stream()
                .filter(session -> session.login().sameLogin(join.login()) && isAbandoned(session, now))
                .toList();
        return left.size() == 1 ? Optional.of(left.getFirst()) : Optional.empty();
    }

    private static boolean isAbandoned(Session session, Instant now) {
        Instant closed = session.connection().socketClosed();
        return session.inGrace() || (closed != null && now.isBefore(closed.plus(RELOAD)));
    }

    /** Returns whether a session has this token already; tokens are random, so only a broken source repeats one. */
    static boolean isTaken(Roster roster, TokenDigest token) {
        for (Session session : roster.sessions()) {
            if (session.token().equals(token) || token.equals(session.previousToken())) {
                return true;
            }
        }
        return false;
    }

    /** Resumes a session as far as its present login allows. */
    static Decision resume(Roster roster, Session session, Command.Join join, Instant now) {
        SessionId id = session.id();
        Login login = AccountRules.withSharedRole(join.login(), roster.settings());
        RosterTransaction transaction = new RosterTransaction(roster, now);
        transaction.edit(id, it -> {
            it.token(join.token())
                    .previousToken(presented(session, join.resume()))
                    .login(login)
                    .source(join.source())
                    .browser(join.browser())
                    .active(now)
                    .connection(session.connection().offered(join.token(), now));
            JoinRules.flag(it, SessionFlag.VIDEO_ONLY, join.videoOnly());
            return JoinRules.flag(it, SessionFlag.LEGACY, join.legacy());
        });
        if (!login.role().mayControl()) {
            AccountRules.loseControl(transaction, id, Cause.ACCOUNT_CHANGED);
        } else if (join.videoOnly()) {
            AccountRules.loseControl(transaction, id, Cause.RESUMED);
        } else if (id.equals(roster.control().reservedFor())) {
            transaction.give(id, Cause.RESUMED);
        }
        return transaction.decision(Cause.RESUMED);
    }

    /**
     * Returns the token that stays valid beside the new one until the new link is up or the new token is used: the one
     * that was presented, for an offer without a token the present one. A socket lost before the reply leaves the
     * client with that token.
     */
    private static TokenDigest presented(Session session, @Nullable TokenDigest resume) {
        return resume != null && session.isResumedBy(resume) ? resume : session.token();
    }

    static Decision attach(Roster roster, Command.Attach attach, Instant now) {
        Optional<Session> session =
                roster.resumedBy(attach.resume()).filter(found -> found.login().sameAccount(attach.login()));
        if (session.isEmpty()) {
            return Refusals.unknown(roster);
        }
        if (!session.get().linked()) {
            return Refusals.notAllowed(roster, "This session has no live connection. Send an offer.");
        }
        if (isTaken(roster, attach.token())) {
            return Refusals.notAllowed(roster, "This resume token is already in use.");
        }
        SessionId id = session.get().id();
        Login login = AccountRules.withSharedRole(attach.login(), roster.settings());
        RosterTransaction transaction = new RosterTransaction(roster, now)
                .edit(
                        id,
                        it -> it.token(attach.token())
                                .previousToken(attach.resume())
                                .login(login)
                                .active(now)
                                .connection(session.get().connection().withSocketClosed(null)));
        if (!login.role().mayControl()) {
            AccountRules.loseControl(transaction, id, Cause.ACCOUNT_CHANGED);
        }
        return transaction.decision(Cause.RESUMED);
    }

    static Decision socketClosed(Roster roster, Command.SocketClosed closed, Instant now) {
        Optional<Session> session = roster.session(closed.session());
        if (session.isEmpty()) {
            return Refusals.unknown(roster);
        }
        if (!session.get().token().matches(closed.token())) {
            return Refusals.notAllowed(roster, "This session has a newer socket.");
        }
        return new RosterTransaction(roster, now)
                .edit(
                        closed.session(),
                        it -> it.connection(session.get().connection().withSocketClosed(now)))
                .decision(Cause.LINK_LOST);
    }
}
