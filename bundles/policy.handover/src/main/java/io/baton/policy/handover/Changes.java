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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What follows from two rosters being different, whatever made them so. */
record Changes(Roster before, Roster after, Map<SessionId, Cause> causes, Cause cause) {

    List<Effect> effects() {
        List<Effect> effects = new ArrayList<>();
        modes(effects);
        control(effects);
        pictures(effects);
        return effects;
    }

    private void modes(List<Effect> effects) {
        for (Session session : after.sessions()) {
            Mode mode = after.mode(session);
            Optional<Session> old = before.session(session.id());
            if (old.isPresent() && before.mode(old.get()) != mode) {
                effects.add(new Effect.ModeChanged(session.id(), mode, causes.getOrDefault(session.id(), cause)));
            }
        }
    }

    private void control(List<Effect> effects) {
        if (after.control().equals(before.control())) {
            return;
        }
        if (after.control() instanceof Control.Vacant(Control.Why why)) {
            effects.add(new Effect.ControlVacant(why));
        } else if (after.control() instanceof Control.Reserved(SessionId owner)) {
            Instant until = Deadlines.graceEnds(after, after.session(owner).orElseThrow());
            effects.add(new Effect.ControlReserved(owner, until));
        }
    }

    private void pictures(List<Effect> effects) {
        for (Session session : after.sessions()) {
            PeerId link = session.link();
            boolean shown = before.session(session.id())
                    .filter(old -> sees(old) && link != null && link.equals(old.link()))
                    .isPresent();
            if (link != null && sees(session) && !shown) {
                effects.add(new Effect.VideoOn(link));
            }
        }
    }

    private static boolean sees(Session session) {
        return session.linked() && session.admitted();
    }
}
