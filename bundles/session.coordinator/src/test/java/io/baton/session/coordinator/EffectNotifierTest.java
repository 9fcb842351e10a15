// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.RpcResult;
import io.baton.session.Cause;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Mode;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RosterFixtureBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EffectNotifierTest {

    private static final SessionId ANN = new SessionId("ann");
    private static final SessionId BOB = new SessionId("bob");

    private final List<String> heard = new ArrayList<>();
    private final RpcEvents events = new RpcEvents() {
        @Override
        public boolean send(PeerId peer, String method, Object params) {
            heard.add(peer + " " + method + " " + (params == RpcResult.VOID ? "-" : params));
            return true;
        }

        @Override
        public void sendToAdmitted(String method, Object params) {
            heard.add("all " + method + " " + params);
        }
    };
    private final Roster both =
            new RosterFixtureBuilder().primary("ann", 1).observer("bob", 2).build();
    private final Roster alone = new RosterFixtureBuilder().primary("ann", 1).build();

    private Set<PeerId> tell(Roster before, Roster next, Effect... effects) {
        return EffectNotifier.tell(events, before, next, List.of(effects), ManualClock.START);
    }

    @Test
    void whoIsRemovedIsToldOnTheLinkTheyHad() {
        Session bob = both.session(BOB).orElseThrow();
        Set<PeerId> told = tell(
                both,
                alone,
                new Effect.Notify(BOB, "sessionRemoved", Map.of("reason", "kicked")),
                new Effect.Notify(BOB, "otherSessionConnected", Map.of()),
                new Effect.SessionRemoved(bob, Cause.KICKED),
                new Effect.CloseLink(new PeerId(2), CloseReason.SESSION_ENDED));

        assertEquals(List.of("peer-2 sessionRemoved {reason=kicked}", "peer-2 otherSessionConnected -"), heard);
        assertEquals(Set.of(new PeerId(2)), told);
    }

    @Test
    void everybodyAdmittedHearsWhoControlIsKeptForAndHowLong() {
        tell(both, both, new Effect.ControlReserved(ANN, ManualClock.START.plusMillis(9_001)));
        tell(both, both, new Effect.ControlReserved(ANN, ManualClock.START.minusSeconds(1)));
        tell(both, both, new Effect.ControlVacant(Control.VacancyReason.NO_CANDIDATE));

        assertEquals(3, heard.size());
        assertTrue(heard.get(0).startsWith("all controlReserved "), heard.get(0));
        assertTrue(heard.get(0).contains("seconds=10"), heard.get(0));
        assertTrue(heard.get(0).contains("sessionId=ann"), heard.get(0));
        assertTrue(heard.get(1).contains("seconds=0"), heard.get(1));
        assertEquals("all controlVacant {reason=no_candidate}", heard.get(2));
    }

    @Test
    void aWarningIsForWhoItIsAbout() {
        Set<PeerId> told = tell(both, both, new Effect.SessionExpiring(BOB, 60));
        assertEquals(List.of("peer-2 sessionExpiring {seconds=60}"), heard);
        assertEquals(Set.of(), told, "its link is not being closed");
    }

    @Test
    void whoIsGoneOrLostHearsNothing() {
        Roster lost = new RosterFixtureBuilder()
                .primary("ann", 1)
                .add(RosterFixtureBuilder.lost("bob"))
                .build();
        tell(lost, lost, new Effect.Notify(BOB, "sessionRemoved", Map.of()));
        tell(alone, alone, new Effect.Notify(new SessionId("nobody"), "sessionRemoved", Map.of()));
        tell(both, both, new Effect.ModeChanged(BOB, Mode.QUEUED, Cause.REQUESTED));
        assertEquals(List.of(), heard);
    }
}
