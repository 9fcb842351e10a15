// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Mode;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.Setting;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The contract of every session policy: control, its epoch and the modes of sessions. */
public abstract class PolicyControlContract extends PolicySequenceContract {

    @Test
    void epochGrowsExactlyWhenControlPasses() {
        eachStep(step -> {
            assertTrue(step.after().revision() >= step.before().revision(), step::toString);
            List<Effect.ControlPassed> passed = step.effects(Effect.ControlPassed.class);
            assertTrue(passed.size() <= 1, step::toString);
            assertEquals(step.before().epoch() + passed.size(), step.after().epoch(), step::toString);
            for (Effect.ControlPassed pass : passed) {
                assertEquals(step.before().primary(), pass.from(), step::toString);
                assertEquals(step.after().primary(), pass.to(), step::toString);
                assertEquals(step.after().epoch(), pass.epoch(), step::toString);
            }
            if (passed.isEmpty()) {
                assertEquals(step.before().primary(), step.after().primary(), step::toString);
            }
        });
    }

    @Test
    void controlIsNotVacantWhileASessionMayHaveIt() {
        eachStep(step -> {
            Roster roster = policy().decide(step.after(), new Command.Tick(), step.now())
                    .next();
            boolean candidate = roster.sessions().stream()
                    .anyMatch(session -> session.linked()
                            && session.admitted()
                            && session.mayControl()
                            && !session.is(SessionFlag.YIELDED)
                            && !session.nickname().isEmpty());
            boolean free = !roster.settings().is(Setting.REQUIRE_APPROVAL)
                    && roster.settings().is(Setting.AUTO_PROMOTE)
                    && roster.control() instanceof Control.Vacant;
            assertFalse(candidate && free, step::toString);
        });
    }

    @Test
    void pendingSessionHasNeitherControlNorARequest() {
        eachStep(step -> {
            for (Session session : step.after().sessions()) {
                if (!session.admitted()) {
                    assertEquals(Mode.PENDING, step.after().mode(session), step::toString);
                    assertFalse(step.after().queue().contains(session.id()), step::toString);
                }
            }
        });
    }

    @Test
    void everyChangeOfModeHasAnEffect() {
        eachStep(step -> {
            for (Session session : step.after().sessions()) {
                Optional<Session> old = step.before().session(session.id());
                Mode mode = step.after().mode(session);
                boolean changed = old.isPresent() && step.before().mode(old.get()) != mode;
                Predicate<Effect.ModeChanged> own =
                        effect -> effect.session().equals(session.id()) && effect.mode() == mode;
                assertEquals(
                        changed, step.effects(Effect.ModeChanged.class).stream().anyMatch(own), step::toString);
            }
        });
    }
}
