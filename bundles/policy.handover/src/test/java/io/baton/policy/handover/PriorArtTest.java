// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static io.baton.policy.handover.RosterFixture.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.rpc.Right;
import io.baton.session.ActivitySample;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What went wrong elsewhere in products with the same wishes, one test for each failing that rules can prevent. */
class PriorArtTest {

    private static final Settings APPROVAL = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);

    @Test
    void q1KnowingASessionIdGivesNothing() {
        RosterFixture scene =
                new RosterFixture().operator("ann").operator("bob").loses("ann");
        TokenDigest guess = TokenDigest.of("ann");
        scene.does(scene.join("eve", "eve", account("ann", Role.OPERATOR), guess, null, false))
                .isHere("eve", Mode.OBSERVER)
                .isReservedFor("ann");
        scene.does(scene.join(
                        "mal",
                        "mal",
                        account("mal", Role.ADMIN),
                        scene.session("ann").token(),
                        null,
                        false))
                .isHere("mal", Mode.OBSERVER)
                .isReservedFor("ann");
    }

    @Test
    void q2AForeignSocketSessionIsNotTakenByAnotherLogin() {
        RosterFixture scene = new RosterFixture().operator("ann");
        scene.does(scene.join("eve", "eve", account("eve", Role.OPERATOR), null, id("ann"), true))
                .isHere("eve", Mode.OBSERVER);
    }

    @Test
    void q3PendingIsNeverPromoted() {
        RosterFixture scene = new RosterFixture(APPROVAL).operator("ann").operator("eve");
        scene.refused(new Command.Transfer(id("ann"), null, id("eve")));
        scene.does(new Command.Logout(id("ann"))).isHere("eve", Mode.PENDING).isVacant(Control.VacancyReason.EMPTY);
        scene.seconds(30).isHere("eve", Mode.PENDING);
    }

    @Test
    void q4ThePrimarysGraceIsNoWayRoundApproval() {
        new RosterFixture(APPROVAL).operator("ann").loses("ann").operator("eve").isHere("eve", Mode.PENDING);
    }

    @Test
    void q5NobodyAsksInSomebodyElsesName() {
        Command.RequestPrimary request = new Command.RequestPrimary(id("bob"));
        assertEquals(id("bob"), request.by());
        assertEquals(1, Command.RequestPrimary.class.getRecordComponents().length);
    }

    @Test
    void q6ADenialRemovesAndIsCountedByTheDevice() {
        RosterFixture scene = new RosterFixture(APPROVAL).operator("ann");
        for (int i = 0; i < 3; i++) {
            scene.comes("eve", Login.open(Role.OPERATOR))
                    .does(new Command.DenySession(id("ann"), id("eve")))
                    .isGone("eve");
        }
        scene.refused(Reason.COOL_DOWN, scene.join("eve2", Login.open(Role.OPERATOR)));
    }

    @Test
    void q8RightsFollowTheModeOfThisMoment() {
        RosterFixture scene = new RosterFixture().operator("ann").operator("bob");
        PeerId link = scene.link("ann");
        assertTrue(scene.roster().controls(link));
        scene.transfers("ann", "bob");
        assertFalse(scene.roster().controls(link));
        assertFalse(Right.CONTROL.heldBy(scene.roster().mode(scene.session("ann")), Role.OPERATOR));
    }

    @Test
    void q9AHandOverBeginsANewEpoch() {
        RosterFixture scene = new RosterFixture().operator("ann").operator("bob");
        long epoch = scene.roster().epoch();
        scene.transfers("ann", "bob").follows(new Effect.ControlPassed(id("ann"), id("bob"), epoch + 1));
    }

    @Test
    void q12AReconnectOfALivePrimaryKeepsControl() {
        RosterFixture scene = new RosterFixture().operator("ann").operator("bob");
        scene.does(scene.resume("x", "ann", account("ann", Role.OPERATOR)))
                .connects("ann")
                .seconds(60)
                .isHeldBy("ann");
    }

    @Test
    void q13TheEndOfAnOldLinkTouchesNothingNew() {
        RosterFixture scene = new RosterFixture().operator("ann");
        PeerId old = scene.link("ann");
        scene.connects("ann")
                .refused(Reason.UNKNOWN_SESSION, new Command.LinkLost(old))
                .isHeldBy("ann");
        Login tab = shared("c");
        scene.does(scene.legacy("t1", tab)).connects("t1");
        scene.does(scene.legacy("t2", tab))
                .connects("t2")
                .isHere("t1", Mode.OBSERVER)
                .isHere("t2", Mode.OBSERVER);
    }

    @Test
    void q14PromotionCountsAsActivity() {
        RosterFixture scene =
                new RosterFixture().operator("ann").operator("bob").seconds(280);
        scene.does(new Command.Tick(Map.of(id("ann"), new ActivitySample(scene.now(), null, -1))));
        scene.seconds(280).transfers("ann", "bob").seconds(299).isHeldBy("bob");
    }

    @Test
    void q16EveryChangeOfModeIsTold() {
        RosterFixture scene = new RosterFixture(APPROVAL).operator("ann").operator("eve");
        scene.does(new Command.ApproveSession(id("ann"), id("eve")));
        assertEquals(1, scene.effects(Effect.ModeChanged.class).size());
        scene.loses("ann").seconds(10);
        assertTrue(scene.effects(Effect.ModeChanged.class).stream()
                .anyMatch(told -> told.session().equals(id("eve")) && told.mode() == Mode.PRIMARY));
    }

    @Test
    void q19AnExclusionNeverLeavesNobody() {
        new RosterFixture()
                .operator("ann")
                .operator("bob")
                .operator("cid")
                .transfers("ann", "bob")
                .does(new Command.Logout(id("bob")))
                .isHeldBy("ann");
    }

    @Test
    void q20TheWholeQueueIsLookedAtAndNothingStaleStays() {
        RosterFixture scene = new RosterFixture()
                .operator("ann")
                .operator("bob")
                .operator("cid")
                .asks("bob")
                .asks("cid");
        scene.refused(new Command.RequestPrimary(id("bob"))).does(new Command.AccountChanged("bob", null));
        assertEquals(List.of(id("cid")), scene.roster().queue());
        scene.does(new Command.Release(id("ann"))).isHeldBy("cid");
        assertEquals(List.of(), scene.roster().queue());
    }

    @Test
    void q20EveryNewPrimaryHearsOfWhoWaits() {
        new RosterFixture()
                .operator("ann")
                .operator("bob")
                .operator("cid")
                .asks("bob")
                .transfers("ann", "cid")
                .isTold("cid", Effect.ControlRequested.class);
    }

    @Test
    void q21WhoIsRemovedIsClosedAndItsNameIsFree() {
        RosterFixture scene = new RosterFixture(APPROVAL).operator("ann").operator("eve");
        PeerId link = scene.link("eve");
        scene.seconds(60).isGone("eve");
        assertTrue(scene.effects(Effect.CloseLink.class).stream()
                .anyMatch(closed -> closed.link().equals(link)));
        scene.does(scene.join("mal", "eve", account("mal", Role.ADMIN), null, null, false))
                .isHere("mal", Mode.OBSERVER);
    }

    @Test
    void q22AFreshReconnectIsNotSweptAway() {
        RosterFixture scene = new RosterFixture()
                .operator("ann")
                .operator("bob")
                .seconds(5)
                .loses("bob")
                .seconds(5);
        scene.does(scene.resume("x", "bob", account("bob", Role.OPERATOR)))
                .connects("bob")
                .seconds(30)
                .isHere("bob", Mode.OBSERVER);
    }

    @Test
    void q23TheSuccessorIsTheSameEveryTime() {
        for (int i = 0; i < 5; i++) {
            new RosterFixture()
                    .operator("ann")
                    .operator("b1")
                    .operator("b2")
                    .operator("b3")
                    .does(new Command.Release(id("ann")))
                    .isHeldBy("b1");
        }
    }

    @Test
    void q24AReservationKeepsItsSeat() {
        RosterFixture scene = RosterFixture.with(Setting.MAX_SESSIONS, 2)
                .operator("ann")
                .operator("bob")
                .loses("ann");
        scene.refused(Reason.CAPACITY, scene.join("eve", account("eve", Role.OPERATOR)));
        scene.does(scene.resume("x", "ann", account("ann", Role.OPERATOR))).isHeldBy("ann");
    }

    @Test
    void q25SettingsAreValidatedApplyAtOnceAndOffMeansOff() {
        assertThrows(IllegalArgumentException.class, () -> Settings.DEFAULTS.with(Setting.MAX_SESSIONS, -1));
        RosterFixture scene =
                new RosterFixture().operator("ann").operator("bob").configures(Setting.MAX_SESSIONS, 1);
        scene.isHere("bob", Mode.OBSERVER);
        scene.refused(Reason.CAPACITY, scene.join("eve", account("eve", Role.OPERATOR)));
        scene.configures(Setting.PRIMARY_TIMEOUT, 0).seconds(3_500).isHeldBy("ann");
    }

    @Test
    void q29WhatIsDecidedIsForTheAudit() {
        RosterFixture scene = new RosterFixture(APPROVAL).admin("ann").operator("eve");
        scene.does(new Command.DenySession(id("ann"), id("eve")));
        assertEquals("denied", scene.effects(Effect.Audited.class).getFirst().action());
        scene.does(new Command.Configure(id("ann"), Settings.DEFAULTS, Map.of()));
        assertEquals(id("ann"), scene.effects(Effect.Audited.class).getFirst().actor());
    }

    @Test
    void q30ATokenIsGoodOnce() {
        RosterFixture scene = new RosterFixture().operator("ann");
        Session before = scene.session("ann");
        Login ann = before.login();
        scene.does(new Command.Attach(ann, before.token(), TokenDigest.of("next")));
        scene.refused(Reason.UNKNOWN_SESSION, new Command.Attach(ann, before.token(), TokenDigest.of("another")));
    }

    @Test
    void q30ATokenIsGoodForItsOwnAccountOnly() {
        RosterFixture scene = new RosterFixture().operator("ann");
        TokenDigest stolen = scene.session("ann").token();
        Login eve = account("eve", Role.ADMIN);
        scene.refused(Reason.UNKNOWN_SESSION, new Command.Attach(eve, stolen, TokenDigest.of("next")));
        scene.does(scene.resume("eve", "ann", eve)).isHere("eve", Mode.OBSERVER).isHeldBy("ann");
        assertEquals(stolen, scene.session("ann").token());
    }

    @Test
    void q13TheEndOfAnOldSocketTouchesNothingNew() {
        RosterFixture scene = new RosterFixture();
        Login login = shared("c");
        scene.does(scene.legacy("ann", login)).connects("ann");
        TokenDigest old = scene.session("ann").token();
        TokenDigest next = TokenDigest.of("next");
        scene.does(new Command.Attach(login, old, next)).refused(new Command.SocketClosed(id("ann"), old));
        scene.does(scene.legacy("tab", login)).isHere("tab", Mode.OBSERVER);
        scene.does(new Command.SocketClosed(id("ann"), next));
        scene.does(scene.legacy("reload", login)).isGone("reload").isHeldBy("ann");
    }

    @Test
    void anAttachThatMayOnlyViewLosesControl() {
        RosterFixture scene = new RosterFixture().operator("ann").operator("bob");
        TokenDigest token = scene.session("ann").token();
        scene.does(new Command.Attach(account("ann", Role.VIEWER), token, TokenDigest.of("next")))
                .isHere("ann", Mode.OBSERVER)
                .isHeldBy("bob");
    }

    @Test
    void q31ControlIsNotAdministration() {
        RosterFixture scene = new RosterFixture()
                .admin("root")
                .operator("ann")
                .transfers("root", "ann")
                .isHeldBy("ann");
        scene.refused(new Command.Kick(id("ann"), id("root")));
        scene.refused(new Command.Configure(id("ann"), Settings.DEFAULTS, Map.of()));
        scene.transfers("root", "root").isHeldBy("root");
    }

    @Test
    void twoPrimariesCannotBeSaid() {
        assertEquals(
                1,
                List.of(Roster.class.getRecordComponents()).stream()
                        .filter(component -> component.getType() == Control.class)
                        .count());
        assertFalse(new RosterFixture().operator("ann").session("ann").is(SessionFlag.YIELDED));
    }
}
