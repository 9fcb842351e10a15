// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.SessionId;
import io.baton.testkit.ManualClock;
import io.baton.testkit.Patience;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WallTimeTest {

    private static final Instant SET = Instant.parse("2026-11-29T12:00:00Z");

    private final CoordinatorFixture fixture = new CoordinatorFixture();

    @Test
    void instantIsConvertedByTheDifferenceOfTheClocks() {
        WallTime wallTime = new WallTime(fixture.wallClock::instant, fixture.clock, Duration.ZERO);
        assertEquals(ManualClock.START, wallTime.of(ManualClock.START));

        fixture.clock.advance(Duration.ofMinutes(1));
        fixture.wallClock.set(SET);
        assertEquals(SET, wallTime.of(fixture.clock.instant()));
        assertEquals(SET.minus(Duration.ofMinutes(1)), wallTime.of(ManualClock.START));
    }

    @Test
    void smallDifferenceDoesNotChangeWhatIsPublished() {
        WallTime wallTime = new WallTime(fixture.wallClock::instant, fixture.clock, Duration.ZERO);
        fixture.wallClock.set(ManualClock.START.plus(WallTime.TOLERANCE).minusMillis(1));
        assertEquals(ManualClock.START, wallTime.of(ManualClock.START));
    }

    @Test
    void s23SettingTheTimeOfDayMovesPublishedTimesButNoDeadline() throws Exception {
        fixture.open();
        SessionId ann = fixture.linkedSession("ann");
        fixture.join("bob");
        Instant created =
                fixture.coordinator.roster().session(ann).orElseThrow().createdAt();
        Instant now = fixture.coordinator.now();

        fixture.wallClock.set(SET);
        assertEquals(SET, fixture.coordinator.wallTime(fixture.coordinator.now()));
        assertEquals(SET.minus(Duration.between(created, now)), fixture.coordinator.wallTime(created));
        fixture.settle();
        assertEquals(2, fixture.coordinator.roster().sessions().size(), "no deadline moved");

        fixture.clock.advance(Duration.ofSeconds(11));
        fixture.coordinator.wake();
        Patience.await().until(() -> fixture.coordinator.roster().sessions().size() == 1);
        assertTrue(fixture.coordinator.roster().session(ann).isPresent());
        fixture.close();
    }
}
