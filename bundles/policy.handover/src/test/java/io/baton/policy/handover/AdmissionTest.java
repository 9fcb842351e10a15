// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static io.baton.policy.handover.RosterFixture.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.PendingReason;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Admission, row by row; the first row that fits decides. */
class AdmissionTest {

    private static final Settings APPROVAL = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);

    @Nested
    class AccountOrAddressInCoolDown {

        private RosterFixture kicked(Login login) {
            return new RosterFixture()
                    .admin("ann")
                    .joins("eve", login)
                    .does(new Command.Kick(id("ann"), id("eve")))
                    .isRemoved("eve");
        }

        @Test
        void joinIsRefusedWithSecondsLeft() {
            RosterFixture fixture = kicked(account("eve", Role.OPERATOR)).seconds(20);
            fixture.refused(Reason.COOL_DOWN, fixture.join("eve2", account("eve", Role.OPERATOR)));
            assertEquals(Duration.ofSeconds(40), ((Outcome.Refused) fixture.outcome()).retryAfter());
        }

        @Test
        void joinFromAddressIsRefusedWhenItWasKickedWithoutLogin() {
            RosterFixture fixture = kicked(Login.unauthenticated(Role.OPERATOR));
            fixture.refused(Reason.COOL_DOWN, fixture.join("bob", account("bob", Role.OPERATOR)));
        }

        @Test
        void joinAfterCoolDownIsAccepted() {
            RosterFixture fixture = kicked(account("eve", Role.OPERATOR)).seconds(60);
            fixture.does(fixture.join("eve2", account("eve", Role.OPERATOR))).hasMode("eve2", Mode.OBSERVER);
        }

        @Test
        void adminAccountIsNeverRefused() {
            RosterFixture fixture = kicked(account("eve", Role.ADMIN));
            fixture.does(fixture.join("eve2", account("eve", Role.ADMIN))).hasMode("eve2", Mode.OBSERVER);
        }

        @Test
        void loopbackConsoleIsNeverRefused() {
            RosterFixture fixture = kicked(account("eve", Role.OPERATOR));
            Command.Join far = fixture.join("eve2", account("eve", Role.OPERATOR));
            fixture.does(new Command.Join(
                            far.id(),
                            far.token(),
                            null,
                            null,
                            far.login(),
                            "127.0.0.1",
                            far.nickname(),
                            far.nicknameKey(),
                            far.browser(),
                            false))
                    .hasMode("eve2", Mode.OBSERVER);
        }
    }

    @Nested
    class ResumeTokenOfTheSameLogin {

        @Test
        void resumeKeepsIdNicknameAndQueuePlace() {
            RosterFixture fixture = new RosterFixture()
                    .operator("ann")
                    .operator("bob")
                    .requests("bob")
                    .loses("bob");
            Session before = fixture.session("bob");
            fixture.seconds(5).does(fixture.resume("fresh", "bob", account("bob", Role.OPERATOR)));

            Session back = fixture.session("bob");
            fixture.isRemoved("fresh").hasMode("bob", Mode.QUEUED);
            assertEquals(before.nickname(), back.nickname());
            assertEquals(before.createdAt(), back.createdAt());
            assertNotEquals(before.token(), back.token());
        }

        @Test
        void resumeKeepsPendingReasons() {
            RosterFixture fixture =
                    new RosterFixture(APPROVAL).operator("ann").operator("bob").loses("bob");
            fixture.does(fixture.resume("fresh", "bob", account("bob", Role.OPERATOR)))
                    .hasMode("bob", Mode.PENDING);
        }

        @Test
        void resumeWithReservationRestoresControl() {
            RosterFixture fixture = new RosterFixture()
                    .operator("ann")
                    .operator("bob")
                    .loses("ann")
                    .isReservedFor("ann");
            fixture.does(fixture.resume("fresh", "ann", account("ann", Role.OPERATOR)))
                    .isHeldBy("ann")
                    .hasEffect(new Effect.ControlPassed(null, id("ann"), 3))
                    .hasEffect(new Effect.ModeChanged(id("ann"), Mode.PRIMARY, Cause.RESUMED));
        }

        @Test
        void resumeAfterClaimIsObserver() {
            RosterFixture fixture = new RosterFixture()
                    .operator("ann")
                    .admin("bob")
                    .loses("ann")
                    .does(new Command.Claim(id("bob")));
            fixture.does(fixture.resume("fresh", "ann", account("ann", Role.OPERATOR)))
                    .hasMode("ann", Mode.OBSERVER)
                    .isHeldBy("bob");
        }

        @Test
        void s6TokenOfAnotherLoginMakesNewSession() {
            RosterFixture fixture =
                    new RosterFixture().operator("ann").operator("bob").loses("ann");
            TokenDigest token = fixture.session("ann").token();
            fixture.does(fixture.resume("eve", "ann", account("eve", Role.ADMIN)))
                    .hasMode("eve", Mode.OBSERVER)
                    .isReservedFor("ann");
            assertEquals(token, fixture.session("ann").token());
        }

        @Test
        void previousTokenResumesUntilNewLinkIsUp() {
            RosterFixture fixture =
                    new RosterFixture().operator("ann").operator("bob").loses("ann");
            TokenDigest old = fixture.session("ann").token();
            Login login = account("ann", Role.OPERATOR);
            fixture.does(fixture.resume("x", "ann", login)).does(new Command.LinkFailed(id("ann"), null));
            fixture.does(fixture.join("y", "y", login, old, null, false))
                    .isRemoved("y")
                    .isHeldBy("ann");
            fixture.does(fixture.join("z", "z", login, old, null, false)).isRemoved("z");
            fixture.connects("ann").does(fixture.join("w", "w", login, old, null, false));
            fixture.hasMode("w", Mode.OBSERVER);
        }

        @Test
        void ofThreeResumesOnlyTheNewestIsAnswered() {
            RosterFixture fixture =
                    new RosterFixture().operator("ann").operator("bob").loses("ann");
            TokenDigest old = fixture.session("ann").token();
            Login login = account("ann", Role.OPERATOR);
            List<Command.Join> resumes = Stream.of("x", "y", "z")
                    .map(name -> fixture.join(name, name, login, old, null, false))
                    .toList();
            resumes.forEach(fixture::does);
            Command.Answered newest = fixture.answer(resumes.getLast(), "ann");
            fixture.refused(Reason.NOT_ALLOWED, fixture.answer(resumes.get(0), "ann"));
            fixture.refused(Reason.NOT_ALLOWED, fixture.answer(resumes.get(1), "ann"));
            fixture.does(newest).isHeldBy("ann");
            assertEquals(2, fixture.roster().sessions().size());
        }

        @Test
        void previousTokenIsVoidOnceTheNewOneIsUsed() {
            RosterFixture fixture =
                    new RosterFixture().operator("ann").operator("bob").loses("ann");
            TokenDigest old = fixture.session("ann").token();
            Login login = account("ann", Role.OPERATOR);
            fixture.does(fixture.resume("x", "ann", login)).does(fixture.resume("y", "ann", login));
            fixture.does(fixture.join("z", "z", login, old, null, false)).hasMode("z", Mode.OBSERVER);
        }

        @Test
        void linkOfAnEarlierOfferLeavesPreviousTokenValid() {
            RosterFixture fixture = new RosterFixture();
            Login login = account("ann", Role.OPERATOR);
            fixture.does(fixture.join("ann", login)).does(new Command.Answered(id("ann"), new PeerId(50)));
            TokenDigest old = fixture.session("ann").token();
            fixture.does(fixture.resume("x", "ann", login)).does(new Command.Linked(new PeerId(50)));
            fixture.does(fixture.join("y", "y", login, old, null, false)).isRemoved("y");
        }

        @Test
        void previousTokenAttachesUntilTheNewOneIsUsed() {
            RosterFixture fixture = new RosterFixture().operator("ann");
            Login login = account("ann", Role.OPERATOR);
            TokenDigest first = fixture.session("ann").token();
            TokenDigest second = TokenDigest.of("second");
            fixture.does(new Command.Attach(login, first, second));
            fixture.does(new Command.Attach(login, first, TokenDigest.of("third")));
            assertTrue(fixture.outcome().isDone());
            fixture.refused(Reason.UNKNOWN_SESSION, new Command.Attach(login, second, TokenDigest.of("fourth")));
            fixture.does(new Command.Attach(login, TokenDigest.of("third"), TokenDigest.of("fifth")));
            fixture.refused(Reason.UNKNOWN_SESSION, new Command.Attach(login, first, TokenDigest.of("sixth")));
        }

        @Test
        void usedTokenMakesNewSessionWhenTheNewLinkIsUp() {
            RosterFixture fixture = new RosterFixture().operator("ann");
            TokenDigest old = fixture.session("ann").token();
            Login login = account("ann", Role.OPERATOR);
            fixture.does(fixture.resume("x", "ann", login)).connects("ann");
            fixture.does(fixture.join("y", "y", login, old, null, false)).hasMode("y", Mode.OBSERVER);
        }

        @Test
        void s18ResumeTakesNoSeat() {
            RosterFixture fixture = RosterFixture.with(Setting.MAX_SESSIONS, 2)
                    .operator("ann")
                    .operator("bob")
                    .loses("ann");
            fixture.does(fixture.resume("x", "ann", account("ann", Role.OPERATOR)))
                    .isHeldBy("ann");
        }

        @Test
        void resumeAsViewerLosesReservation() {
            RosterFixture fixture =
                    new RosterFixture().operator("ann").operator("bob").loses("ann");
            fixture.does(fixture.resume("x", "ann", account("ann", Role.VIEWER)))
                    .hasMode("ann", Mode.OBSERVER)
                    .isHeldBy("bob");
        }

        @Test
        void offerOnOwnSocketKeepsSession() {
            RosterFixture fixture = new RosterFixture().operator("ann").operator("bob");
            fixture.does(fixture.join("x", "x", account("bob", Role.OPERATOR), null, id("bob"), true))
                    .isRemoved("x")
                    .hasMode("bob", Mode.OBSERVER);
        }
    }

    @Nested
    class ReloadOfALegacyClient {

        private final Login login = shared("c1");

        @Test
        void resumesSessionOfSameCookieWithClosedSocket() {
            RosterFixture fixture = new RosterFixture();
            fixture.does(fixture.legacy("ann", login)).connects("ann").closesSocket("ann");
            fixture.seconds(14).does(fixture.legacy("x", login)).isRemoved("x").isHeldBy("ann");
        }

        @Test
        void joinsAnewAfterFifteenSeconds() {
            RosterFixture fixture = new RosterFixture();
            fixture.does(fixture.legacy("ann", login)).connects("ann").closesSocket("ann");
            fixture.seconds(15).does(fixture.legacy("x", login)).hasMode("x", Mode.OBSERVER);
        }

        @Test
        void liveSessionWithOpenSocketIsNotReplaced() {
            RosterFixture fixture = new RosterFixture();
            fixture.does(fixture.legacy("ann", login)).connects("ann");
            fixture.does(fixture.legacy("x", login)).hasMode("x", Mode.OBSERVER).isHeldBy("ann");
        }

        @Test
        void joinsAnewWhenTwoSessionsMatch() {
            RosterFixture fixture = RosterFixture.with(Setting.LEGACY_CONTROL, 0);
            fixture.does(fixture.legacy("a", login)).connects("a");
            fixture.does(fixture.legacy("b", login)).connects("b");
            fixture.closesSocket("a").closesSocket("b");
            fixture.does(fixture.legacy("x", login)).hasMode("x", Mode.OBSERVER);
        }

        @Test
        void joinsAnewWithAnotherCookie() {
            RosterFixture fixture = new RosterFixture();
            fixture.does(fixture.legacy("ann", login)).connects("ann").loses("ann");
            fixture.does(fixture.legacy("x", shared("c2")))
                    .hasMode("x", Mode.OBSERVER)
                    .isReservedFor("ann");
        }
    }

    @Nested
    class AllSeatsAreTaken {

        @Test
        void oldestGraceYieldsAndReservationDoesNot() {
            RosterFixture fixture = RosterFixture.with(Setting.MAX_SESSIONS, 3)
                    .operator("ann")
                    .operator("bob")
                    .operator("cid");
            fixture.loses("ann").seconds(1).loses("bob").seconds(1).loses("cid");
            fixture.does(fixture.join("dan", account("dan", Role.OPERATOR)))
                    .isRemoved("bob")
                    .isReservedFor("ann")
                    .hasMode("cid", Mode.OBSERVER)
                    .hasMode("dan", Mode.OBSERVER);
            assertEquals(
                    Cause.CAPACITY,
                    fixture.effects(Effect.SessionRemoved.class).getFirst().cause());
        }

        @Test
        void joinIsRefusedWhenNoGraceYields() {
            RosterFixture fixture = RosterFixture.with(Setting.MAX_SESSIONS, 2)
                    .operator("ann")
                    .operator("bob")
                    .loses("ann");
            fixture.refused(Reason.CAPACITY, fixture.join("eve", account("eve", Role.OPERATOR)));
        }

        @Test
        void severalGracesYieldWhenSeatsWereReduced() {
            RosterFixture fixture =
                    new RosterFixture().operator("ann").operator("bob").operator("cid");
            fixture.operator("dan").loses("bob").loses("cid").configures(Setting.MAX_SESSIONS, 3);
            fixture.operator("eve").isRemoved("bob").isRemoved("cid").hasMode("eve", Mode.OBSERVER);
            fixture.loses("dan").configures(Setting.MAX_SESSIONS, 1);
            fixture.refused(Reason.CAPACITY, fixture.join("fay", account("fay", Role.OPERATOR)))
                    .hasMode("dan", Mode.OBSERVER);
        }

        @Test
        void adminAccountHasOneExtraSeat() {
            RosterFixture fixture =
                    RosterFixture.with(Setting.MAX_SESSIONS, 2).operator("ann").operator("bob");
            fixture.admin("root").hasMode("root", Mode.OBSERVER);
            fixture.refused(Reason.CAPACITY, fixture.join("root2", account("root", Role.ADMIN)));
            fixture.refused(Reason.CAPACITY, fixture.join("x", Login.unauthenticated(Role.ADMIN)));
        }

        @Test
        void pendingSessionsHoldAtMostHalfOfTheSeats() {
            RosterFixture fixture = new RosterFixture(APPROVAL.with(Setting.MAX_SESSIONS, 4));
            fixture.operator("ann").operator("b").operator("c").hasMode("c", Mode.PENDING);
            fixture.refused(Reason.CAPACITY, fixture.join("d", account("d", Role.OPERATOR)));
            fixture.admin("root").hasMode("root", Mode.OBSERVER);
        }
    }

    @Nested
    class NicknameRequiredAndMissing {

        private final Settings named = Settings.DEFAULTS.with(Setting.REQUIRE_NICKNAME, true);

        private Command.Join nameless(RosterFixture fixture, String name) {
            return fixture.join(name, "", account(name, Role.OPERATOR), null, null, false);
        }

        @Test
        void joinIsPending() {
            RosterFixture fixture = new RosterFixture(named);
            fixture.does(nameless(fixture, "ann")).hasMode("ann", Mode.PENDING).isVacant(Control.VacancyReason.EMPTY);
            assertEquals(Set.of(PendingReason.NICKNAME), fixture.session("ann").pending());
        }

        @Test
        void joinWaitsForApprovalToo() {
            RosterFixture fixture = new RosterFixture(named.with(Setting.REQUIRE_APPROVAL, true)).operator("ann");
            fixture.does(nameless(fixture, "bob"));
            assertEquals(
                    Set.of(PendingReason.NICKNAME, PendingReason.APPROVAL),
                    fixture.session("bob").pending());
        }

        @Test
        void nicknameAdmitsAsPrimaryOrObserver() {
            RosterFixture fixture = new RosterFixture(named);
            fixture.does(nameless(fixture, "ann")).connects("ann");
            fixture.does(new Command.Rename(id("ann"), id("ann"), "Ann", "ann"))
                    .isHeldBy("ann")
                    .hasEffect(new Effect.VideoOn(fixture.link("ann")));
            fixture.does(nameless(fixture, "bob")).connects("bob");
            fixture.does(new Command.Rename(id("bob"), id("bob"), "Bob", "bob"))
                    .hasMode("bob", Mode.OBSERVER)
                    .hasEffect(new Effect.ModeChanged(id("bob"), Mode.OBSERVER, Cause.ADMITTED));
        }

        @Test
        void approversAreNotifiedOnceItHasANickname() {
            RosterFixture fixture = new RosterFixture(named.with(Setting.REQUIRE_APPROVAL, true)).operator("ann");
            fixture.does(nameless(fixture, "bob")).connects("bob").isNotNotified("ann", Effect.NewSessionPending.class);
            fixture.does(new Command.Rename(id("bob"), id("bob"), "Bob", "bob"))
                    .hasMode("bob", Mode.PENDING)
                    .isNotified("ann", Effect.NewSessionPending.class);
        }
    }

    @Nested
    class TakingANickname {

        private final Settings both = APPROVAL.with(Setting.REQUIRE_NICKNAME, true);

        private RosterFixture nameless() {
            RosterFixture fixture = new RosterFixture(both);
            fixture.does(fixture.join("eve", "", account("eve", Role.OPERATOR), null, null, false))
                    .connects("eve");
            return fixture.operator("ann").isHeldBy("ann");
        }

        @Test
        void doesNotReplaceApproval() {
            nameless()
                    .does(new Command.Rename(id("eve"), id("eve"), "Eve", "eve"))
                    .hasMode("eve", Mode.PENDING)
                    .isNotified("ann", Effect.NewSessionPending.class)
                    .does(new Command.ApproveSession(id("ann"), id("eve")))
                    .hasMode("eve", Mode.OBSERVER);
        }

        @Test
        void requirementTurnedOffDoesNotReplaceApproval() {
            nameless().configures(Setting.REQUIRE_NICKNAME, 0).hasMode("eve", Mode.PENDING);
        }

        @Test
        void admitsAfterApproval() {
            RosterFixture fixture = new RosterFixture(both).operator("ann");
            fixture.does(fixture.join("eve", "", account("eve", Role.OPERATOR), null, null, false))
                    .connects("eve");
            fixture.does(new Command.ApproveSession(id("ann"), id("eve"))).hasMode("eve", Mode.PENDING);
            fixture.does(new Command.Rename(id("eve"), id("eve"), "Eve", "eve")).hasMode("eve", Mode.OBSERVER);
        }

        @Test
        void admitsAdminAccount() {
            RosterFixture fixture = new RosterFixture(both).operator("ann");
            fixture.does(fixture.join("root", "", account("root", Role.ADMIN), null, null, false))
                    .connects("root");
            fixture.does(new Command.Rename(id("root"), id("root"), "Root", "root"))
                    .hasMode("root", Mode.OBSERVER);
        }
    }

    @Nested
    class ApprovalRequiredAndAnotherSessionIsAdmitted {

        @Test
        void joinIsPendingAndPrimaryAndAdminsAreNotified() {
            RosterFixture fixture =
                    new RosterFixture(APPROVAL).operator("ann").admin("root").operator("eve");
            fixture.hasMode("eve", Mode.PENDING)
                    .isNotified("ann", Effect.NewSessionPending.class)
                    .isNotified("root", Effect.NewSessionPending.class);
            assertEquals(
                    id("eve"),
                    fixture.notifications("root", Effect.NewSessionPending.class)
                            .getFirst()
                            .newcomer());
        }

        @Test
        void pendingSessionGetsNoVideo() {
            RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann").operator("eve");
            assertTrue(fixture.effects(Effect.VideoOn.class).isEmpty());
        }

        @Test
        void adminAccountIsAdmitted() {
            new RosterFixture(APPROVAL).operator("ann").admin("root").hasMode("root", Mode.OBSERVER);
        }

        @Test
        void sharedLoginWithAdminRoleIsPending() {
            RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann");
            fixture.does(fixture.join("eve", Login.unauthenticated(Role.ADMIN))).hasMode("eve", Mode.PENDING);
        }

        @Test
        void joinIsPendingWhileControlIsReserved() {
            new RosterFixture(APPROVAL)
                    .operator("ann")
                    .loses("ann")
                    .isReservedFor("ann")
                    .operator("eve")
                    .hasMode("eve", Mode.PENDING);
        }

        @Test
        void joinIsPendingWhileControlIsVacant() {
            new RosterFixture(APPROVAL)
                    .viewer("vic")
                    .isVacant(Control.VacancyReason.NO_CANDIDATE)
                    .operator("eve")
                    .hasMode("eve", Mode.PENDING)
                    .isVacant(Control.VacancyReason.NO_CANDIDATE);
        }
    }

    @Nested
    class NoOtherSessionIsAdmitted {

        @Test
        void joinIsPrimaryBeforeItsLinkIsUp() {
            RosterFixture fixture = new RosterFixture();
            fixture.does(fixture.join("ann", account("ann", Role.OPERATOR)))
                    .isHeldBy("ann")
                    .hasEffect(new Effect.ControlPassed(null, id("ann"), 1));
        }

        @Test
        void joinIsPrimaryEvenWithApprovalRequired() {
            new RosterFixture(APPROVAL).operator("ann").isHeldBy("ann");
        }

        @Test
        void viewerIsObserverAndControlStaysVacant() {
            new RosterFixture()
                    .viewer("vic")
                    .hasMode("vic", Mode.OBSERVER)
                    .isVacant(Control.VacancyReason.NO_CANDIDATE);
        }
    }

    @Nested
    class AnotherSessionIsAdmitted {

        @Test
        void joinIsObserver() {
            new RosterFixture()
                    .operator("ann")
                    .admin("bob")
                    .hasMode("bob", Mode.OBSERVER)
                    .isHeldBy("ann");
        }

        @Test
        void vacantControlGoesToNewcomerWithoutOtherCandidate() {
            new RosterFixture().viewer("vic").operator("bob").isHeldBy("bob");
            RosterFixture fixture =
                    RosterFixture.with(Setting.AUTO_PROMOTE, 0).operator("ann").operator("bob");
            fixture.does(new Command.Release(id("ann"))).isVacant(Control.VacancyReason.NOT_AUTOMATIC);
            fixture.does(new Command.Configure(Settings.DEFAULTS)).isHeldBy("bob");
        }

        @Test
        void presentSessionPrecedesNewcomer() {
            RosterFixture fixture =
                    RosterFixture.with(Setting.AUTO_PROMOTE, 0).operator("ann").operator("bob");
            fixture.does(new Command.Release(id("ann")));
            fixture.requests("bob").isHeldBy("bob").admin("cid").hasMode("cid", Mode.OBSERVER);
        }
    }

    @Nested
    class SessionWithoutGrace {

        @Test
        void legacyClientWithoutCookieHasNoGrace() {
            RosterFixture fixture = new RosterFixture().operator("ann");
            fixture.does(fixture.legacy("bob", shared("")))
                    .connects("bob")
                    .loses("bob")
                    .isRemoved("bob");
        }

        @Test
        void legacyClientWithCookieHasGrace() {
            RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann");
            fixture.does(fixture.legacy("bob", shared("c"))).connects("bob");
            fixture.does(new Command.ApproveSession(id("ann"), id("bob")));
            fixture.loses("bob")
                    .does(fixture.legacy("x", shared("c")))
                    .isRemoved("x")
                    .hasMode("bob", Mode.OBSERVER);
        }

        @Test
        void legacyPrimaryHasGrace() {
            RosterFixture fixture = new RosterFixture();
            fixture.does(fixture.legacy("ann", shared("c")))
                    .connects("ann")
                    .loses("ann")
                    .isReservedFor("ann");
        }

        @Test
        void failedSetupFreesSeatWithoutGrace() {
            RosterFixture fixture = new RosterFixture();
            fixture.does(fixture.join("ann", account("ann", Role.OPERATOR)))
                    .does(new Command.Answered(id("ann"), new PeerId(1)))
                    .does(new Command.LinkFailed(id("ann"), new PeerId(1)))
                    .isRemoved("ann")
                    .isVacant(Control.VacancyReason.EMPTY);
        }

        @Test
        void seatWithoutLinkIsFreedAfterTimeout() {
            RosterFixture fixture = new RosterFixture();
            fixture.does(fixture.join("ann", account("ann", Role.OPERATOR)))
                    .does(new Command.Answered(id("ann"), new PeerId(1)));
            fixture.passes(Duration.ofMillis(9_999)).isHeldBy("ann");
            fixture.passes(Duration.ofMillis(1))
                    .isRemoved("ann")
                    .hasEffect(new Effect.CloseLink(new PeerId(1), CloseReason.SETUP_FAILED));
        }
    }

    @Nested
    class Pending {

        private RosterFixture withPendingEve() {
            return new RosterFixture(APPROVAL).operator("ann").operator("eve").hasMode("eve", Mode.PENDING);
        }

        @Test
        void isRemovedWithReasonAfterTimeout() {
            RosterFixture fixture = withPendingEve();
            PeerId link = fixture.link("eve");
            fixture.seconds(59).hasMode("eve", Mode.PENDING).seconds(1).isRemoved("eve");
            fixture.isNotified("eve", Effect.SessionRemovedNotice.class)
                    .isNotified("eve", Effect.OtherSessionConnected.class)
                    .hasEffect(new Effect.CloseLink(link, CloseReason.SESSION_ENDED));
        }

        @Test
        void timeoutRestartsOnceAtFirstNotification() {
            RosterFixture fixture = new RosterFixture(APPROVAL).viewer("vic").operator("eve");
            fixture.isNotified("eve", Effect.NoApprover.class)
                    .seconds(40)
                    .admin("root")
                    .isNotified("root", Effect.NewSessionPending.class);
            fixture.seconds(59).hasMode("eve", Mode.PENDING);
            fixture.admin("rooty")
                    .isNotified("rooty", Effect.NewSessionPending.class)
                    .seconds(1)
                    .isRemoved("eve");
        }

        @Test
        void requestNotifiesApproversAgain() {
            withPendingEve()
                    .does(new Command.RequestApproval(id("eve")))
                    .isNotified("ann", Effect.NewSessionPending.class);
            withPendingEve().refused(new Command.RequestApproval(id("ann")));
        }

        @Test
        void repeatedRequestNotifiesApproversOnceInTheInterval() {
            RosterFixture fixture = withPendingEve().does(new Command.RequestApproval(id("eve")));
            fixture.does(new Command.RequestApproval(id("eve")));
            assertTrue(fixture.outcome().isDone());
            assertEquals(List.of(), fixture.effects(Effect.NewSessionPending.class));
            fixture.seconds(5)
                    .does(new Command.RequestApproval(id("eve")))
                    .isNotified("ann", Effect.NewSessionPending.class);
        }

        @Test
        void isNotifiedWhenNoApproverIsConnected() {
            RosterFixture fixture = withPendingEve().loses("ann").isNotified("eve", Effect.NoApprover.class);
            fixture.does(new Command.RequestApproval(id("eve"))).isNotified("eve", Effect.NoApprover.class);
        }

        @Test
        void isAdmittedWhenApprovalIsTurnedOff() {
            withPendingEve()
                    .configures(Setting.REQUIRE_APPROVAL, 0)
                    .hasMode("eve", Mode.OBSERVER)
                    .hasEffect(new Effect.ModeChanged(id("eve"), Mode.OBSERVER, Cause.CONFIGURED));
        }

        @Test
        void namelessSessionGetsNicknameWhenRequired() {
            RosterFixture fixture = new RosterFixture();
            fixture.does(fixture.join("ann", "", account("ann", Role.OPERATOR), null, null, false));
            fixture.does(new Command.Configure(
                            null,
                            Settings.DEFAULTS.with(Setting.REQUIRE_NICKNAME, true),
                            Map.of(id("ann"), new Command.Configure.Name("u-1", "u-1"))))
                    .isHeldBy("ann");
            assertEquals("u-1", fixture.session("ann").nickname());
        }

        @Test
        void isNeverPromotedByTick() {
            withPendingEve()
                    .loses("ann")
                    .seconds(10)
                    .isVacant(Control.VacancyReason.EMPTY)
                    .hasMode("eve", Mode.PENDING);
        }
    }

    @Nested
    class LegacyControlTakeOver {

        private final Settings takeOver = Settings.DEFAULTS.with(Setting.LEGACY_CONTROL, 1);

        @Test
        void newestOfSameLoginReplacesLegacyPrimary() {
            RosterFixture fixture = new RosterFixture(takeOver);
            fixture.does(fixture.legacy("old", shared("c"))).connects("old");
            fixture.does(fixture.legacy("new", shared("c")))
                    .isHeldBy("old")
                    .connects("new")
                    .isHeldBy("new")
                    .isRemoved("old")
                    .isNotified("old", Effect.OtherSessionConnected.class);
        }

        @Test
        void clientWithTokenBecomesObserver() {
            RosterFixture fixture = new RosterFixture(takeOver).joins("old", shared("c"));
            fixture.does(fixture.legacy("new", shared("c")))
                    .isHeldBy("old")
                    .connects("new")
                    .isHeldBy("new")
                    .hasMode("old", Mode.OBSERVER)
                    .hasEffect(new Effect.ModeChanged(id("old"), Mode.OBSERVER, Cause.TAKEN_OVER));
        }

        @Test
        void controlOfAnotherLoginIsNotTaken() {
            RosterFixture fixture = new RosterFixture(takeOver).operator("ann");
            fixture.does(fixture.legacy("new", shared("c")))
                    .connects("new")
                    .isHeldBy("ann")
                    .hasMode("new", Mode.OBSERVER);
        }

        @Test
        void twoReconnectingClientsDoNotTakeTurns() {
            RosterFixture fixture = new RosterFixture(takeOver);
            fixture.does(fixture.legacy("a", shared("c1"))).connects("a");
            int takeOvers = 0;
            String[] names = {"b", "a"};
            for (int i = 0; i < 40; i++) {
                String name = names[i % 2];
                if (fixture.roster().session(id(name)).isEmpty()) {
                    fixture.does(fixture.legacy(name, shared(name))).connects(name);
                    takeOvers += fixture.roster().primary() != null
                                    && fixture.roster().primary().equals(id(name))
                            ? 1
                            : 0;
                }
                fixture.seconds(1);
            }
            assertEquals(1, takeOvers);
            fixture.isHeldBy("b").hasMode("a", Mode.OBSERVER);
        }

        @Test
        void takeOverIsPossibleAgainAfterDamping() {
            RosterFixture fixture = new RosterFixture(takeOver);
            fixture.does(fixture.legacy("a", shared("c"))).connects("a");
            fixture.does(fixture.legacy("b", shared("c"))).connects("b").isHeldBy("b");
            fixture.seconds(29)
                    .does(fixture.legacy("d", shared("c")))
                    .connects("d")
                    .isHeldBy("b");
            fixture.seconds(1)
                    .does(fixture.legacy("e", shared("c")))
                    .connects("e")
                    .isHeldBy("e");
        }

        /** The button of JetKVM's page: a fresh offer on the socket that stayed open. */
        @Test
        void useHereTakesControlBackAtOnce() {
            RosterFixture fixture = new RosterFixture(takeOver);
            fixture.does(fixture.legacy("a", shared("c"))).connects("a");
            fixture.does(fixture.legacy("b", shared("c"))).connects("b").isHeldBy("b");
            fixture.does(fixture.join("a2", "a2", shared("c"), null, id("a"), true))
                    .connects("a2")
                    .isHeldBy("a2");
        }

        @Test
        void controlTransferredBackIsNotDamped() {
            RosterFixture fixture = new RosterFixture(takeOver).admin("root");
            fixture.does(fixture.legacy("a", shared("c"))).connects("a").isHeldBy("root");
            fixture.transfers("root", "a")
                    .does(fixture.legacy("b", shared("c")))
                    .connects("b")
                    .isHeldBy("b");
            fixture.transfers("root", "root").transfers("root", "b");
            fixture.does(fixture.legacy("d", shared("c"))).connects("d").isHeldBy("d");
        }

        @Test
        void twoFirstJoinsAtOnceAreBothAnswered() {
            RosterFixture fixture = new RosterFixture(takeOver);
            Command.Join one = fixture.legacy("a", shared("c"));
            Command.Join two = fixture.legacy("b", shared("c"));
            fixture.does(one).does(two).does(fixture.answer(one, "a"));
            assertTrue(fixture.outcome().isDone());
            fixture.does(fixture.answer(two, "b"));
            assertTrue(fixture.outcome().isDone());
        }

        @Test
        void pendingClientTakesNothing() {
            RosterFixture fixture = new RosterFixture(takeOver);
            fixture.does(fixture.legacy("old", shared("c"))).connects("old");
            fixture.configures(Setting.REQUIRE_APPROVAL, 1);
            fixture.does(fixture.legacy("new", shared("c")))
                    .connects("new")
                    .hasMode("new", Mode.PENDING)
                    .isHeldBy("old");
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2})
        void vacantControlGoesToTheLegacyClient(long legacyControl) {
            RosterFixture fixture = RosterFixture.with(Setting.LEGACY_CONTROL, legacyControl)
                    .operator("ann")
                    .does(new Command.Release(id("ann")))
                    .isVacant(Control.VacancyReason.NO_CANDIDATE);
            fixture.does(fixture.legacy("new", shared("c"))).connects("new").isHeldBy("new");
        }

        @Test
        void legacyClientObservesWithSettingObserve() {
            RosterFixture fixture = RosterFixture.with(Setting.LEGACY_CONTROL, 0);
            fixture.does(fixture.legacy("old", shared("c"))).connects("old");
            fixture.does(fixture.legacy("new", shared("c")))
                    .connects("new")
                    .isHeldBy("old")
                    .hasMode("new", Mode.OBSERVER);
        }
    }

    @Nested
    class LegacyControlReplaceLegacy {

        @Test
        void newestReplacesOlderLegacyPrimaryOfItsAccount() {
            RosterFixture fixture = new RosterFixture();
            fixture.does(fixture.legacy("old", shared("c1"))).connects("old");
            fixture.does(fixture.legacy("new", shared("c2")))
                    .connects("new")
                    .isHeldBy("new")
                    .isRemoved("old")
                    .isNotified("old", Effect.OtherSessionConnected.class);
            fixture.does(fixture.legacy("again", shared("c1")))
                    .connects("again")
                    .isHeldBy("new")
                    .hasMode("again", Mode.OBSERVER);
        }

        @Test
        void controlOfClientThatCanRequestItIsNotTaken() {
            RosterFixture fixture = new RosterFixture().joins("old", shared("c"));
            fixture.does(fixture.legacy("new", shared("c"))).connects("new").isHeldBy("old");
        }

        @Test
        void controlOfAnotherAccountIsNotTaken() {
            RosterFixture fixture = new RosterFixture();
            fixture.does(fixture.legacy("old", account("ann", Role.OPERATOR))).connects("old");
            fixture.does(fixture.legacy("new", shared("c"))).connects("new").isHeldBy("old");
        }

        @Test
        void reservationOfReloadingPageIsNotTaken() {
            RosterFixture fixture = new RosterFixture();
            fixture.does(fixture.legacy("old", shared("c1"))).connects("old").loses("old");
            fixture.does(fixture.legacy("new", shared("c2"))).connects("new").isReservedFor("old");
            fixture.does(fixture.legacy("x", shared("c1"))).isHeldBy("old");
        }

        @Test
        void viewerNeverTakesControl() {
            RosterFixture fixture = new RosterFixture(Settings.DEFAULTS.with(Setting.SHARED_ROLE, 2));
            fixture.does(fixture.legacy("old", account("ann", Role.OPERATOR))).connects("old");
            fixture.does(fixture.legacy("new", account("ann", Role.VIEWER)))
                    .connects("new")
                    .isHeldBy("old");
        }
    }

    @Test
    void takenNicknameAndTakenIdAreRefused() {
        RosterFixture fixture = new RosterFixture().operator("ann");
        Login login = account("eve", Role.OPERATOR);
        fixture.refused(Reason.NAME_TAKEN, fixture.join("eve", "ann", login, null, null, false));
        fixture.refused(fixture.join("ann", "eve", login, null, null, false));
    }

    @Nested
    class LoginWithoutAccount {

        @Test
        void hasSharedRole() {
            RosterFixture fixture = new RosterFixture(Settings.DEFAULTS.with(Setting.SHARED_ROLE, 2));
            fixture.joins("s", Login.unauthenticated(Role.ADMIN)).isVacant(Control.VacancyReason.NO_CANDIDATE);
            assertEquals(Role.VIEWER, fixture.session("s").role());
            fixture.operator("ann").configures(Setting.SHARED_ROLE, 1);
            assertEquals(Role.OPERATOR, fixture.session("s").role());
            assertEquals(Role.OPERATOR, fixture.session("ann").role());
        }

        @Test
        void hasSharedRoleAfterResume() {
            RosterFixture fixture =
                    new RosterFixture().joins("s", shared("c")).loses("s").configures(Setting.SHARED_ROLE, 2);
            fixture.does(fixture.resume("x", "s", shared("c"))).hasMode("s", Mode.OBSERVER);
            assertEquals(Role.VIEWER, fixture.session("s").role());
        }

        @Test
        void hasSharedRoleAfterAttach() {
            RosterFixture fixture = new RosterFixture(Settings.DEFAULTS.with(Setting.SHARED_ROLE, 2))
                    .joins("s", Login.unauthenticated(Role.ADMIN));
            TokenDigest token = fixture.session("s").token();
            fixture.does(new Command.Attach(Login.unauthenticated(Role.ADMIN), token, TokenDigest.of("next")));
            assertEquals(Role.VIEWER, fixture.session("s").role());
        }

        @Test
        void wallDisplayKeepsItsRole() {
            RosterFixture fixture = new RosterFixture(Settings.DEFAULTS.with(Setting.SHARED_ROLE, 1)).operator("ann");
            fixture.joins("wall", new Login("", Role.VIEWER, Login.Strength.NONE, "", true));
            fixture.configures(Setting.SHARED_ROLE, 0);
            assertEquals(Role.VIEWER, fixture.session("wall").role());
        }
    }

    @Test
    void sessionJoiningDuringExclusionIsExcluded() {
        RosterFixture fixture = new RosterFixture()
                .operator("ann")
                .operator("bob")
                .transfers("ann", "bob")
                .operator("cid");
        assertTrue(fixture.session("cid").is(SessionFlag.EXCLUDED));
    }

    @Test
    void sessionAdmittedDuringExclusionIsExcluded() {
        RosterFixture fixture =
                new RosterFixture(APPROVAL).operator("ann").admin("bob").operator("cid");
        fixture.transfers("ann", "bob").does(new Command.ApproveSession(id("bob"), id("cid")));
        assertTrue(fixture.session("cid").is(SessionFlag.EXCLUDED));
    }
}
