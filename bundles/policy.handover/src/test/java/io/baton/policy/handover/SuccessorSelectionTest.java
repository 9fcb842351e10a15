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
import io.baton.session.Mode;
import io.baton.session.Role;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TrustScore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who gets control that nobody has, how far they are trusted, and when nobody gets it. */
class SuccessorSelectionTest {

    private static final Settings APPROVAL = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);

    private final HandoverPolicy policy = new HandoverPolicy();

    @Test
    void theFirstEligibleOfTheWholeQueueGoesFirst() {
        RosterFixture scene = new RosterFixture()
                .operator("ann")
                .operator("bob")
                .operator("cid")
                .admin("dan");
        scene.asks("bob")
                .asks("cid")
                .loses("bob")
                .does(new Command.Release(id("ann")))
                .isHeldBy("cid");
    }

    @Test
    void elseTheObserverTrustedMost() {
        new RosterFixture()
                .operator("ann")
                .operator("bob")
                .admin("cid")
                .does(new Command.Release(id("ann")))
                .isHeldBy("cid");
    }

    @Test
    void tiesGoToTheOldestAndThenToTheId() {
        RosterFixture scene =
                new RosterFixture().operator("ann").operator("zoe").seconds(1).operator("bob");
        scene.does(new Command.Release(id("ann"))).isHeldBy("zoe");
        new RosterFixture()
                .operator("ann")
                .operator("zoe")
                .operator("bob")
                .does(new Command.Release(id("ann")))
                .isHeldBy("bob");
    }

    @Test
    void withoutAutoPromoteOnlyWhoAsked() {
        RosterFixture scene = RosterFixture.with(Setting.AUTO_PROMOTE, false)
                .operator("ann")
                .operator("bob")
                .operator("cid");
        scene.asks("cid").does(new Command.Release(id("ann"))).isHeldBy("cid");
        scene.does(new Command.Release(id("cid"))).isVacant(Control.VacancyReason.NOT_AUTOMATIC);
    }

    @Test
    void anEmergencyPromotionIsCountedAndSaid() {
        RosterFixture scene =
                new RosterFixture(APPROVAL).operator("ann").admin("bob").does(new Command.Release(id("ann")));
        scene.isHeldBy("bob").follows(new Effect.ModeChanged(id("bob"), Mode.PRIMARY, Cause.EMERGENCY));
        assertEquals(1, scene.roster().emergency().streak());
        assertEquals(1, scene.session("bob").emergencies());
        Effect.Audited promoted = scene.effects(Effect.Audited.class).getLast();
        assertEquals("promoted", promoted.action());
        assertEquals(200, promoted.terms().get("ownAccount"));
    }

    @Test
    void theGateClosesForTenSecondsAfterEach() {
        RosterFixture scene =
                new RosterFixture(APPROVAL).operator("ann").admin("bob").admin("cid");
        scene.does(new Command.Release(id("ann"))).isHeldBy("bob");
        scene.does(new Command.Release(id("bob")))
                .isVacant(Control.VacancyReason.EMERGENCY_RATE)
                .follows(new Effect.ControlVacant(Control.VacancyReason.EMERGENCY_RATE));
        scene.seconds(9)
                .isVacant(Control.VacancyReason.EMERGENCY_RATE)
                .seconds(1)
                .isHeldBy("cid");
    }

    @Test
    void theGateIsNoReasonWhileOnlySomebodyWithoutALinkIsThereToPass() {
        RosterFixture scene =
                new RosterFixture(APPROVAL).operator("ann").admin("bob").viewer("vic");
        scene.does(new Command.ApproveSession(id("ann"), id("vic"))).does(new Command.Release(id("ann")));
        scene.does(new Command.Logout(id("ann"))).does(new Command.Logout(id("bob")));
        scene.does(scene.join("cid", account("cid", Role.ADMIN))).isVacant(Control.VacancyReason.NO_CANDIDATE);
        scene.connects("cid")
                .isVacant(Control.VacancyReason.EMERGENCY_RATE)
                .seconds(10)
                .isHeldBy("cid");
    }

    @Test
    void theGateClosesAfterThreeInAWindow() {
        RosterFixture scene = new RosterFixture(APPROVAL.with(Setting.EMERGENCY_CONSECUTIVE, 100));
        scene.admin("a").admin("b").admin("c").admin("d").admin("e");
        for (String name : List.of("a", "b", "c")) {
            scene.seconds(11).does(new Command.Release(id(name)));
        }
        scene.isHeldBy("d")
                .seconds(11)
                .does(new Command.Release(id("d")))
                .isVacant(Control.VacancyReason.EMERGENCY_RATE);
        scene.seconds(26)
                .isVacant(Control.VacancyReason.EMERGENCY_RATE)
                .seconds(1)
                .isHeldBy("e");
    }

    @Test
    void afterThreeInARowOnlyAPersonOpensIt() {
        RosterFixture scene = new RosterFixture(APPROVAL);
        scene.admin("a").admin("b").admin("c").admin("d").admin("e");
        for (String name : List.of("a", "b", "c", "d")) {
            scene.seconds(61).does(new Command.Release(id(name)));
        }
        scene.isVacant(Control.VacancyReason.EMERGENCY_STREAK)
                .seconds(200)
                .isVacant(Control.VacancyReason.EMERGENCY_STREAK);
        scene.does(new Command.Claim(id("a"))).isHeldBy("a");
        assertEquals(0, scene.roster().emergency().streak());
        assertEquals(0, scene.session("b").emergencies());
        scene.does(new Command.Release(id("a"))).isHeldBy("e");
    }

    @Test
    void inactivityPassesTheSameGate() {
        RosterFixture scene = new RosterFixture(APPROVAL.with(Setting.EMERGENCY_CONSECUTIVE, 1));
        scene.admin("a")
                .admin("b")
                .admin("c")
                .does(new Command.Release(id("a")))
                .isHeldBy("b");
        scene.seconds(1000).isHeldBy("b");
    }

    @Test
    void aNamelessSessionIsNotEligibleWhereNamesAreRequired() {
        RosterFixture scene = new RosterFixture().operator("ann");
        scene.does(scene.join("bob", "", account("bob", Role.OPERATOR), null, null, false))
                .connects("bob");
        scene.configures(Setting.REQUIRE_NICKNAME, 1)
                .does(new Command.Release(id("ann")))
                .isVacant(Control.VacancyReason.NO_CANDIDATE);
    }

    @Test
    void aScoreIsTheSumOfItsTerms() {
        RosterFixture scene = new RosterFixture(APPROVAL).operator("ann").operator("bob");
        scene.does(new Command.ApproveSession(id("ann"), id("bob"))).asks("bob");
        scene.seconds(50)
                .does(new Command.Tick(Map.of(id("bob"), new ActivitySample(scene.now(), null, 80))))
                .seconds(150);
        TrustScore score = policy.trust(scene.roster(), id("bob"), scene.now()).orElseThrow();
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
    void denialsAndTheLastPrimaryCount() {
        RosterFixture scene =
                new RosterFixture().operator("ann").operator("bob").asks("bob");
        scene.does(new Command.DenyRequest(id("ann"), id("bob"))).transfers("ann", "bob");
        assertEquals(
                -200,
                policy.trust(scene.roster(), id("bob"), scene.now())
                        .orElseThrow()
                        .byName()
                        .get("denials"));
        assertEquals(
                50,
                policy.trust(scene.roster(), id("ann"), scene.now())
                        .orElseThrow()
                        .byName()
                        .get("lastPrimary"));
    }

    @Test
    void weightsAreConfiguration() {
        RosterFixture scene =
                new RosterFixture(Settings.DEFAULTS.with(Setting.TRUST_ADMIN, 0).with(Setting.TRUST_LINK, 1000));
        scene.operator("ann").admin("bob").operator("cid");
        scene.does(new Command.Tick(Map.of(id("cid"), new ActivitySample(null, null, 50))));
        scene.does(new Command.Release(id("ann"))).isHeldBy("cid");
    }

    @Test
    void whereThereIsNoSessionThereIsNoScore() {
        RosterFixture scene = new RosterFixture();
        assertEquals(java.util.Optional.empty(), policy.trust(scene.roster(), id("x"), scene.now()));
    }
}
