// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.session.ActivitySample;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Role;
import io.baton.session.Setting;
import io.baton.session.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The moment of the next tick: the earliest of all deadlines, and none before it. */
class DeadlinesTest {

    private static final Settings APPROVAL = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);
    private static final Settings SHORT_SESSIONS =
            Settings.DEFAULTS.with(Setting.PRIMARY_TIMEOUT, 0).with(Setting.SESSION_TIMEOUT, 120_000);

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void emptyRosterAndLonelyPrimaryAreNeverDue() {
        new RosterFixture().isNeverDue().operator("ann").isNeverDue();
    }

    @Test
    void seatIsDueWithItsTimeout() {
        RosterFixture fixture = new RosterFixture();
        fixture.does(fixture.join("ann", account("ann", Role.OPERATOR))).isDueIn(seconds(10));
    }

    @Test
    void graceIsDueWithItsEnd() {
        new RosterFixture().operator("ann").loses("ann").isDueIn(seconds(10));
    }

    @Test
    void earliestOfSeveralDeadlinesIsDue() {
        RosterFixture fixture = new RosterFixture()
                .operator("ann")
                .operator("bob")
                .operator("cid")
                .requests("bob");
        fixture.isDueIn(seconds(60)).seconds(20).requests("cid").isDueIn(seconds(40));
        fixture.loses("cid").isDueIn(seconds(10)).seconds(1).loses("bob").isDueIn(seconds(9));
        fixture.seconds(10).isRemoved("cid").isRemoved("bob");
    }

    @Test
    void pendingSessionIsDueWithItsTimeout() {
        new RosterFixture(APPROVAL).operator("ann").operator("eve").isDueIn(seconds(60));
    }

    @Test
    void inactivePrimaryIsDueOnlyBesideSuccessor() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").viewer("vic").seconds(100);
        fixture.isDueIn(seconds(3440)).operator("bob").isDueIn(seconds(200));
    }

    @Test
    void inputOfAnEarlierTermDoesNotCount() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").operator("bob").seconds(10);
        fixture.does(new Command.Tick(Map.of(id("ann"), new ActivitySample(fixture.now(), null, -1))));
        fixture.transfers("ann", "bob").seconds(20).transfers("bob", "ann").isDueIn(seconds(300));
        fixture.seconds(299).isHeldBy("ann").seconds(1).isHeldBy("bob");
    }

    @Test
    void closedLimiterIsDueWhenItOpens() {
        RosterFixture fixture =
                new RosterFixture(APPROVAL).admin("ann").admin("bob").admin("cid");
        fixture.does(new Command.Release(id("ann"))).does(new Command.Release(id("bob")));
        fixture.isVacant(Control.VacancyReason.EMERGENCY_RATE).isDueIn(seconds(10));
        fixture.seconds(4).isDueIn(seconds(6));
    }

    @Test
    void streakIsNeverDue() {
        RosterFixture fixture = new RosterFixture(APPROVAL.with(Setting.EMERGENCY_CONSECUTIVE, 1));
        fixture.admin("ann").admin("bob").admin("cid").does(new Command.Release(id("ann")));
        fixture.does(new Command.Release(id("bob")))
                .isVacant(Control.VacancyReason.EMERGENCY_STREAK)
                .isDueIn(seconds(3540));
    }

    @Test
    void vacantControlWithoutCandidateIsNeverDue() {
        new RosterFixture()
                .display("wall")
                .isVacant(Control.VacancyReason.NO_CANDIDATE)
                .isDueIn(seconds(3540));
    }

    @Test
    void seatThatHasControlIsDueWhenLimiterOpens() {
        RosterFixture fixture = new RosterFixture(APPROVAL.with(Setting.EMERGENCY_COOLDOWN, 5_000));
        fixture.admin("ann").admin("bob").does(new Command.Release(id("ann"))).isHeldBy("bob");
        fixture.does(new Command.Logout(id("bob"))).does(new Command.Logout(id("ann")));
        fixture.does(fixture.join("ghost", account("ghost", Role.OPERATOR))).isHeldBy("ghost");
        fixture.isDueIn(seconds(10)).admin("cid").isHeldBy("ghost").isDueIn(seconds(5));
        fixture.seconds(5).isHeldBy("cid");
    }

    @Test
    void lateReturnEndsNoLaterThanASeatAfterTheGrace() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").operator("bob").loses("bob");
        fixture.later(seconds(15)).does(fixture.resume("x", "bob", account("bob", Role.OPERATOR)));
        fixture.isDueIn(seconds(5));
    }

    @Test
    void returnEndsWithItsSeat() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").operator("bob").loses("bob").seconds(4);
        fixture.does(fixture.resume("x", "bob", account("bob", Role.OPERATOR))).isDueIn(seconds(10));
    }

    @Test
    void observerAndQueuedSessionAreWarnedAndRemoved() {
        Settings settings =
                SHORT_SESSIONS.with(Setting.PENDING_TIMEOUT, 600_000).with(Setting.REQUEST_TIMEOUT, 600_000);
        for (boolean queued : List.of(false, true)) {
            RosterFixture fixture = new RosterFixture(settings).operator("ann").operator("bob");
            if (queued) {
                fixture.requests("bob");
            }
            fixture.isDueIn(seconds(60)).seconds(60).isNotified("bob", Effect.SessionExpiring.class);
            fixture.isDueIn(seconds(60)).seconds(60).isRemoved("bob");
        }
    }

    @Test
    void sessionInGracePendingSessionAndDisplayDoNotExpire() {
        Settings settings = SHORT_SESSIONS
                .with(Setting.PENDING_TIMEOUT, 100_000)
                .with(Setting.RECONNECT_GRACE, 50_000)
                .with(Setting.REQUIRE_APPROVAL, true);
        RosterFixture fixture =
                new RosterFixture(settings).operator("ann").admin("bob").seconds(30);
        fixture.loses("bob").operator("eve");
        fixture.joins("wall", new Login("w", Role.ADMIN, Login.Strength.OWN_ACCOUNT, "", true));
        fixture.isDueIn(seconds(50)).seconds(49).hasMode("bob", Mode.OBSERVER);
        fixture.seconds(1).isRemoved("bob").isDueIn(seconds(50)).seconds(49).hasMode("eve", Mode.PENDING);
        fixture.seconds(1).isRemoved("eve").isNeverDue().seconds(1000).hasMode("wall", Mode.OBSERVER);
    }

    @Test
    void lateWarningStillLeavesItsTime() {
        RosterFixture fixture = new RosterFixture(SHORT_SESSIONS)
                .operator("ann")
                .operator("bob")
                .later(seconds(100));
        fixture.does(new Command.Tick()).isNotified("bob", Effect.SessionExpiring.class);
        fixture.isDueIn(seconds(60))
                .seconds(59)
                .hasMode("bob", Mode.OBSERVER)
                .seconds(1)
                .isRemoved("bob");
    }

    @Test
    void longerTimeoutPostponesTheEndAfterTheWarning() {
        RosterFixture fixture = new RosterFixture(SHORT_SESSIONS)
                .operator("ann")
                .operator("bob")
                .seconds(60);
        fixture.configures(Setting.SESSION_TIMEOUT, 600_000).isDueIn(seconds(540));
    }

    @Test
    void warningOfAShortTimeoutComesAtItsHalf() {
        RosterFixture fixture = new RosterFixture(SHORT_SESSIONS.with(Setting.SESSION_TIMEOUT, 60_000));
        fixture.operator("ann").operator("bob").isDueIn(seconds(30)).seconds(30);
        assertEquals(
                List.of(new Effect.SessionExpiring(id("bob"), seconds(30))),
                fixture.notifications("bob", Effect.SessionExpiring.class));
        fixture.seconds(30).isRemoved("bob");
    }

    @Test
    void postponedNotificationIsDueAtTheEndOfItsInterval() {
        RosterFixture fixture = new RosterFixture()
                .operator("ann")
                .operator("bob")
                .operator("cid")
                .requests("bob");
        fixture.seconds(1).requests("cid").does(new Command.CancelRequest(id("bob")));
        fixture.does(new Command.CancelRequest(id("cid"))).seconds(1).requests("cid");
        fixture.isDueIn(seconds(4)).requests("bob").isDueIn(seconds(3));
        fixture.seconds(3).isNotified("ann", Effect.ControlRequested.class).isDueIn(seconds(1));
        fixture.seconds(1).isNotified("ann", Effect.ControlRequested.class).isDueIn(seconds(56));
    }

    @Test
    void noNotificationIsDueWithoutLinkOfThePrimary() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").operator("bob").requests("bob");
        fixture.does(new Command.CancelRequest(id("bob")))
                .seconds(1)
                .requests("bob")
                .isDueIn(seconds(4));
        fixture.loses("ann").isDueIn(seconds(10));
    }
}
