// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.baton.session.ActivitySample;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Effect;
import io.baton.session.Mode;
import io.baton.session.Role;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a tick takes from samples, and what it ends. */
class TickRulesTest {

    private static final SessionId ANN = id("ann");
    private static final SessionId BOB = id("bob");

    private static RosterFixture annAndBob() {
        return new RosterFixture().operator("ann").operator("bob").seconds(100);
    }

    private static Command sample(@Nullable Instant input, @Nullable Instant active, int grade) {
        return new Command.Tick(Map.of(BOB, new ActivitySample(input, active, grade)));
    }

    @Test
    void inputIsTheLatestAndCountsAsActivity() {
        RosterFixture fixture = annAndBob();
        Instant input = fixture.now().minusSeconds(9);
        fixture.does(sample(input, null, -1));
        assertEquals(input, fixture.session("bob").lastInput());
        assertEquals(input, fixture.session("bob").lastActive());
        fixture.does(sample(input.minusSeconds(1), null, -1));
        assertEquals(input, fixture.session("bob").lastInput());
        fixture.does(sample(input.plusSeconds(1), null, -1));
        assertEquals(input.plusSeconds(1), fixture.session("bob").lastInput());
    }

    @Test
    void activityIsNoInput() {
        RosterFixture fixture = annAndBob();
        Instant active = fixture.now().minusSeconds(9);
        fixture.does(sample(null, active, -1));
        assertEquals(active, fixture.session("bob").lastActive());
        assertNull(fixture.session("bob").lastInput());
    }

    @Test
    void timeInTheFutureIsNow() {
        RosterFixture fixture = annAndBob();
        Instant now = fixture.now();
        fixture.does(sample(now.plusSeconds(5), null, -1));
        assertEquals(now, fixture.session("bob").lastInput());
        fixture = annAndBob().does(sample(null, now.plusSeconds(5), -1));
        assertEquals(now, fixture.session("bob").lastActive());
    }

    @Test
    void unknownGradeIsNotTaken() {
        RosterFixture fixture = annAndBob().does(sample(null, null, 80)).does(sample(null, null, -1));
        assertEquals(80, fixture.session("bob").connection().grade());
        fixture.does(sample(null, null, 0));
        assertEquals(0, fixture.session("bob").connection().grade());
    }

    @Test
    void sampleConcernsOnlyItsSession() {
        RosterFixture fixture = annAndBob();
        Session ann = fixture.session("ann");
        fixture.does(sample(fixture.now(), null, 50));
        assertEquals(ann, fixture.session("ann"));
    }

    @Test
    void sessionIsRemovedAsItWasInItsGrace() {
        RosterFixture fixture = annAndBob().loses("bob").seconds(9);
        Session bob = fixture.session("bob");
        fixture.seconds(1).hasEffect(new Effect.SessionRemoved(bob, Cause.GRACE_OVER));
    }

    @Test
    void failedReturnLeavesTheRestOfALongGrace() {
        RosterFixture fixture = new RosterFixture(Settings.DEFAULTS.with(Setting.RECONNECT_GRACE, 30_000));
        fixture.operator("ann").operator("bob").loses("bob").seconds(5);
        fixture.does(fixture.resume("x", "bob", account("bob", Role.OPERATOR))).seconds(10);
        fixture.hasMode("bob", Mode.OBSERVER)
                .isDueIn(Duration.ofSeconds(15))
                .seconds(15)
                .isRemoved("bob");
    }

    @Test
    void closedLimiterIsAuditedOnceWithItsReason() {
        Settings approval = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);
        RosterFixture fixture =
                new RosterFixture(approval).admin("a").admin("b").admin("c").admin("d");
        fixture.does(new Command.Release(id("a"))).does(new Command.Release(id("b")));
        fixture.hasEffect(gateClosed("emergency_rate")).does(new Command.SessionAlive(id("a")));
        fixture.hasNoEffect(Effect.Audited.class);
        fixture = new RosterFixture(approval.with(Setting.EMERGENCY_CONSECUTIVE, 1))
                .admin("a")
                .admin("b")
                .admin("c");
        fixture.does(new Command.Release(id("a"))).does(new Command.Release(id("b")));
        fixture.hasEffect(gateClosed("emergency_streak")).does(new Command.SessionAlive(id("a")));
        fixture.hasNoEffect(Effect.Audited.class);
        fixture = new RosterFixture().operator("ann").does(new Command.Release(ANN));
        assertEquals(
                List.of("released"),
                fixture.effects(Effect.Audited.class).stream()
                        .map(Effect.Audited::action)
                        .toList());
    }

    private static Effect gateClosed(String reason) {
        return new Effect.Audited("gateClosed", null, null, reason, Map.of());
    }
}
