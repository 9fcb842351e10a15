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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A roster being rewritten within one decision. After the command, {@link #decision} settles control, counts epoch and
 * revision, and finds the notices by comparison, so that no rule can omit one.
 */
final class RosterTransaction {

    private final Roster before;
    private final Instant now;
    private final List<Session> sessions;
    private final List<ControlRequest> requests;
    private final Map<SessionId, Cause> causes = new HashMap<>();
    private final List<Effect> said = new ArrayList<>();
    private final List<Effect> closings = new ArrayList<>();
    private final List<Effect> audit = new ArrayList<>();
    private Settings settings;
    private Control control;
    private List<Denial> denials;
    private Emergency emergency;
    private @Nullable Instant handedOver;
    private @Nullable SessionId newcomer;
    private boolean passedAnew;
    private long epoch;
    private long revision;
    private @Nullable Roster sofar;

    RosterTransaction(Roster before, Instant now) {
        this.before = before;
        this.now = now;
        this.settings = before.settings();
        this.sessions = new ArrayList<>(before.sessions());
        this.requests = new ArrayList<>(before.requests());
        this.control = before.control();
        this.denials = before.denials();
        this.emergency = before.emergency();
        this.handedOver = before.handedOver();
        this.epoch = before.epoch();
        this.revision = before.revision();
        this.sofar = before;
    }

    Instant now() {
        return now;
    }

    Control control() {
        return control;
    }

    List<Session> sessions() {
        return sofar == null ? List.copyOf(sessions) : sofar.sessions();
    }

    Optional<Session> session(SessionId id) {
        int place = place(id);
        return place < 0 ? Optional.empty() : Optional.of(sessions.get(place));
    }

    /** The roster as it is by now. */
    Roster snapshot() {
        Roster made = sofar;
        if (made == null) {
            made = roster();
            sofar = made;
        }
        return made;
    }

    /** Control is handed over by hand now. */
    RosterTransaction handedOver() {
        handedOver = now;
        return changed();
    }

    RosterTransaction settings(Settings newSettings) {
        settings = newSettings;
        return changed();
    }

    RosterTransaction denials(List<Denial> newDenials) {
        denials = newDenials;
        return changed();
    }

    /** Adds a session, which is considered for control last in this decision. */
    RosterTransaction add(Session session) {
        sessions.add(session);
        newcomer = session.id();
        return changed();
    }

    /** Records an admission; the session is considered for control last in this decision. */
    RosterTransaction newcomer(SessionId id) {
        newcomer = id;
        return this;
    }

    RosterTransaction edit(SessionId id, UnaryOperator<SessionBuilder> edit) {
        int place = place(id);
        if (place >= 0) {
            sessions.set(place, edit.apply(sessions.get(place).edit()).build());
        }
        return changed();
    }

    /** Edits every session at once; an unchanged session is returned as it is. */
    RosterTransaction each(UnaryOperator<Session> edit) {
        sessions.replaceAll(edit);
        return changed();
    }

    /** Why the mode of a session changes, should it. */
    RosterTransaction because(SessionId id, Cause cause) {
        causes.put(id, cause);
        return this;
    }

    RosterTransaction ask(SessionId id) {
        requests.add(new ControlRequest(id, now));
        return changed();
    }

    RosterTransaction withdraw(SessionId id) {
        requests.removeIf(request -> request.session().equals(id));
        return changed();
    }

    /** Gives control to a session. A promotion counts as activity. */
    RosterTransaction give(SessionId to, Cause cause) {
        SessionId from = control.holder();
        if (from != null) {
            because(from, cause);
        }
        control = new Control.Held(to, now);
        withdraw(to);
        return edit(
                        to,
                        session -> session.withoutFlag(SessionFlag.YIELDED)
                                .withoutFlag(SessionFlag.EXCLUDED)
                                .active(now))
                .because(to, cause);
    }

    /** Takes control or its reservation away. */
    RosterTransaction vacate() {
        control = new Control.Vacant(Control.VacancyReason.NO_CANDIDATE);
        return changed();
    }

    /** Reserves control for a session in grace. */
    RosterTransaction reserve(SessionId owner) {
        control = new Control.Reserved(owner);
        return changed().because(owner, Cause.LINK_LOST);
    }

    /** A person with the right to decide did: whatever was promoted in an emergency before is accepted. */
    RosterTransaction humanDecision() {
        emergency = new Emergency(emergency.at(), 0);
        return each(session ->
                session.emergencies() > 0 ? session.edit().emergencies(0).build() : session);
    }

    /** Removes a session whose link is gone. */
    RosterTransaction drop(Session session, Cause cause) {
        SessionId id = session.id();
        if (id.equals(control.holder()) || id.equals(control.reservedFor())) {
            vacate();
        }
        withdraw(id);
        sessions.removeIf(other -> other.id().equals(id));
        closings.add(new Effect.SessionRemoved(session, cause));
        return changed();
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

    /** The primary stays, but whatever it held down through its old link goes up. */
    RosterTransaction passAnew() {
        passedAnew = true;
        return this;
    }

    RosterTransaction tell(Effect.Notice notice) {
        said.add(notice);
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
        SessionId from = before.primary();
        SessionId to = control.holder();
        boolean passed = !Objects.equals(from, to) || (passedAnew && from != null);
        boolean shown =
                passed || !PublishedView.of(before).shows(new PublishedView(settings, sessions, control, requests));
        if (shown) {
            changed();
            epoch += passed ? 1 : 0;
            revision++;
        }
        Roster next = snapshot();

        List<Effect> effects = new ArrayList<>();
        if (passed) {
            effects.add(new Effect.ControlPassed(from, to, epoch));
        }
        effects.addAll(new RosterDiff(before, next, causes, cause).effects());
        effects.addAll(said);
        effects.addAll(closings);
        effects.addAll(audit);
        return Decision.done(!shown && next.equals(before) ? before : next, effects);
    }

    /** Notifies approvers and primary of waiting sessions; the first notification of a user restarts the wait. */
    private void announce() {
        boolean somebodyWaits = !requests.isEmpty();
        for (Session session : sessions) {
            somebodyWaits |= !session.admitted();
        }
        if (!somebodyWaits) {
            return;
        }
        Announcements announcements = new Announcements(before, snapshot());
        for (Session first : announcements.firstAnnounced()) {
            edit(first.id(), it -> it.withFlag(SessionFlag.ANNOUNCED).pending(first.pending(), now));
        }
        said.addAll(announcements.effects());
    }

    /** Finds a successor for vacant control. */
    RosterTransaction settle() {
        if (!(control instanceof Control.Vacant)) {
            return this;
        }
        switch (SuccessorSelection.find(snapshot(), newcomer, now)) {
            case SuccessorSelection.Found found -> succeed(found);
            case SuccessorSelection.Nobody(Control.VacancyReason why) -> {
                control = new Control.Vacant(why);
                changed();
                boolean closed =
                        why == Control.VacancyReason.EMERGENCY_RATE || why == Control.VacancyReason.EMERGENCY_STREAK;
                if (closed && !new Control.Vacant(why).equals(before.control())) {
                    audit("gateClosed", null, null, why.wireName(), Map.of());
                }
            }
        }
        return this;
    }

    private void succeed(SuccessorSelection.Found found) {
        TrustScore trust = found.trust();
        if (settings.is(Setting.REQUIRE_APPROVAL)) {
            emergency = EmergencyPromotionLimiter.counted(snapshot(), now);
            changed();
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

    private int place(SessionId id) {
        for (int i = 0; i < sessions.size(); i++) {
            if (sessions.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    private RosterTransaction changed() {
        sofar = null;
        return this;
    }

    private Roster roster() {
        SessionId from = before.primary();
        SessionId last = from != null && !from.equals(control.holder()) ? from : before.lastPrimary();
        return new Roster(
                settings,
                sessions,
                control,
                requests,
                denials,
                emergency,
                last != null && place(last) >= 0 ? last : null,
                handedOver,
                epoch,
                revision);
    }
}
