// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.session.Effect;
import io.baton.session.Mode;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A roster being rewritten within one decision. Whatever a command did to it, {@link #decision} settles who has
 * control, counts epoch and revision, and tells everybody whose mode changed: no rule can forget to.
 */
final class Draft {

    private final Roster before;
    private final List<Session> sessions;
    private final List<SessionId> queue;
    private final List<Effect> ofLinks = new ArrayList<>();
    private Settings settings;
    private @Nullable SessionId primary;
    private @Nullable Session newcomer;
    private boolean passed;

    Draft(Roster before) {
        this.before = before;
        this.settings = before.settings();
        this.sessions = new ArrayList<>(before.sessions());
        this.queue = new ArrayList<>(before.queue());
        this.primary = before.primary();
    }

    Draft settings(Settings newSettings) {
        settings = newSettings;
        return this;
    }

    /** Adds somebody; when nobody else can have control the newcomer has it, before its link is up. */
    Draft add(Session session) {
        sessions.add(session);
        newcomer = session;
        return this;
    }

    Draft replace(Session session) {
        sessions.replaceAll(old -> old.id().equals(session.id()) ? session : old);
        return this;
    }

    Draft remove(Session session) {
        sessions.remove(session);
        queue.remove(session.id());
        if (session.id().equals(primary)) {
            primary = null;
        }
        return this;
    }

    /** The primary stays, but whatever it held down through its old link goes up. */
    Draft passAnew() {
        passed = true;
        return this;
    }

    Draft show(PeerId link) {
        ofLinks.add(new Effect.VideoOn(link));
        return this;
    }

    Draft close(PeerId link, CloseReason reason) {
        ofLinks.add(new Effect.CloseLink(link, reason));
        return this;
    }

    Decision decision(String reason) {
        if (primary == null) {
            successor().map(Session::id).ifPresent(this::promote);
        }
        SessionId from = before.primary();
        boolean handsChanged = passed || (from == null ? primary != null : !from.equals(primary));
        long epoch = handsChanged ? before.epoch() + 1 : before.epoch();
        Roster draft = new Roster(settings, sessions, primary, queue, epoch, before.revision());
        Roster next = View.of(draft).equals(View.of(before))
                ? draft
                : new Roster(settings, sessions, primary, queue, epoch, before.revision() + 1);

        List<Effect> effects = new ArrayList<>();
        if (handsChanged) {
            effects.add(new Effect.ControlPassed(from, primary, epoch));
        }
        for (Session session : next.sessions()) {
            Mode mode = next.mode(session);
            Optional<Session> old = before.session(session.id());
            if (old.isPresent() && before.mode(old.get()) != mode) {
                effects.add(new Effect.ModeChanged(session.id(), mode, reason));
            }
        }
        effects.addAll(ofLinks);
        return Decision.done(next.equals(before) ? before : next, effects);
    }

    private void promote(SessionId successor) {
        primary = successor;
        queue.remove(successor);
    }

    /** First whoever asked, in order; then whoever is here, in order; last a newcomer whose link is not up yet. */
    private Optional<Session> successor() {
        for (SessionId id : queue) {
            Optional<Session> asked =
                    sessions.stream().filter(session -> session.id().equals(id)).findFirst();
            if (asked.filter(Draft::eligible).isPresent()) {
                return asked;
            }
        }
        Optional<Session> present = sessions.stream().filter(Draft::eligible).findFirst();
        return present.isPresent() ? present : Optional.ofNullable(newcomer).filter(Draft::mayControl);
    }

    private static boolean eligible(Session session) {
        return session.linked() && mayControl(session);
    }

    private static boolean mayControl(Session session) {
        return session.admitted() && session.role().mayControl();
    }
}
