// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.input.InputCounters;
import io.baton.input.InputMonitor;
import io.baton.peer.PeerId;
import io.baton.session.ActivitySample;
import io.baton.session.Command;
import io.baton.session.Roster;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.testkit.RosterFixtureBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkReconcilerTest {

    private static final SessionId ANN = new SessionId("ann");

    private final CoordinatorFixture fixture = new CoordinatorFixture();
    private PeerId link = new PeerId(1);

    @BeforeEach
    void connect() {
        link = fixture.recordedPeers.add();
        fixture.recordedPeers.link(link);
        fixture.clock.advance(Duration.ofMinutes(1));
    }

    private LinkReconciler reconciler(boolean legacy) {
        Roster roster = new RosterFixtureBuilder().primary("ann", link.number()).build();
        if (legacy) {
            roster = new Roster(
                    roster.settings(),
                    roster.sessions().stream()
                            .map(session ->
                                    session.edit().withFlag(SessionFlag.LEGACY).build())
                            .toList(),
                    roster.control(),
                    roster.requests(),
                    roster.denials(),
                    roster.emergency(),
                    null,
                    null,
                    roster.epoch(),
                    roster.revision());
        }
        return new LinkReconciler(
                new DecisionApplier(roster, fixture.services, fixture.clock),
                fixture.services,
                fixture.clock,
                fixture.clock::nanoTime);
    }

    private static List<Instant> active(Command.Tick tick) {
        List<Instant> found = new ArrayList<>();
        for (ActivitySample sample : tick.samples().values()) {
            Instant active = sample.active();
            if (active != null) {
                found.add(active);
            }
        }
        return found;
    }

    @Test
    void activityIsReportedOnceWithTheNextTick() {
        LinkReconciler reconciler = reconciler(false);
        reconciler.tick();
        Instant then = fixture.clock.instant();
        reconciler.active(ANN);
        fixture.clock.advance(Duration.ofSeconds(3));

        assertEquals(List.of(then), active(reconciler.tick()));
        assertEquals(List.of(), active(reconciler.tick()));
    }

    @Test
    void activityOfAnUnknownSessionIsIgnored() {
        LinkReconciler reconciler = reconciler(false);
        reconciler.active(new SessionId("unknown"));

        assertTrue(reconciler.tick().samples().keySet().stream().allMatch(ANN::equals));
    }

    @Test
    void receiverReportsOfALegacyClientCountAsActivity() {
        LinkReconciler reconciler = reconciler(true);
        fixture.recordedPeers.report(link);
        assertEquals(List.of(), active(reconciler.tick()), "one count says nothing of when");
        fixture.recordedPeers.report(link);
        assertEquals(List.of(fixture.clock.instant()), active(reconciler.tick()));
        assertEquals(List.of(), active(reconciler.tick()), "no report, no activity");
    }

    @Test
    void receiverReportsOfOtherClientsAreNoActivity() {
        LinkReconciler reconciler = reconciler(false);
        reconciler.tick();
        fixture.recordedPeers.report(link);
        reconciler.tick();
        fixture.recordedPeers.report(link);

        assertEquals(List.of(), active(reconciler.tick()));
    }

    @Test
    void inputTimeAndLinkGradeAreReportedWhenTheyChange() {
        fixture.input = new InputMonitor() {
            @Override
            public InputCounters counters() {
                throw new UnsupportedOperationException();
            }

            @Override
            public long lastInputNanos(PeerId peer) {
                return peer.equals(link) ? fixture.clock.nanoTime() - 2_000_000_000L : 0;
            }
        };
        Instant input = fixture.clock.instant().minusSeconds(2);
        assertEquals(
                Map.of(ANN, new ActivitySample(input, null, 100)),
                reconciler(false).tick().samples());

        fixture.input = null;
        fixture.peers = null;
        assertEquals(Map.of(), reconciler(false).tick().samples());
    }
}
