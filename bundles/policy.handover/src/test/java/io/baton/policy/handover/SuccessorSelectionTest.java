// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.session.ActivitySample;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Role;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TrustScore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The successor of vacant control, the trust score, and the limiter of emergency promotions. */
class SuccessorSelectionTest {

    private static final Settings APPROVAL = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);

    private final HandoverPolicy policy = new HandoverPolicy();

    @Test
    void firstEligibleInQueueIsSuccessor() {
        RosterFixture fixture = new RosterFixture()
                .operator("ann")
                .operator("bob")
                .operator("cid")
                .admin("dan");
        fixture.requests("bob")
                .requests("cid")
                .loses("bob")
                .does(new Command.Release(id("ann")))
                .isHeldBy("cid");
    }

    @Test
    void observerWithHighestTrustIsSuccessor() {
        new RosterFixture()
                .operator("ann")
                .operator("bob")
                .admin("cid")
                .does(new Command.Release(id("ann")))
                .isHeldBy("cid");
    }

    @Test
    void tiesGoToOldestThenLowestId() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").operator("zoe").seconds(1).operator("bob");
        fixture.does(new Command.Release(id("ann"))).isHeldBy("zoe");
        new RosterFixture()
                .operator("ann")
                .operator("zoe")
                .operator("bob")
                .does(new Command.Release(id("ann")))
                .isHeldBy("bob");
    }

    @Test
    void onlyQueuedSessionIsPromotedWithoutAutoPromote() {
        RosterFixture fixture = RosterFixture.with(Setting.AUTO_PROMOTE, false)
                .operator("ann")
                .operator("bob")
                .operator("cid");
        fixture.requests("cid").does(new Command.Release(id("ann"))).isHeldBy("cid");
        fixture.does(new Command.Release(id("cid"))).isVacant(Control.VacancyReason.NOT_AUTOMATIC);
    }

    @Test
    void emergencyPromotionIsCountedAndAudited() {
        RosterFixture fixture =
                new RosterFixture(APPROVAL).operator("ann").admin("bob").does(new Command.Release(id("ann")));
        fixture.isHeldBy("bob").hasEffect(new Effect.ModeChanged(id("bob"), Mode.PRIMARY, Cause.EMERGENCY));
        assertEquals(1, fixture.roster().emergency().streak());
        assertEquals(1, fixture.session("bob").emergencies());
        Effect.Audited promoted = fixture.effects(Effect.Audited.class).getLast();
        assertEquals("promoted", promoted.action());
        assertEquals(200, promoted.terms().get("ownAccount"));
    }

    @Test
    void promotionIsLimitedDuringCooldown() {
        RosterFixture fixture =
                new RosterFixture(APPROVAL).operator("ann").admin("bob").admin("cid");
        fixture.does(new Command.Release(id("ann"))).isHeldBy("bob");
        fixture.does(new Command.Release(id("bob")))
                .isVacant(Control.VacancyReason.EMERGENCY_RATE)
                .hasEffect(new Effect.ControlVacant(Control.VacancyReason.EMERGENCY_RATE));
        fixture.seconds(9)
                .isVacant(Control.VacancyReason.EMERGENCY_RATE)
                .seconds(1)
                .isHeldBy("cid");
    }

    @Test
    void limiterIsNoReasonWithoutConnectedCandidate() {
        RosterFixture fixture =
                new RosterFixture(APPROVAL).operator("ann").admin("bob").viewer("vic");
        fixture.does(new Command.ApproveSession(id("ann"), id("vic"))).does(new Command.Release(id("ann")));
        fixture.does(new Command.Logout(id("ann"))).does(new Command.Logout(id("bob")));
        fixture.does(fixture.join("cid", account("cid", Role.ADMIN))).isVacant(Control.VacancyReason.NO_CANDIDATE);
        fixture.connects("cid")
                .isVacant(Control.VacancyReason.EMERGENCY_RATE)
                .seconds(10)
                .isHeldBy("cid");
    }

    @Test
    void promotionIsLimitedAfterThreeInWindow() {
        RosterFixture fixture = new RosterFixture(APPROVAL.with(Setting.EMERGENCY_CONSECUTIVE, 100));
        fixture.admin("a").admin("b").admin("c").admin("d").admin("e");
        for (String name : List.of("a", "b", "c")) {
            fixture.seconds(11).does(new Command.Release(id(name)));
        }
        fixture.isHeldBy("d")
                .seconds(11)
                .does(new Command.Release(id("d")))
                .isVacant(Control.VacancyReason.EMERGENCY_RATE);
        fixture.seconds(26)
                .isVacant(Control.VacancyReason.EMERGENCY_RATE)
                .seconds(1)
                .isHeldBy("e");
    }

    @Test
    void streakEndsOnlyByHumanDecision() {
        RosterFixture fixture = new RosterFixture(APPROVAL);
        fixture.admin("a").admin("b").admin("c").admin("d").admin("e");
        for (String name : List.of("a", "b", "c", "d")) {
            fixture.seconds(61).does(new Command.Release(id(name)));
        }
        fixture.isVacant(Control.VacancyReason.EMERGENCY_STREAK)
                .seconds(200)
                .isVacant(Control.VacancyReason.EMERGENCY_STREAK);
        fixture.does(new Command.Claim(id("a"))).isHeldBy("a");
        assertEquals(0, fixture.roster().emergency().streak());
        assertEquals(0, fixture.session("b").emergencies());
        fixture.does(new Command.Release(id("a"))).isHeldBy("e");
    }

    @Test
    void inactivityIsLimitedToo() {
        RosterFixture fixture = new RosterFixture(APPROVAL.with(Setting.EMERGENCY_CONSECUTIVE, 1));
        fixture.admin("a")
                .admin("b")
                .admin("c")
                .does(new Command.Release(id("a")))
                .isHeldBy("b");
        fixture.seconds(1000).isHeldBy("b");
    }

    @Test
    void sessionWithoutRequiredNicknameIsNotEligible() {
        RosterFixture fixture = new RosterFixture().operator("ann");
        fixture.does(fixture.join("bob", "", account("bob", Role.OPERATOR), null, null, false))
                .connects("bob");
        fixture.configures(Setting.REQUIRE_NICKNAME, 1)
                .does(new Command.Release(id("ann")))
                .isVacant(Control.VacancyReason.NO_CANDIDATE);
    }

    @Test
    void scoreIsSumOfTerms() {
        RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann").operator("bob");
        fixture.does(new Command.ApproveSession(id("ann"), id("bob"))).requests("bob");
        fixture.seconds(50)
                .does(new Command.Tick(Map.of(id("bob"), new ActivitySample(fixture.now(), null, 80))))
                .seconds(150);
        TrustScore score =
                policy.trust(fixture.roster(), id("bob"), fixture.now()).orElseThrow();
        assertEquals(
                Map.of(
                        "ownAccount", 200,
                        "approved", 100,
                        "input", 112,
                        "connected", 3,
                        "link", 80,
                        "nickname", 50),
                score.byName());
        assertEquals(545, score.total());
    }

    @Test
    void denialsAndLastPrimaryCount() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").operator("bob").requests("bob");
        fixture.does(new Command.DenyRequest(id("ann"), id("bob"))).transfers("ann", "bob");
        assertEquals(
                -200,
                policy.trust(fixture.roster(), id("bob"), fixture.now())
                        .orElseThrow()
                        .byName()
                        .get("denials"));
        assertEquals(
                50,
                policy.trust(fixture.roster(), id("ann"), fixture.now())
                        .orElseThrow()
                        .byName()
                        .get("lastPrimary"));
    }

    @Test
    void weightsAreSettings() {
        RosterFixture fixture =
                new RosterFixture(Settings.DEFAULTS.with(Setting.TRUST_ADMIN, 0).with(Setting.TRUST_LINK, 1000));
        fixture.operator("ann").admin("bob").operator("cid");
        fixture.does(new Command.Tick(Map.of(id("cid"), new ActivitySample(null, null, 50))));
        fixture.does(new Command.Release(id("ann"))).isHeldBy("cid");
    }

    @Test
    void unknownSessionHasNoScore() {
        RosterFixture fixture = new RosterFixture();
        assertEquals(java.util.Optional.empty(), policy.trust(fixture.roster(), id("x"), fixture.now()));
    }

    @Test
    void limiterIsOpenWithoutApproval() {
        RosterFixture fixture = new RosterFixture(APPROVAL.with(Setting.EMERGENCY_CONSECUTIVE, 1));
        fixture.admin("a").admin("b").admin("c").does(new Command.Release(id("a")));
        fixture.does(new Command.Release(id("b"))).isVacant(Control.VacancyReason.EMERGENCY_STREAK);
        fixture.configures(Setting.REQUIRE_APPROVAL, 0).isHeldBy("c");
        fixture = new RosterFixture(APPROVAL).admin("a").admin("b").admin("c").does(new Command.Release(id("a")));
        fixture.does(new Command.Release(id("b"))).isVacant(Control.VacancyReason.EMERGENCY_RATE);
        fixture.configures(Setting.REQUIRE_APPROVAL, 0).isHeldBy("c");
    }

    @Test
    void longerCooldownThanWindowLimitsPromotion() {
        RosterFixture fixture = new RosterFixture(APPROVAL.with(Setting.EMERGENCY_PER_WINDOW, 1)
                .with(Setting.EMERGENCY_WINDOW, 5_000)
                .with(Setting.EMERGENCY_COOLDOWN, 20_000));
        fixture.admin("a").admin("b").admin("c").does(new Command.Release(id("a")));
        fixture.does(new Command.Release(id("b"))).seconds(19).isVacant(Control.VacancyReason.EMERGENCY_RATE);
        fixture.seconds(1).isHeldBy("c");
        assertEquals(List.of(fixture.now()), fixture.roster().emergency().at());
    }

    @Test
    void requiredNicknameMakesEligibleAndItsAbsenceNotEvenInTheQueue() {
        RosterFixture.with(Setting.REQUIRE_NICKNAME, true)
                .operator("ann")
                .operator("bob")
                .does(new Command.Release(id("ann")))
                .isHeldBy("bob");
        RosterFixture fixture = new RosterFixture().operator("ann");
        fixture.does(fixture.join("bob", "", account("bob", Role.OPERATOR), null, null, false))
                .connects("bob");
        fixture.requests("bob")
                .configures(Setting.REQUIRE_NICKNAME, 1)
                .does(new Command.Release(id("ann")))
                .isVacant(Control.VacancyReason.NO_CANDIDATE);
    }

    @Test
    void sessionWithoutNicknameIsEligibleWhereNoneIsRequired() {
        RosterFixture fixture = new RosterFixture().operator("ann");
        fixture.does(fixture.join("bob", "", account("bob", Role.OPERATOR), null, null, false))
                .connects("bob");
        fixture.does(new Command.Release(id("ann"))).isHeldBy("bob");
    }

    @Test
    void endedExclusionPutsNoSessionBehind() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").operator("bob").admin("cid").transfers("ann", "bob");
        fixture.seconds(61).operator("dan").does(new Command.Release(id("bob"))).isHeldBy("cid");
    }

    @Test
    void presentSessionPrecedesNewcomerWithMoreTrust() {
        RosterFixture fixture = new RosterFixture(APPROVAL.with(Setting.EMERGENCY_CONSECUTIVE, 1));
        fixture.admin("a").admin("b").operator("bob").does(new Command.ApproveSession(id("a"), id("bob")));
        fixture.does(new Command.Release(id("a"))).isHeldBy("b").does(new Command.Release(id("b")));
        fixture.isVacant(Control.VacancyReason.EMERGENCY_STREAK).seconds(11);
        fixture.joins("eve", new Login("eve", Role.ADMIN, Login.Strength.SHARED_PASSWORD, "", false));
        fixture.does(new Command.ApproveSession(id("a"), id("eve"))).isHeldBy("bob");
    }
}
