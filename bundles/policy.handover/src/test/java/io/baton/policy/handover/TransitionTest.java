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

/** The transitions of the specification, row by row: command, permission, effects. */
class TransitionTest {

    private static final Settings APPROVAL = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);
    private static final SessionId ANN = id("ann");
    private static final SessionId BOB = id("bob");
    private static final SessionId CID = id("cid");
    private static final SessionId EVE = id("eve");

    /** Ann is primary and an operator, bob observer and operator, cid observer and administrator. */
    private static RosterFixture annBobCid() {
        return new RosterFixture().operator("ann").operator("bob").admin("cid");
    }

    @Nested
    class PendingToObserverByApproveNewSession {

        private RosterFixture withPendingEve() {
            return new RosterFixture(APPROVAL)
                    .operator("ann")
                    .admin("cid")
                    .viewer("vic")
                    .operator("eve");
        }

        @Test
        void isAllowedForPrimary() {
            withPendingEve()
                    .does(new Command.ApproveSession(ANN, EVE))
                    .hasMode("eve", Mode.OBSERVER)
                    .hasEffect(new Effect.ModeChanged(EVE, Mode.OBSERVER, Cause.APPROVED))
                    .hasEffect(new Effect.Audited("approved", ANN, EVE, "approved", Map.of()));
        }

        @Test
        void isAllowedForAdmin() {
            RosterFixture fixture =
                    withPendingEve().does(new Command.ApproveSession(CID, EVE)).hasMode("eve", Mode.OBSERVER);
            fixture.hasEffect(new Effect.VideoOn(fixture.link("eve")));
            assertTrue(fixture.session("eve").is(SessionFlag.APPROVED));
        }

        @Test
        void isRefusedForOthers() {
            RosterFixture fixture = withPendingEve();
            fixture.refused(new Command.ApproveSession(id("vic"), EVE));
            fixture.refused(new Command.ApproveSession(EVE, EVE));
            fixture.refused(new Command.ApproveSession(ANN, CID));
            fixture.refused(Reason.UNKNOWN_SESSION, new Command.ApproveSession(ANN, id("none")));
            fixture.loses("eve").refused(new Command.ApproveSession(ANN, EVE));
        }
    }

    @Nested
    class PendingToRemovedByDenyNewSession {

        @Test
        void sessionIsRemovedAndRefusedAfterThirdDenial() {
            RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann");
            for (int i = 0; i < 3; i++) {
                fixture.operator("eve");
                PeerId link = fixture.link("eve");
                fixture.does(new Command.DenySession(ANN, EVE))
                        .isRemoved("eve")
                        .isNotified("eve", Effect.SessionAccessDenied.class)
                        .isNotified("eve", Effect.OtherSessionConnected.class)
                        .hasEffect(new Effect.CloseLink(link, CloseReason.SESSION_ENDED))
                        .hasEffect(new Effect.Audited("denied", ANN, EVE, "denied", Map.of()));
            }
            fixture.refused(Reason.COOL_DOWN, fixture.join("eve", account("eve", Role.OPERATOR)));
            fixture.seconds(60).operator("eve").hasMode("eve", Mode.PENDING);
        }

        @Test
        void denialCountsForTenMinutes() {
            RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann");
            for (int i = 0; i < 3; i++) {
                fixture.operator("eve").does(new Command.DenySession(ANN, EVE)).seconds(301);
                fixture.does(new Command.SessionAlive(ANN));
            }
            fixture.operator("eve").hasMode("eve", Mode.PENDING);
        }

        @Test
        void admittedSessionCannotBeDenied() {
            annBobCid().refused(new Command.DenySession(CID, BOB));
        }
    }

    @Nested
    class ObserverToQueuedByRequestPrimary {

        @Test
        void requestIsQueuedAndPrimaryIsNotified() {
            annBobCid()
                    .requests("bob")
                    .hasMode("bob", Mode.QUEUED)
                    .isNotified("ann", Effect.ControlRequested.class)
                    .hasEffect(new Effect.ModeChanged(BOB, Mode.QUEUED, Cause.REQUESTED));
        }

        @Test
        void requestIsQueuedWhileControlIsReserved() {
            annBobCid().loses("ann").requests("bob").hasMode("bob", Mode.QUEUED).isReservedFor("ann");
        }

        @Test
        void secondRequestIsRefused() {
            annBobCid().requests("bob").refused(new Command.RequestPrimary(BOB));
        }

        @Test
        void requestOfViewerPendingOrPrimaryIsRefused() {
            RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann").operator("eve");
            fixture.refused(new Command.RequestPrimary(EVE)).refused(new Command.RequestPrimary(ANN));
            new RosterFixture().operator("ann").viewer("vic").refused(new Command.RequestPrimary(id("vic")));
        }

        @Test
        void newPrimaryIsNotifiedOfWaitingRequest() {
            annBobCid().requests("bob").transfers("ann", "cid").isNotified("cid", Effect.ControlRequested.class);
        }

        @Test
        void onlyAdminPrimarySeesOriginOfRequest() {
            RosterFixture fixture = annBobCid().requests("bob");
            assertNull(fixture.notifications("ann", Effect.ControlRequested.class)
                    .getFirst()
                    .origin());
            fixture.transfers("ann", "cid");
            assertNotNull(fixture.notifications("cid", Effect.ControlRequested.class)
                    .getFirst()
                    .origin());
        }

        @Test
        void requestWithoutAnswerIsDeniedAfterTimeout() {
            RosterFixture fixture = annBobCid()
                    .requests("bob")
                    .seconds(59)
                    .hasMode("bob", Mode.QUEUED)
                    .seconds(1);
            fixture.hasMode("bob", Mode.OBSERVER)
                    .isHeldBy("ann")
                    .hasEffect(new Effect.ModeChanged(BOB, Mode.OBSERVER, Cause.REQUEST_TIMEOUT));
            assertEquals(
                    List.of(new Effect.ControlDenied(BOB, Cause.REQUEST_TIMEOUT)),
                    fixture.notifications("bob", Effect.ControlDenied.class));
        }
    }

    @Nested
    class NotificationOfRequests {

        private int prompts(RosterFixture fixture) {
            return fixture.notifications("ann", Effect.ControlRequested.class).size();
        }

        @Test
        void repeatedRequestsAreNotifiedOncePerInterval() {
            RosterFixture fixture = annBobCid();
            int prompts = 0;
            for (int i = 0; i < 80; i++) {
                prompts += prompts(fixture.requests("bob"));
                fixture.does(new Command.CancelRequest(BOB)).passes(Duration.ofMillis(125));
                prompts += prompts(fixture);
            }
            assertEquals(2, prompts);
        }

        @Test
        void repeatedRequestThatStillWaitsIsNotifiedAtTheEndOfTheInterval() {
            RosterFixture fixture = annBobCid().requests("bob").does(new Command.CancelRequest(BOB));
            fixture.seconds(1).requests("bob").isNotNotified("ann", Effect.ControlRequested.class);
            fixture.passes(Duration.ofMillis(3_999)).isNotNotified("ann", Effect.ControlRequested.class);
            fixture.passes(Duration.ofMillis(1));
            assertEquals(
                    Duration.ofSeconds(56),
                    fixture.notifications("ann", Effect.ControlRequested.class)
                            .getFirst()
                            .timeout());
            fixture.seconds(20).isNotNotified("ann", Effect.ControlRequested.class);
        }

        @Test
        void sessionsOfOneAccountShareTheLimit() {
            RosterFixture fixture =
                    annBobCid().joins("bob2", account("bob", Role.OPERATOR)).requests("bob");
            assertEquals(0, prompts(fixture.requests("bob2")));
            assertEquals(1, prompts(fixture.seconds(5)));
        }

        @Test
        void sessionsOfOneCookieShareTheLimit() {
            RosterFixture fixture =
                    annBobCid().joins("x", shared("c")).joins("y", shared("c")).requests("x");
            assertEquals(0, prompts(fixture.requests("y")));
        }

        @Test
        void otherIdentitiesAreNotifiedAtOnce() {
            RosterFixture fixture = annBobCid().joins("x", shared("")).joins("y", shared(""));
            fixture.requests("bob");
            assertEquals(1, prompts(fixture.requests("cid")));
            assertEquals(1, prompts(fixture.requests("x")));
            assertEquals(1, prompts(fixture.requests("y")));
        }

        @Test
        void newPrimaryIsNotifiedWithinTheInterval() {
            annBobCid().requests("bob").transfers("ann", "cid").isNotified("cid", Effect.ControlRequested.class);
        }
    }

    @Nested
    class QueuedToObserverByCancelPrimaryRequest {

        @Test
        void requesterCancelsItsRequest() {
            annBobCid()
                    .requests("bob")
                    .does(new Command.CancelRequest(BOB))
                    .hasMode("bob", Mode.OBSERVER)
                    .hasEffect(new Effect.ModeChanged(BOB, Mode.OBSERVER, Cause.CANCELLED));
            annBobCid().refused(new Command.CancelRequest(BOB));
        }
    }

    @Nested
    class ObserverOrQueuedToPrimaryByRequestPrimaryWhileVacant {

        private RosterFixture withVacantControl() {
            return RosterFixture.with(Setting.AUTO_PROMOTE, false)
                    .operator("ann")
                    .operator("bob")
                    .does(new Command.Release(ANN))
                    .isVacant(Control.VacancyReason.NOT_AUTOMATIC);
        }

        @Test
        void requestGivesControlAtOnce() {
            withVacantControl()
                    .requests("bob")
                    .isHeldBy("bob")
                    .hasEffect(new Effect.ModeChanged(BOB, Mode.PRIMARY, Cause.REQUESTED));
        }

        @Test
        void requestEndsYielded() {
            RosterFixture fixture = withVacantControl().requests("ann").isHeldBy("ann");
            assertFalse(fixture.session("ann").is(SessionFlag.YIELDED));
        }
    }

    @Nested
    class QueuedToPrimaryByApprovePrimaryRequest {

        @Test
        void approvalPassesControlAndExcludesOtherObservers() {
            RosterFixture fixture = annBobCid()
                    .requests("bob")
                    .does(new Command.ApproveRequest(ANN, BOB))
                    .isHeldBy("bob")
                    .hasEffect(new Effect.ControlPassed(ANN, BOB, 2))
                    .hasEffect(new Effect.ModeChanged(ANN, Mode.OBSERVER, Cause.REQUEST_APPROVED))
                    .hasEffect(new Effect.ModeChanged(BOB, Mode.PRIMARY, Cause.REQUEST_APPROVED));
            assertTrue(fixture.session("ann").is(SessionFlag.EXCLUDED)
                    && fixture.session("cid").is(SessionFlag.EXCLUDED));
        }

        @Test
        void isRefusedForOthers() {
            annBobCid().requests("bob").refused(new Command.ApproveRequest(CID, BOB));
            annBobCid().refused(new Command.ApproveRequest(ANN, BOB));
            annBobCid().requests("bob").loses("bob").refused(new Command.ApproveRequest(ANN, BOB));
        }
    }

    @Nested
    class QueuedToObserverByDenyPrimaryRequest {

        @Test
        void isAllowedForPrimary() {
            RosterFixture fixture = annBobCid()
                    .requests("bob")
                    .does(new Command.DenyRequest(ANN, BOB))
                    .hasMode("bob", Mode.OBSERVER);
            assertEquals(
                    List.of(new Effect.ControlDenied(BOB, Cause.REQUEST_DENIED)),
                    fixture.notifications("bob", Effect.ControlDenied.class));
            annBobCid().requests("bob").refused(new Command.DenyRequest(CID, BOB));
            annBobCid().refused(new Command.DenyRequest(ANN, BOB));
        }
    }

    @Nested
    class AnyToPrimaryByTransferPrimary {

        @Test
        void isAllowedForPrimary() {
            annBobCid()
                    .transfers("ann", "bob")
                    .isHeldBy("bob")
                    .hasMode("ann", Mode.OBSERVER)
                    .hasEffect(new Effect.ModeChanged(ANN, Mode.OBSERVER, Cause.TRANSFERRED));
        }

        @Test
        void isAllowedForAdmin() {
            annBobCid().transfers("cid", "bob").isHeldBy("bob");
            annBobCid().transfers("cid", "cid").isHeldBy("cid");
        }

        @Test
        void isRefusedForOthers() {
            annBobCid().refused(new Command.Transfer(BOB, null, BOB));
        }

        @Test
        void targetMustBeConnectedAdmittedAndMayControl() {
            RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann").operator("eve");
            fixture.refused(new Command.Transfer(ANN, null, EVE));
            fixture.refused(Reason.UNKNOWN_SESSION, new Command.Transfer(ANN, null, BOB));
            fixture.refused(new Command.Transfer(ANN, null, ANN));
            new RosterFixture().operator("ann").viewer("vic").refused(new Command.Transfer(ANN, null, id("vic")));
            annBobCid().loses("bob").refused(new Command.Transfer(ANN, null, BOB));
        }

        @Test
        void expectedHolderMustHaveControl() {
            annBobCid().refused(new Command.Transfer(CID, BOB, CID));
            annBobCid().does(new Command.Transfer(CID, ANN, CID)).isHeldBy("cid");
        }

        @Test
        void expectedHolderMayBeTheReservedSession() {
            annBobCid().loses("ann").does(new Command.Transfer(CID, ANN, BOB)).isHeldBy("bob");
            annBobCid().loses("ann").refused(new Command.Transfer(CID, BOB, BOB));
            annBobCid().refused(Reason.UNKNOWN_SESSION, new Command.Transfer(CID, id("none"), BOB));
        }

        @Test
        void targetLeavesTheQueue() {
            RosterFixture fixture = annBobCid().requests("bob").transfers("ann", "bob");
            assertEquals(List.of(), fixture.roster().queue());
        }
    }

    @Nested
    class ReservedOrVacantToPrimaryByAdmin {

        @Test
        void claimVoidsReservation() {
            annBobCid()
                    .loses("ann")
                    .does(new Command.Claim(CID))
                    .isHeldBy("cid")
                    .hasEffect(new Effect.ModeChanged(CID, Mode.PRIMARY, Cause.CLAIMED));
        }

        @Test
        void transferVoidsReservation() {
            annBobCid().loses("ann").transfers("cid", "bob").isHeldBy("bob");
        }

        @Test
        void claimTakesVacantControl() {
            RosterFixture.with(Setting.AUTO_PROMOTE, false)
                    .operator("ann")
                    .admin("cid")
                    .does(new Command.Release(ANN))
                    .does(new Command.Claim(CID))
                    .isHeldBy("cid");
        }

        @Test
        void isRefusedWhileHeldAndForOthers() {
            annBobCid().refused(new Command.Claim(CID));
            annBobCid().loses("ann").refused(new Command.Claim(BOB));
            annBobCid().loses("ann").refused(new Command.Transfer(BOB, null, BOB));
        }
    }

    @Nested
    class PrimaryToObserverByReleasePrimary {

        @Test
        void releasePassesControlAndFormerPrimaryYields() {
            RosterFixture fixture =
                    annBobCid().requests("bob").does(new Command.Release(ANN)).isHeldBy("bob");
            fixture.hasEffect(new Effect.ModeChanged(ANN, Mode.OBSERVER, Cause.RELEASED))
                    .hasEffect(new Effect.ModeChanged(BOB, Mode.PRIMARY, Cause.PROMOTED));
            assertTrue(fixture.session("ann").is(SessionFlag.YIELDED));
        }

        @Test
        void releaseWithoutSuccessorIsVacant() {
            new RosterFixture()
                    .operator("ann")
                    .does(new Command.Release(ANN))
                    .isVacant(Control.VacancyReason.NO_CANDIDATE)
                    .hasEffect(new Effect.ControlVacant(Control.VacancyReason.NO_CANDIDATE))
                    .hasEffect(new Effect.ControlPassed(ANN, null, 2));
        }

        @Test
        void isRefusedForOtherThanPrimary() {
            annBobCid().refused(new Command.Release(BOB)).refused(new Command.Release(CID));
        }
    }

    @Nested
    class PrimaryToObserverByInactivity {

        @Test
        void controlPassesToSuccessor() {
            RosterFixture fixture =
                    annBobCid().seconds(299).isHeldBy("ann").seconds(1).hasMode("ann", Mode.OBSERVER);
            fixture.isHeldBy("cid").hasEffect(new Effect.ModeChanged(ANN, Mode.OBSERVER, Cause.INACTIVE));
            assertTrue(fixture.session("ann").is(SessionFlag.YIELDED));
        }

        @Test
        void inputPostponesTimeout() {
            RosterFixture fixture = annBobCid().seconds(200);
            fixture.does(new Command.Tick(Map.of(ANN, new ActivitySample(fixture.now(), null, -1))))
                    .seconds(299)
                    .isHeldBy("ann")
                    .seconds(1)
                    .hasMode("ann", Mode.OBSERVER);
        }

        @Test
        void promotionPostponesTimeout() {
            annBobCid().seconds(200).transfers("ann", "bob").seconds(299).isHeldBy("bob");
        }

        @Test
        void primaryStaysWithoutSuccessor() {
            new RosterFixture().operator("ann").viewer("vic").seconds(600).isHeldBy("ann");
            RosterFixture fixture = new RosterFixture()
                    .operator("ann")
                    .operator("bob")
                    .transfers("ann", "bob")
                    .seconds(300);
            fixture.isHeldBy("ann").seconds(3000).isHeldBy("ann");
        }

        @Test
        void timeoutOffNeverEnds() {
            RosterFixture.with(Setting.PRIMARY_TIMEOUT, 0)
                    .operator("ann")
                    .operator("bob")
                    .seconds(3500)
                    .isHeldBy("ann");
        }
    }

    /** A client that sends offers and never completes a link. */
    @Nested
    class PrimaryWhoseLinkWasNeverUp {

        private final Login login = account("ghost", Role.OPERATOR);

        private RosterFixture ghost(Settings settings) {
            RosterFixture fixture = new RosterFixture(settings);
            Command.Join offer = fixture.join("ghost", login);
            return fixture.does(offer).does(fixture.answer(offer, "ghost")).isHeldBy("ghost");
        }

        private void offersAgain(RosterFixture fixture) {
            Command.Join offer = fixture.join("x", "x", login, null, id("ghost"), true);
            fixture.does(offer).does(fixture.answer(offer, "ghost"));
        }

        @Test
        void losesControlToTheFirstSessionWhoseLinkIsUp() {
            RosterFixture fixture = ghost(Settings.DEFAULTS);
            fixture.does(fixture.join("bob", account("bob", Role.OPERATOR))).isHeldBy("ghost");
            fixture.connects("bob")
                    .isHeldBy("bob")
                    .hasEffect(new Effect.ModeChanged(id("ghost"), Mode.OBSERVER, Cause.SETUP_FAILED))
                    .hasEffect(new Effect.ModeChanged(BOB, Mode.PRIMARY, Cause.PROMOTED));
            offersAgain(fixture);
            fixture.isHeldBy("bob");
        }

        @Test
        void losesControlToARequestWithoutAutoPromote() {
            RosterFixture fixture = ghost(Settings.DEFAULTS.with(Setting.AUTO_PROMOTE, false));
            fixture.operator("bob").isHeldBy("ghost").requests("bob").isHeldBy("bob");
        }

        @Test
        void losesControlToAClaimWithoutAutoPromote() {
            RosterFixture fixture = ghost(Settings.DEFAULTS.with(Setting.AUTO_PROMOTE, false));
            fixture.admin("cid").does(new Command.Claim(CID)).isHeldBy("cid");
        }

        @Test
        void keepsControlWhilePromotionsAreLimited() {
            Settings once = APPROVAL.with(Setting.EMERGENCY_CONSECUTIVE, 100);
            RosterFixture fixture = new RosterFixture(once).admin("ann").admin("bob");
            fixture.does(new Command.Release(ANN)).isHeldBy("bob").does(new Command.Logout(BOB));
            fixture.does(new Command.Logout(ANN));
            Command.Join offer = fixture.join("ghost", login);
            fixture.does(offer).does(fixture.answer(offer, "ghost")).isHeldBy("ghost");
            fixture.seconds(3).admin("cid").isHeldBy("ghost").seconds(6).isHeldBy("ghost");
            fixture.seconds(1).isHeldBy("cid");
        }

        @Test
        void isRemovedAfterTimeoutThatFurtherOffersDoNotRestart() {
            RosterFixture fixture = ghost(Settings.DEFAULTS).seconds(8);
            offersAgain(fixture);
            fixture.seconds(1).isHeldBy("ghost").seconds(1).isRemoved("ghost");
        }

        @Test
        void hasNoFurtherGraceWhenItsLinkWasUpOnce() {
            RosterFixture fixture = ghost(Settings.DEFAULTS).does(new Command.Linked(new PeerId(1)));
            fixture.operator("bob").isHeldBy("ghost");
            for (int i = 0; i < 4; i++) {
                offersAgain(fixture);
                fixture.seconds(8);
                if (fixture.roster().session(id("ghost")).isEmpty()) {
                    break;
                }
            }
            fixture.isRemoved("ghost").isHeldBy("bob");
        }
    }

    @Nested
    class PrimaryToReservedByItsLinkLost {

        @Test
        void reservationIsAnnouncedWithItsEnd() {
            RosterFixture fixture = annBobCid();
            fixture.loses("ann")
                    .isReservedFor("ann")
                    .hasEffect(new Effect.ControlReserved(ANN, fixture.now().plusSeconds(10)))
                    .hasEffect(new Effect.ControlPassed(ANN, null, 2));
        }

        @Test
        void lateEventOfReplacedLinkChangesNothing() {
            RosterFixture fixture = annBobCid();
            PeerId old = fixture.link("ann");
            fixture.connects("ann")
                    .refused(Reason.UNKNOWN_SESSION, new Command.LinkLost(old))
                    .isHeldBy("ann");
        }

        @Test
        void replacedLinkOfPrimaryBeginsNewEpoch() {
            RosterFixture fixture = annBobCid();
            PeerId old = fixture.link("ann");
            fixture.does(new Command.Answered(ANN, new PeerId(50)))
                    .isHeldBy("ann")
                    .hasEffect(new Effect.ControlPassed(ANN, ANN, 2))
                    .hasEffect(new Effect.CloseLink(old, CloseReason.REPLACED));
        }
    }

    /**
     * A reload: the new offer is accepted while the old link is still up, and the old link ends at any later moment.
     */
    @Nested
    class LinkOfAReplacedOffer {

        private final Login login = account("ann", Role.OPERATOR);

        @Test
        void lossBetweenJoinAndAnswerLeavesSessionAndControl() {
            RosterFixture fixture = annBobCid();
            Command.Join reload = fixture.resume("x", "ann", login);
            PeerId old = fixture.link("ann");
            fixture.does(reload)
                    .does(new Command.LinkLost(old))
                    .isHeldBy("ann")
                    .hasEffect(new Effect.ControlPassed(ANN, ANN, 2));
            Command.Answered answer = fixture.answer(reload, "ann");
            fixture.does(answer).does(new Command.Linked(answer.link())).isHeldBy("ann");
            assertTrue(fixture.session("ann").linked());
            fixture.seconds(100).isHeldBy("ann");
        }

        @Test
        void lossBetweenOfferOnSocketAndAnswerLeavesObserver() {
            RosterFixture fixture = annBobCid();
            Command.Join again = fixture.join("x", "x", account("bob", Role.OPERATOR), null, BOB, false);
            fixture.does(again).loses("bob").does(fixture.answer(again, "bob")).hasMode("bob", Mode.OBSERVER);
            assertTrue(fixture.outcome().isDone());
        }

        @Test
        void failureOfOldLinkBetweenJoinAndAnswerLeavesSession() {
            RosterFixture fixture = new RosterFixture();
            fixture.does(fixture.join("ann", login)).does(new Command.Answered(ANN, new PeerId(50)));
            Command.Join again = fixture.resume("x", "ann", login);
            fixture.does(again)
                    .does(new Command.LinkFailed(ANN, new PeerId(50)))
                    .isHeldBy("ann");
            fixture.does(new Command.Answered(ANN, new PeerId(51), again.token()));
            assertEquals(new PeerId(51), fixture.link("ann"));
        }

        @Test
        void lossThatNoAnswerFollowsBeginsGraceAtTheLoss() {
            RosterFixture fixture = annBobCid();
            Command.Join reload = fixture.resume("x", "ann", login);
            fixture.does(reload).loses("ann").seconds(3);
            fixture.does(new Command.LinkFailed(ANN, null, reload.token()))
                    .isReservedFor("ann")
                    .hasEffect(new Effect.ControlReserved(ANN, fixture.now().plusSeconds(7)));
            fixture.seconds(7).isRemoved("ann");
        }

        @Test
        void answerToReplacedOfferIsRefused() {
            RosterFixture fixture = annBobCid();
            Command.Join first = fixture.resume("x", "ann", login);
            fixture.does(first);
            Command.Join second = fixture.resume("y", "ann", login);
            fixture.does(second).refused(fixture.answer(first, "ann"));
            fixture.does(fixture.answer(second, "ann"));
            PeerId link = fixture.link("ann");
            fixture.refused(fixture.answer(first, "ann")).isHeldBy("ann");
            assertEquals(link, fixture.link("ann"));
        }

        @Test
        void failureOfReplacedOfferIsRefused() {
            RosterFixture fixture = annBobCid().loses("ann");
            Command.Join first = fixture.resume("x", "ann", login);
            fixture.does(first);
            Command.Join second = fixture.resume("y", "ann", login);
            fixture.does(second)
                    .refused(new Command.LinkFailed(ANN, null, first.token()))
                    .isHeldBy("ann");
            fixture.does(new Command.LinkFailed(ANN, null, second.token())).isReservedFor("ann");
        }

        @Test
        void failedOfferLeavesLiveLinkWhoseLossBeginsGrace() {
            RosterFixture fixture = annBobCid();
            Command.Join reload = fixture.resume("x", "ann", login);
            fixture.does(reload)
                    .does(new Command.LinkFailed(ANN, null, reload.token()))
                    .isHeldBy("ann")
                    .loses("ann")
                    .isReservedFor("ann");
        }

        @Test
        void closeOfNewSocketBeforeAnswerIsKept() {
            RosterFixture fixture = annBobCid();
            Command.Join reload = fixture.resume("x", "ann", login);
            fixture.does(reload)
                    .does(new Command.SocketClosed(ANN, reload.token()))
                    .does(fixture.answer(reload, "ann"));
            assertEquals(fixture.now(), fixture.session("ann").connection().socketClosed());
        }
    }

    @Nested
    class ReservedToVacantToSuccessorWhenTheGraceIsOver {

        @Test
        void controlPassesToSuccessor() {
            annBobCid()
                    .loses("ann")
                    .seconds(9)
                    .isReservedFor("ann")
                    .seconds(1)
                    .isRemoved("ann")
                    .isHeldBy("cid");
        }

        @Test
        void failedReturnDoesNotExtendGrace() {
            RosterFixture fixture = annBobCid().loses("ann").seconds(5);
            fixture.does(fixture.resume("x", "ann", account("ann", Role.OPERATOR)))
                    .isHeldBy("ann");
            fixture.does(new Command.LinkFailed(ANN, null)).isReservedFor("ann");
            fixture.seconds(5).isRemoved("ann").isHeldBy("cid");
        }

        @Test
        void returnWithoutLinkEndsAfterTimeout() {
            RosterFixture fixture = annBobCid().loses("ann").seconds(9);
            fixture.does(fixture.resume("x", "ann", account("ann", Role.OPERATOR)));
            fixture.seconds(9).isHeldBy("ann").seconds(1).isRemoved("ann").isHeldBy("cid");
        }
    }

    @Nested
    class AnyOtherToGraceToGone {

        @Test
        void queuePlaceIsKept() {
            RosterFixture fixture =
                    annBobCid().requests("bob").requests("cid").loses("bob").hasMode("bob", Mode.QUEUED);
            fixture.does(fixture.resume("x", "bob", account("bob", Role.OPERATOR)))
                    .connects("bob")
                    .does(new Command.Release(ANN))
                    .isHeldBy("bob");
        }

        @Test
        void sessionIsRemovedWhenGraceIsOver() {
            RosterFixture fixture =
                    annBobCid().loses("bob").seconds(10).isRemoved("bob").isHeldBy("ann");
            assertEquals(
                    Cause.GRACE_OVER,
                    fixture.effects(Effect.SessionRemoved.class).getFirst().cause());
        }
    }

    @Nested
    class AnyToRemovedByKickSession {

        @Test
        void kickedPrimaryIsRemovedAndControlPasses() {
            RosterFixture fixture = annBobCid();
            PeerId link = fixture.link("ann");
            TokenDigest token = fixture.session("ann").token();
            fixture.does(new Command.Kick(CID, ANN))
                    .isRemoved("ann")
                    .isHeldBy("cid")
                    .isNotified("ann", Effect.SessionRemovedNotice.class)
                    .isNotified("ann", Effect.OtherSessionConnected.class)
                    .hasEffect(new Effect.CloseLink(link, CloseReason.SESSION_ENDED));
            assertEquals(
                    List.of(new Effect.SessionRemovedNotice(ANN, Cause.KICKED, Duration.ofSeconds(60))),
                    fixture.notifications("ann", Effect.SessionRemovedNotice.class));
            fixture.refused(
                    Reason.COOL_DOWN, fixture.join("x", "x", account("ann", Role.OPERATOR), token, null, false));
        }

        @Test
        void kickedOwnerOfReservationPassesControl() {
            annBobCid().loses("ann").does(new Command.Kick(CID, ANN)).isHeldBy("cid");
        }

        @Test
        void isRefusedForItselfAndForOthers() {
            annBobCid().refused(new Command.Kick(CID, CID)).refused(new Command.Kick(ANN, BOB));
        }
    }

    @Nested
    class AnyToGoneByLogout {

        @Test
        void everySessionOfTheLoginEndsWithoutGrace() {
            RosterFixture fixture = new RosterFixture()
                    .joins("a", shared("c1"))
                    .joins("b", shared("c1"))
                    .joins("d", shared("c2"));
            fixture.does(new Command.Logout(id("a")))
                    .isRemoved("a")
                    .isRemoved("b")
                    .isHeldBy("d");
        }

        @Test
        void onlyOwnSessionEndsWithoutCookie() {
            RosterFixture fixture = new RosterFixture();
            fixture.joins("a", Login.unauthenticated(Role.ADMIN)).joins("b", Login.unauthenticated(Role.ADMIN));
            fixture.does(new Command.Logout(id("a"))).isRemoved("a").isHeldBy("b");
        }
    }

    @Nested
    class AnyToGoneByAChangeOfTheAccount {

        @Test
        void disabledAccountIsRemovedWithReason() {
            RosterFixture fixture = annBobCid()
                    .does(new Command.AccountChanged("ann", null))
                    .isRemoved("ann")
                    .isHeldBy("cid");
            fixture.isNotified("ann", Effect.SessionRemovedNotice.class);
        }

        @Test
        void primaryThatBecomesViewerLosesControl() {
            annBobCid()
                    .does(new Command.AccountChanged("ann", Role.VIEWER))
                    .hasMode("ann", Mode.OBSERVER)
                    .isHeldBy("cid")
                    .hasEffect(new Effect.ModeChanged(ANN, Mode.OBSERVER, Cause.ACCOUNT_CHANGED));
        }

        @Test
        void requestEndsWhenRequesterBecomesViewer() {
            annBobCid()
                    .requests("bob")
                    .does(new Command.AccountChanged("bob", Role.VIEWER))
                    .hasMode("bob", Mode.OBSERVER);
        }

        @Test
        void sharedRoleAppliesAtOnce() {
            new RosterFixture()
                    .joins("s", shared("c"))
                    .operator("ann")
                    .configures(Setting.SHARED_ROLE, 2)
                    .hasMode("s", Mode.OBSERVER)
                    .isHeldBy("ann");
        }
    }

    @Nested
    class ObserverOrQueuedToGoneWhenIdle {

        private RosterFixture annAndBobWithShortSessionTimeout() {
            return new RosterFixture(
                            Settings.DEFAULTS.with(Setting.PRIMARY_TIMEOUT, 0).with(Setting.SESSION_TIMEOUT, 120_000))
                    .operator("ann")
                    .operator("bob");
        }

        @Test
        void isWarnedOneMinuteBeforeRemoval() {
            RosterFixture fixture = annAndBobWithShortSessionTimeout().seconds(59);
            fixture.seconds(1)
                    .hasEffect(new Effect.SessionExpiring(BOB, Duration.ofSeconds(60)))
                    .hasMode("bob", Mode.OBSERVER);
            fixture.seconds(60)
                    .isRemoved("bob")
                    .isNotified("bob", Effect.SessionRemovedNotice.class)
                    .isNotified("bob", Effect.OtherSessionConnected.class);
            fixture.isHeldBy("ann");
        }

        @Test
        void sessionAlivePostponesExpiry() {
            annAndBobWithShortSessionTimeout()
                    .seconds(100)
                    .does(new Command.SessionAlive(BOB))
                    .seconds(100)
                    .hasMode("bob", Mode.OBSERVER);
        }

        @Test
        void wallDisplayNeverExpires() {
            RosterFixture fixture = annAndBobWithShortSessionTimeout();
            var wall = new Login("wall", Role.VIEWER, Login.Strength.NONE, "", true);
            fixture.joins("wall", wall).seconds(1000).hasMode("wall", Mode.OBSERVER);
        }
    }

    @Nested
    class AManualHandOver {

        @Test
        void excludesOtherObserversFromPromotion() {
            RosterFixture fixture = annBobCid().admin("dan").requests("bob").transfers("ann", "dan");
            fixture.does(new Command.CancelRequest(BOB));
            fixture.does(new Command.Kick(CID, id("dan"))).isHeldBy("bob");
        }

        @Test
        void exclusionIsVoidWithoutOtherCandidate() {
            new RosterFixture()
                    .operator("ann")
                    .operator("bob")
                    .transfers("ann", "bob")
                    .loses("bob")
                    .seconds(10)
                    .isHeldBy("ann");
        }

        @Test
        void exclusionDoesNotBlockHumanDecision() {
            annBobCid().transfers("ann", "bob").transfers("bob", "ann").isHeldBy("ann");
            annBobCid()
                    .transfers("ann", "bob")
                    .requests("ann")
                    .does(new Command.ApproveRequest(BOB, ANN))
                    .isHeldBy("ann");
        }

        @Test
        void exclusionSurvivesResume() {
            RosterFixture fixture = annBobCid().transfers("ann", "bob").loses("cid");
            fixture.does(fixture.resume("x", "cid", account("cid", Role.ADMIN)));
            assertTrue(fixture.session("cid").is(SessionFlag.EXCLUDED));
        }

        @Test
        void excludesSessionWithoutLink() {
            RosterFixture fixture = annBobCid();
            fixture.does(fixture.join("dan", account("dan", Role.OPERATOR))).transfers("ann", "bob");
            assertTrue(fixture.session("dan").is(SessionFlag.EXCLUDED));
        }

        @Test
        void sessionInGraceIsExcludedOnlyWhileExclusionRuns() {
            RosterFixture fixture = annBobCid().loses("cid").transfers("ann", "bob");
            assertFalse(fixture.session("cid").is(SessionFlag.EXCLUDED));
            fixture = annBobCid().transfers("ann", "bob").loses("cid").transfers("bob", "ann");
            assertTrue(fixture.session("cid").is(SessionFlag.EXCLUDED));
            fixture = annBobCid().configures(Setting.RECONNECT_GRACE, 20_000);
            fixture.configures(Setting.TRANSFER_EXCLUSION, 5_000).transfers("ann", "bob");
            fixture.loses("cid").seconds(6).transfers("bob", "ann");
            assertFalse(fixture.session("cid").is(SessionFlag.EXCLUDED));
        }

        @Test
        void exclusionEndsForNewPrimary() {
            RosterFixture fixture =
                    annBobCid().transfers("ann", "bob").loses("bob").does(new Command.Claim(CID));
            assertFalse(fixture.session("cid").is(SessionFlag.EXCLUDED));
        }

        @Test
        void exclusionEndsAfterItsTime() {
            RosterFixture fixture = new RosterFixture()
                    .operator("ann")
                    .operator("bob")
                    .admin("cid")
                    .transfers("ann", "bob");
            fixture.operator("dan").seconds(61).does(new Command.Release(BOB)).isHeldBy("cid");
        }
    }

    @Nested
    class NewSettings {

        @Test
        void fewerSeatsRemoveNoSession() {
            annBobCid().configures(Setting.MAX_SESSIONS, 1).isHeldBy("ann").hasMode("bob", Mode.OBSERVER);
        }

        @Test
        void newTimeoutAppliesToRunningRequest() {
            annBobCid()
                    .requests("bob")
                    .seconds(30)
                    .configures(Setting.REQUEST_TIMEOUT, 31_000)
                    .seconds(1)
                    .hasMode("bob", Mode.OBSERVER);
        }

        @Test
        void privateKeystrokesChangeOnlySettings() {
            RosterFixture fixture = annBobCid();
            Roster before = fixture.roster();
            fixture.configures(Setting.PRIVATE_KEYSTROKES, 1);
            assertEquals(before.sessions(), fixture.roster().sessions());
            assertEquals(before.control(), fixture.roster().control());
            assertEquals(before.revision(), fixture.roster().revision());
        }

        @Test
        void areRefusedForOtherThanAdmins() {
            annBobCid()
                    .refused(new Command.Configure(ANN, Settings.DEFAULTS, Map.of()))
                    .does(new Command.Configure(CID, Settings.DEFAULTS, Map.of()))
                    .hasEffect(new Effect.Audited("configured", CID, null, "configured", Map.of()));
        }
    }

    @Nested
    class TheRevision {

        private void assertGrows(RosterFixture fixture, Command command) {
            long revision = fixture.roster().revision();
            fixture.does(command);
            assertEquals(revision + 1, fixture.roster().revision());
        }

        @Test
        void growsWhenPendingReasonIsRemoved() {
            RosterFixture fixture = new RosterFixture(APPROVAL.with(Setting.REQUIRE_NICKNAME, true)).operator("ann");
            fixture.does(fixture.join("eve", "", account("eve", Role.OPERATOR), null, null, false))
                    .connects("eve");
            assertGrows(fixture, new Command.ApproveSession(ANN, EVE));
        }

        @Test
        void growsWhenPublishedDeadlineChanges() {
            RosterFixture fixture = annBobCid().requests("bob");
            assertGrows(fixture, new Command.Configure(Settings.DEFAULTS.with(Setting.REQUEST_TIMEOUT, 20_000)));
        }

        @Test
        void growsWithEpoch() {
            assertGrows(annBobCid(), new Command.Answered(ANN, new PeerId(50)));
        }

        @Test
        void staysWhenSessionIsActive() {
            RosterFixture fixture = annBobCid().seconds(10);
            long revision = fixture.roster().revision();
            fixture.does(new Command.SessionAlive(BOB));
            fixture.does(new Command.Tick(Map.of(ANN, new ActivitySample(fixture.now(), null, 50))));
            assertEquals(revision, fixture.roster().revision());
        }
    }

    @Test
    void sessionWithoutLinkMayDoNothing() {
        annBobCid()
                .loses("bob")
                .refused(new Command.Rename(BOB, BOB, "b", "b"))
                .refused(new Command.SessionAlive(BOB))
                .refused(new Command.RequestPrimary(BOB));
    }

    @Test
    void everyLossOfControlBeginsNewEpoch() {
        List<Command> paths = List.of(
                new Command.Release(ANN),
                new Command.Transfer(ANN, null, BOB),
                new Command.Kick(CID, ANN),
                new Command.Logout(ANN),
                new Command.AccountChanged("ann", Role.VIEWER),
                new Command.AccountChanged("ann", null),
                new Command.LinkLost(new PeerId(1)));
        for (Command path : paths) {
            RosterFixture fixture = annBobCid();
            assertEquals(1, fixture.roster().epoch());
            fixture.does(path);
            assertEquals(2, fixture.roster().epoch(), path.toString());
            assertEquals(1, fixture.effects(Effect.ControlPassed.class).size(), path.toString());
        }
    }
}
