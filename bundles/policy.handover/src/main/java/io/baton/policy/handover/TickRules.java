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

/** What time does: seats, graces, waits, requests and watchers run out, and control left lying is picked up. */
final class TickRules {

    private final RosterTransaction draft;
    private final Instant now;

    private TickRules(Roster roster, Instant now) {
        this.draft = new RosterTransaction(roster, now);
        this.now = now;
    }

    static Decision tick(Roster roster, Command.Tick tick, Instant now) {
        TickRules clockwork = new TickRules(roster, now);
        clockwork.samples(tick);
        clockwork.links();
        clockwork.newcomers();
        clockwork.requests();
        clockwork.idleControl();
        clockwork.watchers();
        return clockwork.draft.decision(Cause.GRACE_OVER);
    }

    private void samples(Command.Tick tick) {
        if (tick.samples().isEmpty()) {
            return;
        }
        draft.each(session -> {
            ActivitySample pulse = tick.samples().get(session.id());
            return pulse == null ? session : felt(session, pulse);
        });
    }

    private Session felt(Session session, ActivitySample pulse) {
        Instant input = notAfterNow(pulse.input());
        Instant active = notAfterNow(pulse.active());
        Instant last = session.lastInput();
        boolean typed = input != null && (last == null || input.isAfter(last));
        boolean graded =
                pulse.grade() >= 0 && pulse.grade() != session.connection().grade();
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
                ? edit.connection(session.connection().withGrade(pulse.grade())).build()
                : edit.build();
    }

    private @Nullable Instant notAfterNow(@Nullable Instant at) {
        return at != null && at.isAfter(now) ? now : at;
    }

    private void links() {
        for (Session session : draft.sessions()) {
            if (!isDue(Deadlines.linkEnds(draft.snapshot(), session))) {
                continue;
            }
            PeerId link = session.link();
            if (link != null) {
                draft.close(link, CloseReason.SETUP_FAILED);
            }
            if (session.connection().state() != Connection.State.LOST) {
                LinkRules.lose(draft, session, Cause.SETUP_FAILED);
            }
            Optional<Session> left = draft.session(session.id());
            if (left.filter(Session::inGrace).isPresent()
                    && isDue(Optional.of(Deadlines.graceEnds(draft.snapshot().settings(), left.get())))) {
                draft.drop(left.get(), Cause.GRACE_OVER);
            }
        }
    }

    private void newcomers() {
        for (Session session : draft.sessions()) {
            if (isDue(Deadlines.pendingEnds(draft.snapshot().settings(), session))) {
                draft.dismiss(session, Cause.PENDING_TIMEOUT, CloseReason.SESSION_ENDED);
            }
        }
    }

    private void requests() {
        Roster roster = draft.snapshot();
        for (ControlRequest request : roster.requests()) {
            if (isDue(Optional.of(Deadlines.requestEnds(roster.settings(), request)))) {
                SessionId id = request.session();
                draft.withdraw(id)
                        .because(id, Cause.REQUEST_TIMEOUT)
                        .tell(new Effect.ControlDenied(id, Cause.REQUEST_TIMEOUT));
            }
        }
    }

    private void watchers() {
        for (Session session : draft.sessions()) {
            Roster roster = draft.snapshot();
            if (!isDue(Deadlines.expires(roster, session))) {
                continue;
            }
            if (session.warnedAt() == null) {
                draft.edit(session.id(), it -> it.warnedAt(now))
                        .tell(new Effect.SessionExpiring(session.id(), Deadlines.lead(roster)));
            } else {
                draft.dismiss(session, Cause.EXPIRED, CloseReason.SESSION_ENDED);
            }
        }
    }

    /**
     * The primary is inactive and another session is eligible: without a successor it stays primary. Decided before
     * watchers expire, since being promoted counts as activity.
     */
    private void idleControl() {
        Roster roster = draft.snapshot();
        SessionId holder = roster.primary();
        if (holder != null
                && isDue(Deadlines.idle(roster))
                && EmergencyPromotionLimiter.closed(roster, now).isEmpty()
                && SuccessorSelection.candidate(roster, null, now).isPresent()) {
            draft.vacate()
                    .edit(holder, it -> it.withFlag(SessionFlag.YIELDED))
                    .because(holder, Cause.INACTIVE)
                    .audit("inactive", null, holder, Cause.INACTIVE);
        }
        draft.settle();
    }

    private boolean isDue(Optional<Instant> deadline) {
        return deadline.filter(at -> !now.isBefore(at)).isPresent();
    }
}
