// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.session.Cause;
import io.baton.session.Control;
import io.baton.session.ControlRequest;
import io.baton.session.Denial;
import io.baton.session.Effect;
import io.baton.session.Emergency;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionBuilder;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TrustScore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One decision in progress: the changed roster and its effects. After the rule of the command, {@link #decision}
 * settles control, counts epoch and revision, and finds the notices by comparison, so that no rule can omit one.
 */
final class RosterTransaction {

    private final Instant now;
    private final RosterBuilder roster;
    private Map<SessionId, Cause> causes = Map.of();
    private final EffectList notices = new EffectList();
    private final EffectList closings = new EffectList();
    private final EffectList audit = new EffectList();
    private @Nullable SessionId newcomer;
    private boolean newEpoch;

    RosterTransaction(Roster before, Instant now) {
        this.now = now;
        this.roster = new RosterBuilder(before);
    }

    Instant now() {
        return now;
    }

    Control control() {
        return roster.control();
    }

    List<Session> sessions() {
        return roster.sessions();
    }

    Optional<Session> session(SessionId id) {
        return roster.session(id);
    }

    /** Returns the roster with the changes so far. */
    Roster snapshot() {
        return roster.build();
    }

    /** Records a manual hand-over. */
    void handedOver() {
        roster.handedOver(now);
    }

    Settings settings() {
        return roster.settings();
    }

    RosterTransaction settings(Settings newSettings) {
        roster.settings(newSettings);
        return this;
    }

    RosterTransaction denials(List<Denial> newDenials) {
        roster.denials(newDenials);
        return this;
    }

    /** Adds a session, which is considered for control last in this decision. */
    void add(Session session) {
        roster.add(session);
        newcomer = session.id();
    }

    /** Records an admission; the session is considered for control last in this decision. */
    void newcomer(SessionId id) {
        newcomer = id;
    }

    RosterTransaction edit(SessionId id, UnaryOperator<SessionBuilder> edit) {
        roster.edit(id, edit);
        return this;
    }

    /** Edits every session; an unchanged session is returned as it is. */
    RosterTransaction each(UnaryOperator<Session> edit) {
        roster.each(edit);
        return this;
    }

    /** Why the mode of a session changes, should it. */
    RosterTransaction because(SessionId id, Cause cause) {
        if (causes.isEmpty()) {
            causes = new HashMap<>();
        }
        causes.put(id, cause);
        return this;
    }

    RosterTransaction enqueue(SessionId id) {
        roster.enqueue(new ControlRequest(id, now));
        return this;
    }

    RosterTransaction withdraw(SessionId id) {
        roster.withdraw(id);
        return this;
    }

    /** Gives control to a session. A promotion counts as activity. */
    RosterTransaction give(SessionId to, Cause cause) {
        SessionId from = control().holder();
        if (from != null) {
            because(from, cause);
        }
        roster.control(new Control.Held(to, now));
        withdraw(to);
        return edit(
                        to,
                        session -> session.withoutFlag(SessionFlag.YIELDED)
                                .withoutFlag(SessionFlag.EXCLUDED)
                                .withoutFlag(SessionFlag.TOOK_OVER)
                                .active(now))
                .because(to, cause);
    }

    /** Takes control or its reservation away. */
    RosterTransaction vacate() {
        roster.control(new Control.Vacant(Control.VacancyReason.NO_CANDIDATE));
        return this;
    }

    /** Reserves control for a session in grace. */
    void reserve(SessionId owner, Cause cause) {
        roster.control(new Control.Reserved(owner));
        because(owner, cause);
    }

    /** A person with the right to decide did: whatever was promoted in an emergency before is accepted. */
    RosterTransaction humanDecision() {
        roster.emergency(new Emergency(roster.emergency().at(), 0));
        return each(session ->
                session.emergencies() > 0 ? session.edit().emergencies(0).build() : session);
    }

    /** Removes a session whose link is gone. */
    void drop(Session session, Cause cause) {
        SessionId id = session.id();
        if (id.equals(control().holder()) || id.equals(control().reservedFor())) {
            vacate();
        }
        roster.remove(id);
        closings.add(new Effect.SessionRemoved(session, cause));
    }

    /** Removes a session, which receives the reason before its link is closed. */
    RosterTransaction dismiss(Session session, Cause cause, CloseReason reason) {
        drop(session, cause);
        PeerId link = session.link();
        if (link != null) {
            tell(new Effect.SessionRemovedNotice(session.id(), cause, coolDown(session)));
            tell(new Effect.OtherSessionConnected(session.id()));
            close(link, reason);
        }
        return this;
    }

    /** Returns how long a new join is refused; null when it is not. */
    private @Nullable Duration coolDown(Session session) {
        return Denials.coolDown(snapshot(), session.login(), session.source(), now)
                .orElse(null);
    }

    /** Begins a control epoch although the primary stays: its replaced link may hold keys down. */
    void beginEpoch() {
        newEpoch = true;
    }

    RosterTransaction tell(Effect.Notice notice) {
        notices.add(notice);
        return this;
    }

    RosterTransaction close(PeerId link, CloseReason reason) {
        closings.add(new Effect.CloseLink(link, reason));
        return this;
    }

    RosterTransaction audit(String action, @Nullable SessionId actor, @Nullable SessionId target, Cause cause) {
        return audit(action, actor, target, cause.wireName(), Map.of());
    }

    private RosterTransaction audit(
            String action,
            @Nullable SessionId actor,
            @Nullable SessionId target,
            String reason,
            Map<String, Integer> terms) {
        audit.add(new Effect.Audited(action, actor, target, reason, terms));
        return this;
    }

    Decision decision(Cause cause) {
        settle();
        announce();
        Roster before = roster.before();
        SessionId from = before.primary();
        SessionId to = control().holder();
        boolean passed = newEpoch || !Objects.equals(from, to);
        boolean shown = passed
                || !PublishedView.of(before)
                        .shows(new PublishedView(roster.settings(), roster.sessions(), control(), roster.requests()));
        if (shown) {
            roster.count(passed);
        }
        Roster next = snapshot();

        EffectList effects = new EffectList();
        if (passed) {
            effects.add(new Effect.ControlPassed(from, to, next.epoch()));
        }
        RosterDiff.addTo(effects, before, next, causes, cause);
        effects.addAll(notices);
        effects.addAll(closings);
        effects.addAll(audit);
        return Decision.done(next.equals(before) ? before : next, effects.toList());
    }

    /** Notifies approvers and primary of waiting sessions; the first notification of a user restarts the wait. */
    private void announce() {
        boolean anyWaiting = !roster.requests().isEmpty();
        for (Session session : sessions()) {
            anyWaiting |= !session.admitted();
        }
        if (!anyWaiting) {
            return;
        }
        Announcements announcements = new Announcements(roster.before(), snapshot(), now);
        for (Session first : announcements.firstAnnounced()) {
            edit(first.id(), it -> it.withFlag(SessionFlag.ANNOUNCED).pending(first.pending(), now));
        }
        List<ControlRequest> prompts = announcements.prompts();
        for (ControlRequest request : prompts) {
            edit(request.session(), it -> it.promptedAt(now));
        }
        announcements.addTo(notices, prompts);
    }

    /** Finds a successor for vacant control, and for control held by a seat whose link was never up. */
    void settle() {
        endControlOfSeat();
        if (!(control() instanceof Control.Vacant)) {
            return;
        }
        switch (SuccessorSelection.find(snapshot(), newcomer, now)) {
            case SuccessorSelection.Found found -> succeed(found);
            case SuccessorSelection.NoSuccessor(Control.VacancyReason why) -> {
                roster.control(new Control.Vacant(why));
                boolean closed =
                        why == Control.VacancyReason.EMERGENCY_RATE || why == Control.VacancyReason.EMERGENCY_STREAK;
                if (closed && !new Control.Vacant(why).equals(roster.before().control())) {
                    audit("gateClosed", null, null, why.wireName(), Map.of());
                }
            }
        }
    }

    private void endControlOfSeat() {
        SessionId holder = control().holder();
        if (holder == null || session(holder).filter(Session::isSeat).isEmpty()) {
            return;
        }
        Roster current = snapshot();
        if (EmergencyPromotionLimiter.closed(current, now).isEmpty()
                && SuccessorSelection.candidate(current, null, now).isPresent()) {
            because(holder, Cause.SETUP_FAILED).vacate();
        }
    }

    private void succeed(SuccessorSelection.Found found) {
        TrustScore trust = found.trust();
        if (roster.settings().is(Setting.REQUIRE_APPROVAL)) {
            roster.emergency(EmergencyPromotionLimiter.counted(snapshot(), now));
            edit(
                    found.session(),
                    it -> it.emergencies(Math.min(
                            EmergencyPromotionLimiter.MOST_REMEMBERED,
                            session(found.session()).orElseThrow().emergencies() + 1)));
            give(found.session(), Cause.EMERGENCY);
        } else {
            give(found.session(), Cause.PROMOTED);
        }
        audit(
                "promoted",
                null,
                found.session(),
                causes.getOrDefault(found.session(), Cause.PROMOTED).wireName(),
                trust.byName());
    }
}
