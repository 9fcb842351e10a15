// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.session.Command;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.TokenDigest;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * The first who may control has control; everybody else watches; the next in order takes over when the primary leaves.
 *
 * <p>Threading. No state; any thread.
 */
@Component
public final class HandoverPolicy implements SessionPolicy {

    @Override
    public Decision decide(Roster roster, Command command, Instant now) {
        return switch (command) {
            case Command.Join join -> join(roster, join, now);
            case Command.Attach attach -> attach(roster, attach, now);
            case Command.Answered answered -> answered(roster, answered, now);
            case Command.Linked linked -> linked(roster, linked);
            case Command.LinkLost lost -> lost(roster, lost);
            case Command.LinkFailed failed -> failed(roster, failed);
            case Command.Rename rename -> rename(roster, rename, now);
            case Command.Configure configure ->
                new Draft(roster).settings(configure.settings()).decision("configured");
            case Command.Tick() -> tick(roster, now);
        };
    }

    @Override
    public Optional<Instant> nextDeadline(Roster roster) {
        return roster.sessions().stream()
                .filter(session -> !session.linked())
                .map(session -> seatEnds(roster, session))
                .min(Instant::compareTo);
    }

    private static Instant seatEnds(Roster roster, Session session) {
        return session.waitingSince().plus(roster.settings().seatTimeout());
    }

    private static Decision join(Roster roster, Command.Join join, Instant now) {
        Optional<Session> own = own(roster, join);
        if (own.isPresent()) {
            Session back = own.get().withToken(join.token()).withLastActive(now);
            return new Draft(roster).replace(back).decision("resumed");
        }
        if (roster.sessions().size() >= roster.settings().maxSessions()) {
            return refused(roster, Reason.CAPACITY, "Every seat is taken. Try again when somebody has left.");
        }
        if (roster.session(join.id()).isPresent()) {
            return refused(roster, Reason.NOT_ALLOWED, "This session exists already.");
        }
        if (nameTaken(roster, join.id(), join.nicknameKey())) {
            return refused(roster, Reason.NAME_TAKEN, "Somebody here has this name. Choose another.");
        }
        Session newcomer = new Session(
                join.id(),
                join.user(),
                join.role(),
                join.source(),
                join.nickname(),
                join.nicknameKey(),
                join.browser(),
                now,
                now,
                Set.of(),
                join.token(),
                null,
                false,
                now);
        return new Draft(roster).add(newcomer).decision("joined");
    }

    /** The session a client comes back to: by its token, or by its socket; never somebody else's login. */
    private static Optional<Session> own(Roster roster, Command.Join join) {
        var resume = join.resume();
        if (resume != null) {
            Optional<Session> resumed = byToken(roster, resume);
            if (resumed.isPresent() && resumed.get().user().equals(join.user())) {
                return resumed;
            }
        }
        SessionId replaces = join.replaces();
        return replaces == null
                ? Optional.empty()
                : roster.session(replaces).filter(session -> session.user().equals(join.user()));
    }

    private static Optional<Session> byToken(Roster roster, TokenDigest token) {
        return roster.sessions().stream()
                .filter(session -> session.token().matches(token))
                .findFirst();
    }

    private static Decision attach(Roster roster, Command.Attach attach, Instant now) {
        Optional<Session> session = byToken(roster, attach.resume());
        if (session.isEmpty()) {
            return unknown(roster);
        }
        if (!session.get().linked()) {
            return refused(roster, Reason.NOT_ALLOWED, "This session has no live connection. Send an offer.");
        }
        Session back = session.get().withToken(attach.token()).withLastActive(now);
        return new Draft(roster).replace(back).decision("attached");
    }

    private static Decision answered(Roster roster, Command.Answered answered, Instant now) {
        Optional<Session> found = roster.session(answered.session());
        if (found.isEmpty()) {
            return unknown(roster);
        }
        PeerId link = answered.link();
        Session session = found.get();
        Optional<Session> owner = roster.byLink(link);
        if (owner.isPresent()) {
            return owner.get().equals(session)
                    ? new Draft(roster).decision("answered")
                    : refused(roster, Reason.NOT_ALLOWED, "This connection belongs to another session.");
        }
        PeerId before = session.link();
        Draft draft = new Draft(roster);
        if (before != null && before.number() > link.number()) {
            return draft.close(link, CloseReason.REPLACED).decision("answered");
        }
        draft.replace(session.withLink(link, now));
        if (before != null) {
            draft.close(before, CloseReason.REPLACED);
            if (session.id().equals(roster.primary())) {
                draft.passAnew();
            }
        }
        return draft.decision("answered");
    }

    private static Decision linked(Roster roster, Command.Linked linked) {
        Optional<Session> session = roster.byLink(linked.link());
        if (session.isEmpty()) {
            return unknown(roster);
        }
        Draft draft = new Draft(roster);
        if (!session.get().linked()) {
            draft.replace(session.get().withLinked(true));
            if (session.get().admitted()) {
                draft.show(linked.link());
            }
        }
        return draft.decision("vacant");
    }

    private static Decision lost(Roster roster, Command.LinkLost lost) {
        return roster.byLink(lost.link())
                .map(session -> new Draft(roster).remove(session).decision("primaryLeft"))
                .orElseGet(() -> unknown(roster));
    }

    private static Decision failed(Roster roster, Command.LinkFailed failed) {
        Optional<Session> found = roster.session(failed.session());
        if (found.isEmpty()) {
            return unknown(roster);
        }
        Session session = found.get();
        PeerId link = failed.link();
        if (link == null && session.link() != null) {
            return new Draft(roster).decision("kept");
        }
        if (session.linked() || (link != null && !link.equals(session.link()))) {
            return refused(roster, Reason.NOT_ALLOWED, "This is not the connection the session waits for.");
        }
        return new Draft(roster).remove(session).decision("primaryLeft");
    }

    private static Decision rename(Roster roster, Command.Rename rename, Instant now) {
        Optional<Session> session = roster.session(rename.session());
        if (session.isEmpty()) {
            return unknown(roster);
        }
        if (nameTaken(roster, rename.session(), rename.nicknameKey())) {
            return refused(roster, Reason.NAME_TAKEN, "Somebody here has this name. Choose another.");
        }
        Session renamed = session.get()
                .withNickname(rename.nickname(), rename.nicknameKey())
                .withLastActive(now);
        return new Draft(roster).replace(renamed).decision("renamed");
    }

    private static Decision tick(Roster roster, Instant now) {
        Draft draft = new Draft(roster);
        for (Session session : roster.sessions()) {
            if (!session.linked() && !now.isBefore(seatEnds(roster, session))) {
                draft.remove(session);
                PeerId link = session.link();
                if (link != null) {
                    draft.close(link, CloseReason.SETUP_FAILED);
                }
            }
        }
        return draft.decision("primaryLeft");
    }

    private static boolean nameTaken(Roster roster, SessionId asker, String key) {
        return !key.isEmpty()
                && roster.sessions().stream()
                        .anyMatch(session -> session.nicknameKey().equals(key)
                                && !session.id().equals(asker));
    }

    private static Decision unknown(Roster roster) {
        return refused(roster, Reason.UNKNOWN_SESSION, "There is no such session. Connect again.");
    }

    private static Decision refused(Roster roster, Reason reason, String message) {
        return Decision.refused(roster, Outcome.refused(reason, message));
    }
}
