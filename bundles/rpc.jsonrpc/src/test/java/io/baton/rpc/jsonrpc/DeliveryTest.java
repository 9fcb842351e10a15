// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeliveryTest {

    private static final SessionId ANN = new SessionId("ann");
    private static final SessionId BOB = new SessionId("bob");
    private static final PeerId ANNS = new PeerId(1);
    private static final PeerId BOBS = new PeerId(2);

    private final Roster both = new RosterFixtureBuilder()
            .primary("ann", 1)
            .observer("bob", 2)
            .pending("eve", 3)
            .build();
    private final Roster alone = new RosterFixtureBuilder().primary("ann", 1).build();

    private static List<Delivery> deliveries(Roster before, Roster after, Effect... effects) {
        Set<PeerId> open = Set.of(ANNS, BOBS, new PeerId(3));
        return Delivery.of(before, after, List.of(effects), open::contains, ManualClock.START);
    }

    @Test
    void removedSessionIsToldOnTheLinkItHad() {
        Session bob = both.session(BOB).orElseThrow();
        assertEquals(
                List.of(
                        new Delivery(BOBS, new Event("sessionRemoved", Map.of("reason", "kicked"))),
                        new Delivery(BOBS, new Event("otherSessionConnected", RpcResult.VOID))),
                deliveries(
                        both,
                        alone,
                        new Effect.SessionRemovedNotice(BOB, Cause.KICKED, null),
                        new Effect.OtherSessionConnected(BOB),
                        new Effect.SessionRemoved(bob, Cause.KICKED),
                        new Effect.CloseLink(BOBS, CloseReason.SESSION_ENDED)));
    }

    @Test
    void changesOfControlGoToAdmittedSessionsWithAnOpenChannel() {
        Event vacant = new Event("controlVacant", Map.of("reason", "no_candidate"));
        Effect effect = new Effect.ControlVacant(Control.VacancyReason.NO_CANDIDATE);
        assertEquals(List.of(new Delivery(ANNS, vacant), new Delivery(BOBS, vacant)), deliveries(both, both, effect));
        assertEquals(
                List.of(new Delivery(BOBS, vacant)),
                Delivery.of(both, both, List.of(effect), BOBS::equals, ManualClock.START));
    }

    @Test
    void secondsOfAReservationAreRoundedUpAndNeverNegative() {
        assertEquals(10L, seconds(ManualClock.START.plusMillis(9_001)));
        assertEquals(0L, seconds(ManualClock.START.minusSeconds(1)));
    }

    private static @Nullable Object seconds(Instant until) {
        Event event = Event.controlReserved(new Effect.ControlReserved(ANN, until), ManualClock.START);
        return ((Map<?, ?>) event.params()).get("seconds");
    }

    @Test
    void noticesComeBeforeModes() {
        assertEquals(
                List.of(
                        new Delivery(BOBS, new Event("primaryControlDenied", Map.of("reason", "timeout"))),
                        new Delivery(BOBS, new Event("modeChanged", Map.of("mode", "observer", "reason", "timeout")))),
                deliveries(
                        both,
                        both,
                        new Effect.ModeChanged(BOB, Mode.OBSERVER, Cause.REQUEST_TIMEOUT),
                        new Effect.ControlDenied(BOB, Cause.REQUEST_TIMEOUT)));
    }

    @Test
    void sessionWithoutLinkIsToldNothing() {
        Roster lost = new RosterFixtureBuilder()
                .primary("ann", 1)
                .add(RosterFixtureBuilder.lost("bob"))
                .build();
        Effect notice = new Effect.SessionExpiring(BOB, Duration.ofSeconds(60));
        assertEquals(List.of(), deliveries(both, lost, notice));
        assertEquals(List.of(), deliveries(alone, alone, notice));
    }
}
