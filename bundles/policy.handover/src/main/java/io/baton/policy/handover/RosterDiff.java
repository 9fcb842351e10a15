// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.peer.PeerId;
import io.baton.session.Cause;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Mode;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Effects that follow from the difference of two rosters, whatever the command. */
final class RosterDiff {

    private final Roster before;
    private final Roster after;
    private final Map<SessionId, Cause> causes;
    private final Cause cause;
    private final EffectList effects;

    private RosterDiff(Roster before, Roster after, Map<SessionId, Cause> causes, Cause cause, EffectList effects) {
        this.before = before;
        this.after = after;
        this.causes = causes;
        this.cause = cause;
        this.effects = effects;
    }

    /** Adds the effects to a list. */
    static void addTo(EffectList effects, Roster before, Roster after, Map<SessionId, Cause> causes, Cause cause) {
        RosterDiff diff = new RosterDiff(before, after, causes, cause, effects);
        diff.modes();
        diff.control();
        diff.pictures();
    }

    private void modes() {
        boolean still =
                after.control().equals(before.control()) && after.requests().equals(before.requests());
        for (int i = 0; i < after.sessions().size(); i++) {
            Session session = after.sessions().get(i);
            Session old = old(session, i);
            if (old == null || (still && old.admitted() == session.admitted())) {
                continue;
            }
            Mode mode = after.mode(session);
            if (before.mode(old) != mode) {
                effects.add(new Effect.ModeChanged(session.id(), mode, causes.getOrDefault(session.id(), cause)));
            }
        }
    }

    /** The session as it was; most often it was in the same place. */
    private @Nullable Session old(Session session, int place) {
        List<Session> sessions = before.sessions();
        if (place < sessions.size() && sessions.get(place).id().equals(session.id())) {
            return sessions.get(place);
        }
        return before.session(session.id()).orElse(null);
    }

    private void control() {
        if (after.control().equals(before.control())) {
            return;
        }
        if (after.control() instanceof Control.Vacant(Control.VacancyReason why)) {
            effects.add(new Effect.ControlVacant(why));
        } else if (after.control() instanceof Control.Reserved(SessionId owner)) {
            Instant until =
                    Deadlines.graceEnds(after.settings(), after.session(owner).orElseThrow());
            effects.add(new Effect.ControlReserved(owner, until));
        }
    }

    private void pictures() {
        for (int i = 0; i < after.sessions().size(); i++) {
            Session session = after.sessions().get(i);
            Session old = old(session, i);
            PeerId link = session.link();
            if (session.equals(old) || link == null || !sees(session)) {
                continue;
            }
            if (old == null || !sees(old) || !link.equals(old.link())) {
                effects.add(new Effect.VideoOn(link));
            }
        }
    }

    private static boolean sees(Session session) {
        return session.linked() && session.admitted();
    }
}
