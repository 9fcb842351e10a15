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
        for (Session session : after.sessions()) {
            Session old = old(session);
            if (old == null || (still && old.admitted() == session.admitted())) {
                continue;
            }
            Mode mode = after.mode(session);
            if (before.mode(old) != mode) {
                effects.add(new Effect.ModeChanged(session.id(), mode, causes.getOrDefault(session.id(), cause)));
            }
        }
    }

    /** The session as it was. */
    private @Nullable Session old(Session session) {
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
        for (Session session : after.sessions()) {
            PeerId link = pictureLink(session);
            if (link != null && !link.equals(pictureLink(old(session)))) {
                effects.add(new Effect.VideoOn(link));
            }
        }
    }

    /** The link that carries a picture; null where none does. */
    private static @Nullable PeerId pictureLink(@Nullable Session session) {
        return session != null && session.linked() && session.admitted() ? session.link() : null;
    }
}
