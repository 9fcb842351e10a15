// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.session.Command;
import io.baton.session.Effect;
import io.baton.session.Session;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract of every session policy: links, resume tokens and video. */
public abstract class PolicyLinkContract extends PolicySequenceContract {

    @Test
    void linkAndTokenAreUnique() {
        eachStep(step -> {
            Set<Object> seen = new HashSet<>();
            for (Session session : step.after().sessions()) {
                PeerId link = session.link();
                assertTrue(link == null || seen.add(link), step::toString);
                assertTrue(seen.add(session.token()), step::toString);
            }
        });
    }

    @Test
    void eventsOfAnUnknownLinkChangeNothing() {
        eachStep(step -> {
            PeerId unknown = new PeerId(Long.MAX_VALUE);
            for (Command late : List.of(new Command.Linked(unknown), new Command.LinkLost(unknown))) {
                assertSame(
                        step.after(),
                        policy().decide(step.after(), late, step.now()).next(),
                        step::toString);
            }
        });
    }

    @Test
    void linkLosesItsSessionOnlyWhenClosedOrEnded() {
        eachStep(step -> {
            for (Session session : step.before().sessions()) {
                PeerId link = session.link();
                if (link != null && step.after().byLink(link).isEmpty() && !endedBy(step.command(), link)) {
                    assertTrue(
                            step.effects(Effect.CloseLink.class).stream()
                                    .anyMatch(closed -> closed.link().equals(link)),
                            step::toString);
                }
            }
        });
    }

    @Test
    void onlyAdmittedSessionsGetVideo() {
        eachStep(step -> step.effects(Effect.VideoOn.class)
                .forEach(on -> assertTrue(
                        step.after().byLink(on.link()).filter(Session::admitted).isPresent(), step::toString)));
    }

    private static boolean endedBy(Command command, PeerId link) {
        return (command instanceof Command.LinkLost lost && lost.link().equals(link))
                || (command instanceof Command.LinkFailed failed && link.equals(failed.link()));
    }
}
