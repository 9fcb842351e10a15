// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static io.baton.policy.handover.RosterFixture.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.session.ActivitySample;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every way from one mode to another, row by row: what does it, who may, what follows. */
class TransitionTest {

    private static final Settings APPROVAL = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);
    private static final SessionId ANN = id("ann");
    private static final SessionId BOB = id("bob");
    private static final SessionId CID = id("cid");
    private static final SessionId EVE = id("eve");

    /** Ann has control, bob watches, both operators; cid is an administrator who watches. */
    private static RosterFixture house() {
        return new RosterFixture().operator("ann").operator("bob").admin("cid");
    }

    @Nested
    class PendingToObserverByApproveNewSession {

        private RosterFixture waiting() {
            return new RosterFixture(APPROVAL)
                    .operator("ann")
                    .admin("cid")
                    .viewer("vic")
                    .operator("eve");
        }

        @Test
        void byThePrimary() {
            waiting()
                    .does(new Command.ApproveSession(ANN, EVE))
                    .isHere("eve", Mode.OBSERVER)
                    .follows(new Effect.ModeChanged(EVE, Mode.OBSERVER, Cause.APPROVED))
                    .follows(new Effect.Audited("approved", ANN, EVE, "approved", Map.of()));
        }

        @Test
        void byAnAdministrator() {
            RosterFixture scene =
                    waiting().does(new Command.ApproveSession(CID, EVE)).isHere("eve", Mode.OBSERVER);
            scene.follows(new Effect.VideoOn(scene.link("eve")));
            assertTrue(scene.session("eve").is(SessionFlag.APPROVED));
        }

        @Test
        void byNobodyElse() {
            RosterFixture scene = waiting();
            scene.refused(new Command.ApproveSession(id("vic"), EVE));
            scene.refused(new Command.ApproveSession(EVE, EVE));
            scene.refused(new Command.ApproveSession(ANN, CID));
            scene.refused(Reason.UNKNOWN_SESSION, new Command.ApproveSession(ANN, id("nobody")));
            scene.loses("eve").refused(new Command.ApproveSession(ANN, EVE));
        }
    }

    @Nested
    class PendingToRemovedByDenyNewSession {

        @Test
        void isToldAndClosedAndAfterTheThirdTimeRefused() {
            RosterFixture scene = new RosterFixture(APPROVAL).operator("ann");
            for (int i = 0; i < 3; i++) {
                scene.operator("eve");
                PeerId link = scene.link("eve");
                scene.does(new Command.DenySession(ANN, EVE))
                        .isGone("eve")
                        .isTold("eve", Effect.SessionAccessDenied.class)
                        .isTold("eve", Effect.OtherSessionConnected.class)
                        .follows(new Effect.CloseLink(link, CloseReason.SESSION_ENDED))
                        .follows(new Effect.Audited("denied", ANN, EVE, "denied", Map.of()));
            }
            scene.refused(Reason.COOL_DOWN, scene.join("eve", account("eve", Role.OPERATOR)));
            scene.seconds(60).operator("eve").isHere("eve", Mode.PENDING);
        }

        @Test
        void isCountedForTenMinutes() {
            RosterFixture scene = new RosterFixture(APPROVAL).operator("ann");
            for (int i = 0; i < 3; i++) {
                scene.operator("eve").does(new Command.DenySession(ANN, EVE)).seconds(301);
                scene.does(new Command.SessionAlive(ANN));
            }
            scene.operator("eve").isHere("eve", Mode.PENDING);
        }

        @Test
        void neverSomebodyWhoIsAdmitted() {
            house().refused(new Command.DenySession(CID, BOB));
        }
    }

    @Nested
    class ObserverToQueuedByRequestPrimary {

        @Test
        void whileControlIsHeldAndThePrimaryIsTold() {
            house().asks("bob")
                    .isHere("bob", Mode.QUEUED)
                    .isTold("ann", Effect.ControlRequested.class)
                    .follows(new Effect.ModeChanged(BOB, Mode.QUEUED, Cause.REQUESTED));
        }

        @Test
        void whileControlIsReserved() {
            house().loses("ann").asks("bob").isHere("bob", Mode.QUEUED).isReservedFor("ann");
        }

        @Test
        void oncePerSession() {
            house().asks("bob").refused(new Command.RequestPrimary(BOB));
        }

        @Test
        void notAViewerNorAPendingNorThePrimary() {
            RosterFixture scene = new RosterFixture(APPROVAL).operator("ann").operator("eve");
            scene.refused(new Command.RequestPrimary(EVE)).refused(new Command.RequestPrimary(ANN));
            new RosterFixture().operator("ann").viewer("vic").refused(new Command.RequestPrimary(id("vic")));
        }

        @Test
        void eachNewPrimaryIsToldWhileItWaits() {
            house().asks("bob").transfers("ann", "cid").isTold("cid", Effect.ControlRequested.class);
        }

        @Test
        void whereThePersonIsNoAdministratorAddressesStayOut() {
            RosterFixture scene = house().asks("bob");
            assertNull(
                    scene.told("ann", Effect.ControlRequested.class).getFirst().origin());
            scene.transfers("ann", "cid");
            assertNotNull(
                    scene.told("cid", Effect.ControlRequested.class).getFirst().origin());
        }

        @Test
        void silenceIsANo() {
            RosterFixture scene =
                    house().asks("bob").seconds(59).isHere("bob", Mode.QUEUED).seconds(1);
            scene.isHere("bob", Mode.OBSERVER)
                    .isHeldBy("ann")
                    .follows(new Effect.ModeChanged(BOB, Mode.OBSERVER, Cause.REQUEST_TIMEOUT));
            assertEquals(
                    List.of(new Effect.ControlDenied(BOB, Cause.REQUEST_TIMEOUT)),
                    scene.told("bob", Effect.ControlDenied.class));
        }
    }

    @Nested
    class QueuedToObserverByCancelPrimaryRequest {

        @Test
        void byItself() {
            house().asks("bob")
                    .does(new Command.CancelRequest(BOB))
                    .isHere("bob", Mode.OBSERVER)
                    .follows(new Effect.ModeChanged(BOB, Mode.OBSERVER, Cause.CANCELLED));
            house().refused(new Command.CancelRequest(BOB));
        }
    }

    @Nested
    class ObserverOrQueuedToPrimaryByRequestPrimaryWhileVacant {

        private RosterFixture vacant() {
            return RosterFixture.with(Setting.AUTO_PROMOTE, false)
                    .operator("ann")
                    .operator("bob")
                    .does(new Command.Release(ANN))
                    .isVacant(Control.VacancyReason.NOT_AUTOMATIC);
        }

        @Test
        void getsControlAtOnce() {
            vacant().asks("bob").isHeldBy("bob").follows(new Effect.ModeChanged(BOB, Mode.PRIMARY, Cause.REQUESTED));
        }

        @Test
        void endsYielded() {
            RosterFixture scene = vacant().asks("ann").isHeldBy("ann");
            assertFalse(scene.session("ann").is(SessionFlag.YIELDED));
        }
    }

    @Nested
    class QueuedToPrimaryByApprovePrimaryRequest {

        @Test
        void byThePrimaryAndTheOthersAreExcluded() {
            RosterFixture scene = house().asks("bob")
                    .does(new Command.ApproveRequest(ANN, BOB))
                    .isHeldBy("bob")
                    .follows(new Effect.ControlPassed(ANN, BOB, 2))
                    .follows(new Effect.ModeChanged(ANN, Mode.OBSERVER, Cause.REQUEST_APPROVED))
                    .follows(new Effect.ModeChanged(BOB, Mode.PRIMARY, Cause.REQUEST_APPROVED));
            assertTrue(scene.session("ann").is(SessionFlag.EXCLUDED)
                    && scene.session("cid").is(SessionFlag.EXCLUDED));
        }

        @Test
        void byNobodyElse() {
            house().asks("bob").refused(new Command.ApproveRequest(CID, BOB));
            house().refused(new Command.ApproveRequest(ANN, BOB));
            house().asks("bob").loses("bob").refused(new Command.ApproveRequest(ANN, BOB));
        }
    }

    @Nested
    class QueuedToObserverByDenyPrimaryRequest {

        @Test
        void byThePrimary() {
            RosterFixture scene =
                    house().asks("bob").does(new Command.DenyRequest(ANN, BOB)).isHere("bob", Mode.OBSERVER);
            assertEquals(
                    List.of(new Effect.ControlDenied(BOB, Cause.REQUEST_DENIED)),
                    scene.told("bob", Effect.ControlDenied.class));
            house().asks("bob").refused(new Command.DenyRequest(CID, BOB));
            house().refused(new Command.DenyRequest(ANN, BOB));
        }
    }

    @Nested
    class AnyoneToPrimaryByTransferPrimary {

        @Test
        void byThePrimary() {
            house().transfers("ann", "bob")
                    .isHeldBy("bob")
                    .isHere("ann", Mode.OBSERVER)
                    .follows(new Effect.ModeChanged(ANN, Mode.OBSERVER, Cause.TRANSFERRED));
        }

        @Test
        void byAnAdministrator() {
            house().transfers("cid", "bob").isHeldBy("bob");
            house().transfers("cid", "cid").isHeldBy("cid");
        }

        @Test
        void byNobodyElse() {
            house().refused(new Command.Transfer(BOB, null, BOB));
        }

        @Test
        void onlyToWhoIsHereAndAdmittedAndMayControl() {
            RosterFixture scene = new RosterFixture(APPROVAL).operator("ann").operator("eve");
            scene.refused(new Command.Transfer(ANN, null, EVE));
            scene.refused(Reason.UNKNOWN_SESSION, new Command.Transfer(ANN, null, BOB));
            scene.refused(new Command.Transfer(ANN, null, ANN));
            new RosterFixture().operator("ann").viewer("vic").refused(new Command.Transfer(ANN, null, id("vic")));
            house().loses("bob").refused(new Command.Transfer(ANN, null, BOB));
        }

        @Test
        void notIfControlIsElsewhereThanBelieved() {
            house().refused(new Command.Transfer(CID, BOB, CID));
            house().does(new Command.Transfer(CID, ANN, CID)).isHeldBy("cid");
        }

        @Test
        void whoeverControlIsReservedForMayBeNamedTooAndNobodyUnknown() {
            house().loses("ann").does(new Command.Transfer(CID, ANN, BOB)).isHeldBy("bob");
            house().loses("ann").refused(new Command.Transfer(CID, BOB, BOB));
            house().refused(Reason.UNKNOWN_SESSION, new Command.Transfer(CID, id("nobody"), BOB));
        }

        @Test
        void takesTheTargetFromTheQueue() {
            RosterFixture scene = house().asks("bob").transfers("ann", "bob");
            assertEquals(List.of(), scene.roster().queue());
        }
    }

    @Nested
    class ReservedOrVacantToSomebodyByAnAdministrator {

        @Test
        void claimControlVoidsTheReservation() {
            house().loses("ann")
                    .does(new Command.Claim(CID))
                    .isHeldBy("cid")
                    .follows(new Effect.ModeChanged(CID, Mode.PRIMARY, Cause.CLAIMED));
        }

        @Test
        void transferPrimaryVoidsItToo() {
            house().loses("ann").transfers("cid", "bob").isHeldBy("bob");
        }

        @Test
        void whileVacant() {
            RosterFixture.with(Setting.AUTO_PROMOTE, false)
                    .operator("ann")
                    .admin("cid")
                    .does(new Command.Release(ANN))
                    .does(new Command.Claim(CID))
                    .isHeldBy("cid");
        }

        @Test
        void notWhileHeldAndByNobodyElse() {
            house().refused(new Command.Claim(CID));
            house().loses("ann").refused(new Command.Claim(BOB));
            house().loses("ann").refused(new Command.Transfer(BOB, null, BOB));
        }
    }

    @Nested
    class PrimaryToObserverByReleasePrimary {

        @Test
        void theSuccessorHasItAndTheOneWhoGaveItUpHasYielded() {
            RosterFixture scene =
                    house().asks("bob").does(new Command.Release(ANN)).isHeldBy("bob");
            scene.follows(new Effect.ModeChanged(ANN, Mode.OBSERVER, Cause.RELEASED))
                    .follows(new Effect.ModeChanged(BOB, Mode.PRIMARY, Cause.PROMOTED));
            assertTrue(scene.session("ann").is(SessionFlag.YIELDED));
        }

        @Test
        void isNeverRefusedForWantOfASuccessor() {
            new RosterFixture()
                    .operator("ann")
                    .does(new Command.Release(ANN))
                    .isVacant(Control.VacancyReason.NO_CANDIDATE)
                    .follows(new Effect.ControlVacant(Control.VacancyReason.NO_CANDIDATE))
                    .follows(new Effect.ControlPassed(ANN, null, 2));
        }

        @Test
        void onlyThePrimary() {
            house().refused(new Command.Release(BOB)).refused(new Command.Release(CID));
        }
    }

    @Nested
    class PrimaryToObserverByInactivity {

        @Test
        void theSuccessorHasIt() {
            RosterFixture scene =
                    house().seconds(299).isHeldBy("ann").seconds(1).isHere("ann", Mode.OBSERVER);
            scene.isHeldBy("cid").follows(new Effect.ModeChanged(ANN, Mode.OBSERVER, Cause.INACTIVE));
            assertTrue(scene.session("ann").is(SessionFlag.YIELDED));
        }

        @Test
        void inputIsActivity() {
            RosterFixture scene = house().seconds(200);
            scene.does(new Command.Tick(Map.of(ANN, new ActivitySample(scene.now(), null, -1))))
                    .seconds(299)
                    .isHeldBy("ann")
                    .seconds(1)
                    .isHere("ann", Mode.OBSERVER);
        }

        @Test
        void promotionIsActivity() {
            house().seconds(200).transfers("ann", "bob").seconds(299).isHeldBy("bob");
        }

        @Test
        void withoutASuccessorItStaysPrimary() {
            new RosterFixture().operator("ann").viewer("vic").seconds(600).isHeldBy("ann");
            RosterFixture scene = new RosterFixture()
                    .operator("ann")
                    .operator("bob")
                    .transfers("ann", "bob")
                    .seconds(300);
            scene.isHeldBy("ann").seconds(3000).isHeldBy("ann");
        }

        @Test
        void neverWhereItIsOff() {
            RosterFixture.with(Setting.PRIMARY_TIMEOUT, 0)
                    .operator("ann")
                    .operator("bob")
                    .seconds(3500)
                    .isHeldBy("ann");
        }
    }

    @Nested
    class PrimaryToReservedByItsLinkLost {

        @Test
        void everybodyIsToldUntilWhen() {
            RosterFixture scene = house();
            scene.loses("ann")
                    .isReservedFor("ann")
                    .follows(new Effect.ControlReserved(ANN, scene.now().plusSeconds(10)))
                    .follows(new Effect.ControlPassed(ANN, null, 2));
        }

        @Test
        void aLateEventOfAnOldLinkTouchesNothing() {
            RosterFixture scene = house();
            PeerId old = scene.link("ann");
            scene.connects("ann")
                    .refused(Reason.UNKNOWN_SESSION, new Command.LinkLost(old))
                    .isHeldBy("ann");
        }

        @Test
        void aPrimaryThatTakesAnotherLinkKeepsControlButNothingStaysDown() {
            RosterFixture scene = house();
            PeerId old = scene.link("ann");
            scene.does(new Command.Answered(ANN, new PeerId(50)))
                    .isHeldBy("ann")
                    .follows(new Effect.ControlPassed(ANN, ANN, 2))
                    .follows(new Effect.CloseLink(old, CloseReason.REPLACED));
        }
    }

    @Nested
    class ReservedToVacantToSuccessorWhenTheGraceIsOver {

        @Test
        void theSuccessorHasIt() {
            house().loses("ann")
                    .seconds(9)
                    .isReservedFor("ann")
                    .seconds(1)
                    .isGone("ann")
                    .isHeldBy("cid");
        }

        @Test
        void aReturnThatFailsIsNotOneMoreGrace() {
            RosterFixture scene = house().loses("ann").seconds(5);
            scene.does(scene.resume("x", "ann", account("ann", Role.OPERATOR))).isHeldBy("ann");
            scene.does(new Command.LinkFailed(ANN, null)).isReservedFor("ann");
            scene.seconds(5).isGone("ann").isHeldBy("cid");
        }

        @Test
        void aReturnThatNeverConnectsEnds() {
            RosterFixture scene = house().loses("ann").seconds(9);
            scene.does(scene.resume("x", "ann", account("ann", Role.OPERATOR)));
            scene.seconds(9).isHeldBy("ann").seconds(1).isGone("ann").isHeldBy("cid");
        }
    }

    @Nested
    class AnyOtherToGraceToGone {

        @Test
        void theQueuePlaceIsKept() {
            RosterFixture scene = house().asks("bob").asks("cid").loses("bob").isHere("bob", Mode.QUEUED);
            scene.does(scene.resume("x", "bob", account("bob", Role.OPERATOR)))
                    .connects("bob")
                    .does(new Command.Release(ANN))
                    .isHeldBy("bob");
        }

        @Test
        void goneWhenItIsOver() {
            RosterFixture scene = house().loses("bob").seconds(10).isGone("bob").isHeldBy("ann");
            assertEquals(
                    Cause.GRACE_OVER,
                    scene.effects(Effect.SessionRemoved.class).getFirst().cause());
        }
    }

    @Nested
    class AnyToRemovedByKickSession {

        @Test
        void byAnAdministratorAndControlGoesOn() {
            RosterFixture scene = house();
            PeerId link = scene.link("ann");
            TokenDigest token = scene.session("ann").token();
            scene.does(new Command.Kick(CID, ANN))
                    .isGone("ann")
                    .isHeldBy("cid")
                    .isTold("ann", Effect.SessionRemovedNotice.class)
                    .isTold("ann", Effect.OtherSessionConnected.class)
                    .follows(new Effect.CloseLink(link, CloseReason.SESSION_ENDED));
            assertEquals(
                    List.of(new Effect.SessionRemovedNotice(ANN, Cause.KICKED, Duration.ofSeconds(60))),
                    scene.told("ann", Effect.SessionRemovedNotice.class));
            scene.refused(Reason.COOL_DOWN, scene.join("x", "x", account("ann", Role.OPERATOR), token, null, false));
        }

        @Test
        void aReservationGoesOnToo() {
            house().loses("ann").does(new Command.Kick(CID, ANN)).isHeldBy("cid");
        }

        @Test
        void notItselfAndByNobodyElse() {
            house().refused(new Command.Kick(CID, CID)).refused(new Command.Kick(ANN, BOB));
        }
    }

    @Nested
    class AnyToGoneByLogout {

        @Test
        void everySessionOfThatLoginWithoutGrace() {
            RosterFixture scene = new RosterFixture()
                    .comes("a", shared("c1"))
                    .comes("b", shared("c1"))
                    .comes("d", shared("c2"));
            scene.does(new Command.Logout(id("a"))).isGone("a").isGone("b").isHeldBy("d");
        }

        @Test
        void aloneWhereLoginsCannotBeToldApart() {
            RosterFixture scene = new RosterFixture();
            scene.comes("a", Login.open(Role.ADMIN)).comes("b", Login.open(Role.ADMIN));
            scene.does(new Command.Logout(id("a"))).isGone("a").isHeldBy("b");
        }
    }

    @Nested
    class AnyToGoneByAChangeOfTheAccount {

        @Test
        void disabledIsRemovedAndToldWhy() {
            RosterFixture scene = house().does(new Command.AccountChanged("ann", null))
                    .isGone("ann")
                    .isHeldBy("cid");
            scene.isTold("ann", Effect.SessionRemovedNotice.class);
        }

        @Test
        void aPrimaryThatMayOnlyViewBecomesObserver() {
            house().does(new Command.AccountChanged("ann", Role.VIEWER))
                    .isHere("ann", Mode.OBSERVER)
                    .isHeldBy("cid")
                    .follows(new Effect.ModeChanged(ANN, Mode.OBSERVER, Cause.ACCOUNT_CHANGED));
        }

        @Test
        void aRequestOfSomebodyWhoMayOnlyViewIsOver() {
            house().asks("bob")
                    .does(new Command.AccountChanged("bob", Role.VIEWER))
                    .isHere("bob", Mode.OBSERVER);
        }

        @Test
        void theRoleOfSharedLoginsAppliesAtOnce() {
            new RosterFixture()
                    .comes("s", shared("c"))
                    .operator("ann")
                    .configures(Setting.SHARED_ROLE, 2)
                    .isHere("s", Mode.OBSERVER)
                    .isHeldBy("ann");
        }
    }

    @Nested
    class ObserverOrQueuedToGoneWhenIdle {

        private RosterFixture quiet() {
            return new RosterFixture(
                            Settings.DEFAULTS.with(Setting.PRIMARY_TIMEOUT, 0).with(Setting.SESSION_TIMEOUT, 120_000))
                    .operator("ann")
                    .operator("bob");
        }

        @Test
        void isWarnedAMinuteBeforeAndThenTold() {
            RosterFixture scene = quiet().seconds(59);
            scene.seconds(1)
                    .follows(new Effect.SessionExpiring(BOB, Duration.ofSeconds(60)))
                    .isHere("bob", Mode.OBSERVER);
            scene.seconds(60)
                    .isGone("bob")
                    .isTold("bob", Effect.SessionRemovedNotice.class)
                    .isTold("bob", Effect.OtherSessionConnected.class);
            scene.isHeldBy("ann");
        }

        @Test
        void beingLookedAtCounts() {
            quiet().seconds(100)
                    .does(new Command.SessionAlive(BOB))
                    .seconds(100)
                    .isHere("bob", Mode.OBSERVER);
        }

        @Test
        void aDisplayOnAWallMayIdle() {
            RosterFixture scene = quiet();
            var wall = new Login("wall", Role.VIEWER, Login.Strength.NONE, "", true);
            scene.comes("wall", wall).seconds(1000).isHere("wall", Mode.OBSERVER);
        }
    }

    @Nested
    class AManualHandOver {

        @Test
        void excludesTheOtherObserversFromPromotionForAWhile() {
            RosterFixture scene = house().admin("dan").asks("bob").transfers("ann", "dan");
            scene.does(new Command.CancelRequest(BOB));
            scene.does(new Command.Kick(CID, id("dan"))).isHeldBy("bob");
        }

        @Test
        void isVoidWhenItWouldLeaveNobody() {
            new RosterFixture()
                    .operator("ann")
                    .operator("bob")
                    .transfers("ann", "bob")
                    .loses("bob")
                    .seconds(10)
                    .isHeldBy("ann");
        }

        @Test
        void neverBlocksAHumanDecision() {
            house().transfers("ann", "bob").transfers("bob", "ann").isHeldBy("ann");
            house().transfers("ann", "bob")
                    .asks("ann")
                    .does(new Command.ApproveRequest(BOB, ANN))
                    .isHeldBy("ann");
        }

        @Test
        void survivesResume() {
            RosterFixture scene = house().transfers("ann", "bob").loses("cid");
            scene.does(scene.resume("x", "cid", account("cid", Role.ADMIN)));
            assertTrue(scene.session("cid").is(SessionFlag.EXCLUDED));
        }

        @Test
        void excludesWhoIsStillConnecting() {
            RosterFixture scene = house();
            scene.does(scene.join("dan", account("dan", Role.OPERATOR))).transfers("ann", "bob");
            assertTrue(scene.session("dan").is(SessionFlag.EXCLUDED));
        }

        @Test
        void excludesNobodyInGraceUnlessAnExclusionRuns() {
            RosterFixture scene = house().loses("cid").transfers("ann", "bob");
            assertFalse(scene.session("cid").is(SessionFlag.EXCLUDED));
            scene = house().transfers("ann", "bob").loses("cid").transfers("bob", "ann");
            assertTrue(scene.session("cid").is(SessionFlag.EXCLUDED));
            scene = house().configures(Setting.RECONNECT_GRACE, 20_000);
            scene.configures(Setting.TRANSFER_EXCLUSION, 5_000).transfers("ann", "bob");
            scene.loses("cid").seconds(6).transfers("bob", "ann");
            assertFalse(scene.session("cid").is(SessionFlag.EXCLUDED));
        }

        @Test
        void isOverForWhoGetsControl() {
            RosterFixture scene = house().transfers("ann", "bob").loses("bob").does(new Command.Claim(CID));
            assertFalse(scene.session("cid").is(SessionFlag.EXCLUDED));
        }

        @Test
        void endsInTime() {
            RosterFixture scene = new RosterFixture()
                    .operator("ann")
                    .operator("bob")
                    .admin("cid")
                    .transfers("ann", "bob");
            scene.operator("dan").seconds(61).does(new Command.Release(BOB)).isHeldBy("cid");
        }
    }

    @Nested
    class NewSettings {

        @Test
        void dropNobodyWhereSeatsGetFewer() {
            house().configures(Setting.MAX_SESSIONS, 1).isHeldBy("ann").isHere("bob", Mode.OBSERVER);
        }

        @Test
        void applyToTimesThatRunAlready() {
            house().asks("bob")
                    .seconds(30)
                    .configures(Setting.REQUEST_TIMEOUT, 31_000)
                    .seconds(1)
                    .isHere("bob", Mode.OBSERVER);
        }

        @Test
        void changeNothingOfTheRosterWhereKeystrokesBecomePrivate() {
            RosterFixture scene = house();
            Roster before = scene.roster();
            scene.configures(Setting.PRIVATE_KEYSTROKES, 1);
            assertEquals(before.sessions(), scene.roster().sessions());
            assertEquals(before.control(), scene.roster().control());
            assertEquals(before.revision(), scene.roster().revision());
        }

        @Test
        void areByAnAdministratorOrTheDeviceItself() {
            house().refused(new Command.Configure(ANN, Settings.DEFAULTS, Map.of()))
                    .does(new Command.Configure(CID, Settings.DEFAULTS, Map.of()))
                    .follows(new Effect.Audited("configured", CID, null, "configured", Map.of()));
        }
    }

    @Nested
    class TheRevision {

        private void moves(RosterFixture scene, Command command) {
            long revision = scene.roster().revision();
            scene.does(command);
            assertEquals(revision + 1, scene.roster().revision());
        }

        @Test
        void movesWhenAReasonToWaitFallsAway() {
            RosterFixture scene = new RosterFixture(APPROVAL.with(Setting.REQUIRE_NICKNAME, true)).operator("ann");
            scene.does(scene.join("eve", "", account("eve", Role.OPERATOR), null, null, false))
                    .connects("eve");
            moves(scene, new Command.ApproveSession(ANN, EVE));
        }

        @Test
        void movesWhenTimesAreOtherThanWasSaid() {
            RosterFixture scene = house().asks("bob");
            moves(scene, new Command.Configure(Settings.DEFAULTS.with(Setting.REQUEST_TIMEOUT, 20_000)));
        }

        @Test
        void movesWithTheEpoch() {
            moves(house(), new Command.Answered(ANN, new PeerId(50)));
        }

        @Test
        void staysWhenSomebodyIsMerelyActive() {
            RosterFixture scene = house().seconds(10);
            long revision = scene.roster().revision();
            scene.does(new Command.SessionAlive(BOB));
            scene.does(new Command.Tick(Map.of(ANN, new ActivitySample(scene.now(), null, 50))));
            assertEquals(revision, scene.roster().revision());
        }
    }

    @Test
    void whoIsNotConnectedDoesNothing() {
        house().loses("bob")
                .refused(new Command.Rename(BOB, BOB, "b", "b"))
                .refused(new Command.SessionAlive(BOB))
                .refused(new Command.RequestPrimary(BOB));
    }

    @Test
    void losingControlEndsTheEpochByEveryPath() {
        List<Command> paths = List.of(
                new Command.Release(ANN),
                new Command.Transfer(ANN, null, BOB),
                new Command.Kick(CID, ANN),
                new Command.Logout(ANN),
                new Command.AccountChanged("ann", Role.VIEWER),
                new Command.AccountChanged("ann", null),
                new Command.LinkLost(new PeerId(1)));
        for (Command path : paths) {
            RosterFixture scene = house();
            assertEquals(1, scene.roster().epoch());
            scene.does(path);
            assertEquals(2, scene.roster().epoch(), path.toString());
            assertEquals(1, scene.effects(Effect.ControlPassed.class).size(), path.toString());
        }
    }
}
