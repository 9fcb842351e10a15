// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.session.ActivitySample;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Connection;
import io.baton.session.ControlRequest;
import io.baton.session.Effect;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionBuilder;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rules for deadlines: seats, graces, pending sessions, requests and inactive sessions end, and vacant control is
 * assigned.
 */
final class TickRules {

    private final RosterTransaction transaction;
    private final Instant now;

    private TickRules(Roster roster, Instant now) {
        this.transaction = new RosterTransaction(roster, now);
        this.now = now;
    }

    static Decision tick(Roster roster, Command.Tick tick, Instant now) {
        TickRules rules = new TickRules(roster, now);
        rules.samples(tick);
        rules.links();
        rules.newcomers();
        rules.requests();
        rules.idleControl();
        rules.inactiveSessions();
        return rules.transaction.decision(Cause.GRACE_OVER);
    }

    private void samples(Command.Tick tick) {
        if (tick.samples().isEmpty()) {
            return;
        }
        transaction.each(session -> {
            ActivitySample sample = tick.samples().get(session.id());
            return sample == null ? session : withActivity(session, sample);
        });
    }

    private Session withActivity(Session session, ActivitySample sample) {
        Instant input = notAfterNow(sample.input());
        Instant active = notAfterNow(sample.active());
        Instant last = session.lastInput();
        boolean typed = input != null && (last == null || input.isAfter(last));
        boolean graded =
                sample.grade() >= 0 && sample.grade() != session.connection().grade();
        if (!typed && active == null && !graded) {
            return session;
        }
        SessionBuilder edit = session.edit();
        if (typed && input != null) {
            edit.lastInput(input).active(input);
        }
        if (active != null) {
            edit.active(active);
        }
        return graded
                ? edit.connection(session.connection().withGrade(sample.grade()))
                        .build()
                : edit.build();
    }

    private @Nullable Instant notAfterNow(@Nullable Instant at) {
        return at != null && at.isAfter(now) ? now : at;
    }

    private void links() {
        for (Session session : transaction.sessions()) {
            if (!isDue(Deadlines.linkEnds(transaction.snapshot(), session))) {
                continue;
            }
            PeerId link = session.link();
            if (link != null) {
                transaction.close(link, CloseReason.SETUP_FAILED);
            }
            if (session.connection().state() != Connection.State.LOST) {
                LinkRules.lose(transaction, session, Cause.SETUP_FAILED);
            }
            Optional<Session> left = transaction.session(session.id());
            if (left.filter(Session::inGrace).isPresent()
                    && isDue(Optional.of(
                            Deadlines.graceEnds(transaction.snapshot().settings(), left.get())))) {
                transaction.drop(left.get(), Cause.GRACE_OVER);
            }
        }
    }

    private void newcomers() {
        for (Session session : transaction.sessions()) {
            if (isDue(Deadlines.pendingEnds(transaction.snapshot().settings(), session))) {
                transaction.dismiss(session, Cause.PENDING_TIMEOUT, CloseReason.SESSION_ENDED);
            }
        }
    }

    private void requests() {
        Roster roster = transaction.snapshot();
        for (ControlRequest request : roster.requests()) {
            if (isDue(Optional.of(Deadlines.requestEnds(roster.settings(), request)))) {
                SessionId id = request.session();
                transaction
                        .withdraw(id)
                        .because(id, Cause.REQUEST_TIMEOUT)
                        .tell(new Effect.ControlDenied(id, Cause.REQUEST_TIMEOUT));
            }
        }
    }

    private void inactiveSessions() {
        Instant quietSince = now.minus(Deadlines.quiet(transaction.settings()));
        for (Session session : transaction.sessions()) {
            if (session.warnedAt() == null && session.lastActive().isAfter(quietSince)) {
                continue;
            }
            Roster roster = transaction.snapshot();
            if (!isDue(Deadlines.expires(roster, session))) {
                continue;
            }
            if (session.warnedAt() == null) {
                transaction
                        .edit(session.id(), it -> it.warnedAt(now))
                        .tell(new Effect.SessionExpiring(session.id(), Deadlines.lead(roster.settings())));
            } else {
                transaction.dismiss(session, Cause.EXPIRED, CloseReason.SESSION_ENDED);
            }
        }
    }

    /**
     * The primary is inactive and another session is eligible: without a successor it stays primary. Decided before
     * inactive sessions expire, since being promoted counts as activity.
     */
    private void idleControl() {
        Roster roster = transaction.snapshot();
        SessionId holder = roster.primary();
        if (holder != null
                && isDue(Deadlines.idle(roster))
                && EmergencyPromotionLimiter.closed(roster, now).isEmpty()
                && SuccessorSelection.candidate(roster, null, now).isPresent()) {
            transaction
                    .vacate()
                    .edit(holder, it -> it.withFlag(SessionFlag.YIELDED))
                    .because(holder, Cause.INACTIVE)
                    .audit("inactive", null, holder, Cause.INACTIVE);
        }
        transaction.settle();
    }

    private boolean isDue(Optional<Instant> deadline) {
        return deadline.filter(at -> !now.isBefore(at)).isPresent();
    }
}
