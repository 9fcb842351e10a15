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
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Admission, row by row; the first that fits decides. */
class AdmissionTest {

    private static final Settings APPROVAL = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);

    @Nested
    class UserOrSourceInADenialCoolDown {

        private RosterFixture kicked(Login login) {
            return new RosterFixture()
                    .admin("ann")
                    .comes("eve", login)
                    .does(new Command.Kick(id("ann"), id("eve")))
                    .isGone("eve");
        }

        @Test
        void isRefusedWithTheSecondsLeft() {
            RosterFixture scene = kicked(account("eve", Role.OPERATOR)).seconds(20);
            scene.refused(Reason.COOL_DOWN, scene.join("eve2", account("eve", Role.OPERATOR)));
            assertEquals(Duration.ofSeconds(40), ((Outcome.Refused) scene.outcome()).retryAfter());
        }

        @Test
        void anyLoginFromItsAddressIsRefusedWhereNobodyLoggedIn() {
            RosterFixture scene = kicked(Login.open(Role.OPERATOR));
            scene.refused(Reason.COOL_DOWN, scene.join("bob", account("bob", Role.OPERATOR)));
        }

        @Test
        void itEnds() {
            RosterFixture scene = kicked(account("eve", Role.OPERATOR)).seconds(60);
            scene.does(scene.join("eve2", account("eve", Role.OPERATOR))).isHere("eve2", Mode.OBSERVER);
        }

        @Test
        void neverAnAdministratorsAccount() {
            RosterFixture scene = kicked(account("eve", Role.ADMIN));
            scene.does(scene.join("eve2", account("eve", Role.ADMIN))).isHere("eve2", Mode.OBSERVER);
        }

        @Test
        void neverTheConsoleOfTheDeviceItself() {
            RosterFixture scene = kicked(account("eve", Role.OPERATOR));
            Command.Join far = scene.join("eve2", account("eve", Role.OPERATOR));
            scene.does(new Command.Join(
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
                    .isHere("eve2", Mode.OBSERVER);
        }
    }

    @Nested
    class ResumeTokenOfTheSameLogin {

        @Test
        void givesTheSameSession() {
            RosterFixture scene = new RosterFixture()
                    .operator("ann")
                    .operator("bob")
                    .asks("bob")
                    .loses("bob");
            Session before = scene.session("bob");
            scene.seconds(5).does(scene.resume("fresh", "bob", account("bob", Role.OPERATOR)));

            Session back = scene.session("bob");
            scene.isGone("fresh").isHere("bob", Mode.QUEUED);
            assertEquals(before.nickname(), back.nickname());
            assertEquals(before.createdAt(), back.createdAt());
            assertNotEquals(before.token(), back.token());
        }

        @Test
        void keepsWhatItWaitedFor() {
            RosterFixture scene =
                    new RosterFixture(APPROVAL).operator("ann").operator("bob").loses("bob");
            scene.does(scene.resume("fresh", "bob", account("bob", Role.OPERATOR)))
                    .isHere("bob", Mode.PENDING);
        }

        @Test
        void aPrimaryWithItsReservationGetsControlBack() {
            RosterFixture scene = new RosterFixture()
                    .operator("ann")
                    .operator("bob")
                    .loses("ann")
                    .isReservedFor("ann");
            scene.does(scene.resume("fresh", "ann", account("ann", Role.OPERATOR)))
                    .isHeldBy("ann")
                    .follows(new Effect.ControlPassed(null, id("ann"), 3))
                    .follows(new Effect.ModeChanged(id("ann"), Mode.PRIMARY, Cause.RESUMED));
        }

        @Test
        void anObserverIfTheSlotWasClaimedMeanwhile() {
            RosterFixture scene = new RosterFixture()
                    .operator("ann")
                    .admin("bob")
                    .loses("ann")
                    .does(new Command.Claim(id("bob")));
            scene.does(scene.resume("fresh", "ann", account("ann", Role.OPERATOR)))
                    .isHere("ann", Mode.OBSERVER)
                    .isHeldBy("bob");
        }

        @Test
        void aTokenOfAnotherLoginGivesNothing() {
            RosterFixture scene =
                    new RosterFixture().operator("ann").operator("bob").loses("ann");
            TokenDigest token = scene.session("ann").token();
            scene.does(scene.resume("eve", "ann", account("eve", Role.ADMIN)))
                    .isHere("eve", Mode.OBSERVER)
                    .isReservedFor("ann");
            assertEquals(token, scene.session("ann").token());
        }

        @Test
        void aUsedTokenIsWorthless() {
            RosterFixture scene = new RosterFixture().operator("ann");
            TokenDigest old = scene.session("ann").token();
            Login login = account("ann", Role.OPERATOR);
            scene.does(scene.resume("x", "ann", login));
            scene.does(scene.join("y", "y", login, old, null, false)).isHere("y", Mode.OBSERVER);
        }

        @Test
        void needsNoSeat() {
            RosterFixture scene = RosterFixture.with(Setting.MAX_SESSIONS, 2)
                    .operator("ann")
                    .operator("bob")
                    .loses("ann");
            scene.does(scene.resume("x", "ann", account("ann", Role.OPERATOR))).isHeldBy("ann");
        }

        @Test
        void aRoleThatMayNotControlAnyMoreLosesTheReservation() {
            RosterFixture scene =
                    new RosterFixture().operator("ann").operator("bob").loses("ann");
            scene.does(scene.resume("x", "ann", account("ann", Role.VIEWER)))
                    .isHere("ann", Mode.OBSERVER)
                    .isHeldBy("bob");
        }

        @Test
        void anOfferOnItsOwnSocketKeepsTheSession() {
            RosterFixture scene = new RosterFixture().operator("ann").operator("bob");
            scene.does(scene.join("x", "x", account("bob", Role.OPERATOR), null, id("bob"), true))
                    .isGone("x")
                    .isHere("bob", Mode.OBSERVER);
        }
    }

    @Nested
    class TheReloadOfAPageThatKnowsNoTokens {

        private final Login login = shared("c1");

        @Test
        void resumesTheOneSessionOfItsCookieWhoseSocketClosed() {
            RosterFixture scene = new RosterFixture();
            scene.does(scene.legacy("ann", login)).connects("ann").hangsUp("ann");
            scene.seconds(14).does(scene.legacy("x", login)).isGone("x").isHeldBy("ann");
        }

        @Test
        void isANewSessionAfterFifteenSeconds() {
            RosterFixture scene = new RosterFixture();
            scene.does(scene.legacy("ann", login)).connects("ann").hangsUp("ann");
            scene.seconds(15).does(scene.legacy("x", login)).isHere("x", Mode.OBSERVER);
        }

        @Test
        void neverReplacesALiveSessionWithAnOpenSocket() {
            RosterFixture scene = new RosterFixture();
            scene.does(scene.legacy("ann", login)).connects("ann");
            scene.does(scene.legacy("x", login)).isHere("x", Mode.OBSERVER).isHeldBy("ann");
        }

        @Test
        void isANewSessionWhereTwoCouldBeMeant() {
            RosterFixture scene = new RosterFixture();
            scene.does(scene.legacy("a", login)).connects("a");
            scene.does(scene.legacy("b", login)).connects("b");
            scene.hangsUp("a").hangsUp("b");
            scene.does(scene.legacy("x", login)).isHere("x", Mode.OBSERVER);
        }

        @Test
        void isANewSessionForAnotherCookie() {
            RosterFixture scene = new RosterFixture();
            scene.does(scene.legacy("ann", login)).connects("ann").loses("ann");
            scene.does(scene.legacy("x", shared("c2")))
                    .isHere("x", Mode.OBSERVER)
                    .isReservedFor("ann");
        }
    }

    @Nested
    class SeatsAreTaken {

        @Test
        void theOldestGraceThatIsNotTheReservationYields() {
            RosterFixture scene = RosterFixture.with(Setting.MAX_SESSIONS, 3)
                    .operator("ann")
                    .operator("bob")
                    .operator("cid");
            scene.loses("ann").seconds(1).loses("bob").seconds(1).loses("cid");
            scene.does(scene.join("dan", account("dan", Role.OPERATOR)))
                    .isGone("bob")
                    .isReservedFor("ann")
                    .isHere("cid", Mode.OBSERVER)
                    .isHere("dan", Mode.OBSERVER);
            assertEquals(
                    Cause.CAPACITY,
                    scene.effects(Effect.SessionRemoved.class).getFirst().cause());
        }

        @Test
        void elseTheNewcomerIsRefused() {
            RosterFixture scene = RosterFixture.with(Setting.MAX_SESSIONS, 2)
                    .operator("ann")
                    .operator("bob")
                    .loses("ann");
            scene.refused(Reason.CAPACITY, scene.join("eve", account("eve", Role.OPERATOR)));
        }

        @Test
        void asManyGracesYieldAsItTakes() {
            RosterFixture scene =
                    new RosterFixture().operator("ann").operator("bob").operator("cid");
            scene.operator("dan").loses("bob").loses("cid").configures(Setting.MAX_SESSIONS, 3);
            scene.operator("eve").isGone("bob").isGone("cid").isHere("eve", Mode.OBSERVER);
            scene.loses("dan").configures(Setting.MAX_SESSIONS, 1);
            scene.refused(Reason.CAPACITY, scene.join("fay", account("fay", Role.OPERATOR)))
                    .isHere("dan", Mode.OBSERVER);
        }

        @Test
        void oneSeatBeyondIsForAnAdministratorsAccount() {
            RosterFixture scene =
                    RosterFixture.with(Setting.MAX_SESSIONS, 2).operator("ann").operator("bob");
            scene.admin("root").isHere("root", Mode.OBSERVER);
            scene.refused(Reason.CAPACITY, scene.join("root2", account("root", Role.ADMIN)));
            scene.refused(Reason.CAPACITY, scene.join("x", Login.open(Role.ADMIN)));
        }

        @Test
        void pendingSessionsHoldHalfOfTheSeatsAtMost() {
            RosterFixture scene = new RosterFixture(APPROVAL.with(Setting.MAX_SESSIONS, 4));
            scene.operator("ann").operator("b").operator("c").isHere("c", Mode.PENDING);
            scene.refused(Reason.CAPACITY, scene.join("d", account("d", Role.OPERATOR)));
            scene.admin("root").isHere("root", Mode.OBSERVER);
        }
    }

    @Nested
    class NicknameRequiredAndMissing {

        private final Settings named = Settings.DEFAULTS.with(Setting.REQUIRE_NICKNAME, true);

        private Command.Join nameless(RosterFixture scene, String name) {
            return scene.join(name, "", account(name, Role.OPERATOR), null, null, false);
        }

        @Test
        void isPending() {
            RosterFixture scene = new RosterFixture(named);
            scene.does(nameless(scene, "ann")).isHere("ann", Mode.PENDING).isVacant(Control.VacancyReason.EMPTY);
            assertEquals(Set.of(PendingReason.NICKNAME), scene.session("ann").pending());
        }

        @Test
        void andWaitsForApprovalTooIfThatIsRequired() {
            RosterFixture scene = new RosterFixture(named.with(Setting.REQUIRE_APPROVAL, true)).operator("ann");
            scene.does(nameless(scene, "bob"));
            assertEquals(
                    Set.of(PendingReason.NICKNAME, PendingReason.APPROVAL),
                    scene.session("bob").pending());
        }

        @Test
        void aNameAdmitsItByTheLastRows() {
            RosterFixture scene = new RosterFixture(named);
            scene.does(nameless(scene, "ann")).connects("ann");
            scene.does(new Command.Rename(id("ann"), id("ann"), "Ann", "ann"))
                    .isHeldBy("ann")
                    .follows(new Effect.VideoOn(scene.link("ann")));
            scene.does(nameless(scene, "bob")).connects("bob");
            scene.does(new Command.Rename(id("bob"), id("bob"), "Bob", "bob"))
                    .isHere("bob", Mode.OBSERVER)
                    .follows(new Effect.ModeChanged(id("bob"), Mode.OBSERVER, Cause.ADMITTED));
        }

        @Test
        void approversHearOfItOnceItHasAName() {
            RosterFixture scene = new RosterFixture(named.with(Setting.REQUIRE_APPROVAL, true)).operator("ann");
            scene.does(nameless(scene, "bob")).connects("bob").isNotTold("ann", Effect.NewSessionPending.class);
            scene.does(new Command.Rename(id("bob"), id("bob"), "Bob", "bob"))
                    .isHere("bob", Mode.PENDING)
                    .isTold("ann", Effect.NewSessionPending.class);
        }
    }

    @Nested
    class AName {

        private final Settings both = APPROVAL.with(Setting.REQUIRE_NICKNAME, true);

        private RosterFixture nameless() {
            RosterFixture scene = new RosterFixture(both);
            scene.does(scene.join("eve", "", account("eve", Role.OPERATOR), null, null, false))
                    .connects("eve");
            return scene.operator("ann").isHeldBy("ann");
        }

        @Test
        void isNoWayRoundApproval() {
            nameless()
                    .does(new Command.Rename(id("eve"), id("eve"), "Eve", "eve"))
                    .isHere("eve", Mode.PENDING)
                    .isTold("ann", Effect.NewSessionPending.class)
                    .does(new Command.ApproveSession(id("ann"), id("eve")))
                    .isHere("eve", Mode.OBSERVER);
        }

        @Test
        void norIsItsBeingNeededNoMore() {
            nameless().configures(Setting.REQUIRE_NICKNAME, 0).isHere("eve", Mode.PENDING);
        }

        @Test
        void afterApprovalAdmits() {
            RosterFixture scene = new RosterFixture(both).operator("ann");
            scene.does(scene.join("eve", "", account("eve", Role.OPERATOR), null, null, false))
                    .connects("eve");
            scene.does(new Command.ApproveSession(id("ann"), id("eve"))).isHere("eve", Mode.PENDING);
            scene.does(new Command.Rename(id("eve"), id("eve"), "Eve", "eve")).isHere("eve", Mode.OBSERVER);
        }

        @Test
        void ofAnAdministratorsAccountAdmits() {
            RosterFixture scene = new RosterFixture(both).operator("ann");
            scene.does(scene.join("root", "", account("root", Role.ADMIN), null, null, false))
                    .connects("root");
            scene.does(new Command.Rename(id("root"), id("root"), "Root", "root"))
                    .isHere("root", Mode.OBSERVER);
        }
    }

    @Nested
    class ApprovalRequiredAndSomebodyIsHere {

        @Test
        void isPendingAndThePrimaryAndAllAdministratorsAreTold() {
            RosterFixture scene =
                    new RosterFixture(APPROVAL).operator("ann").admin("root").operator("eve");
            scene.isHere("eve", Mode.PENDING)
                    .isTold("ann", Effect.NewSessionPending.class)
                    .isTold("root", Effect.NewSessionPending.class);
            assertEquals(
                    id("eve"),
                    scene.told("root", Effect.NewSessionPending.class)
                            .getFirst()
                            .newcomer());
        }

        @Test
        void getsNoPicture() {
            RosterFixture scene = new RosterFixture(APPROVAL).operator("ann").operator("eve");
            assertTrue(scene.effects(Effect.VideoOn.class).isEmpty());
        }

        @Test
        void neverAnAdministratorsOwnAccount() {
            new RosterFixture(APPROVAL).operator("ann").admin("root").isHere("root", Mode.OBSERVER);
        }

        @Test
        void butASharedAdministrator() {
            RosterFixture scene = new RosterFixture(APPROVAL).operator("ann");
            scene.does(scene.join("eve", Login.open(Role.ADMIN))).isHere("eve", Mode.PENDING);
        }

        @Test
        void alsoWhileControlIsReserved() {
            new RosterFixture(APPROVAL)
                    .operator("ann")
                    .loses("ann")
                    .isReservedFor("ann")
                    .operator("eve")
                    .isHere("eve", Mode.PENDING);
        }

        @Test
        void alsoWhileControlIsVacant() {
            new RosterFixture(APPROVAL)
                    .viewer("vic")
                    .isVacant(Control.VacancyReason.NO_CANDIDATE)
                    .operator("eve")
                    .isHere("eve", Mode.PENDING)
                    .isVacant(Control.VacancyReason.NO_CANDIDATE);
        }
    }

    @Nested
    class NobodyElseIsAdmitted {

        @Test
        void isPrimaryBeforeItsLinkIsUp() {
            RosterFixture scene = new RosterFixture();
            scene.does(scene.join("ann", account("ann", Role.OPERATOR)))
                    .isHeldBy("ann")
                    .follows(new Effect.ControlPassed(null, id("ann"), 1));
        }

        @Test
        void withApprovalRequiredToo() {
            new RosterFixture(APPROVAL).operator("ann").isHeldBy("ann");
        }

        @Test
        void aViewerNever() {
            new RosterFixture().viewer("vic").isHere("vic", Mode.OBSERVER).isVacant(Control.VacancyReason.NO_CANDIDATE);
        }
    }

    @Nested
    class Otherwise {

        @Test
        void isAnObserver() {
            new RosterFixture()
                    .operator("ann")
                    .admin("bob")
                    .isHere("bob", Mode.OBSERVER)
                    .isHeldBy("ann");
        }

        @Test
        void aVacantSlotGoesToTheNewcomerLast() {
            new RosterFixture().viewer("vic").operator("bob").isHeldBy("bob");
            RosterFixture scene =
                    RosterFixture.with(Setting.AUTO_PROMOTE, 0).operator("ann").operator("bob");
            scene.does(new Command.Release(id("ann"))).isVacant(Control.VacancyReason.NOT_AUTOMATIC);
            scene.does(new Command.Configure(Settings.DEFAULTS)).isHeldBy("bob");
        }

        @Test
        void whoIsHereAlreadyGoesBeforeANewcomer() {
            RosterFixture scene =
                    RosterFixture.with(Setting.AUTO_PROMOTE, 0).operator("ann").operator("bob");
            scene.does(new Command.Release(id("ann")));
            scene.asks("bob").isHeldBy("bob").admin("cid").isHere("cid", Mode.OBSERVER);
        }
    }

    @Nested
    class WithoutAResumeToken {

        @Test
        void thereIsNoGrace() {
            RosterFixture scene = new RosterFixture().operator("ann");
            scene.does(scene.legacy("bob", shared("")))
                    .connects("bob")
                    .loses("bob")
                    .isGone("bob");
        }

        @Test
        void butACookieSaysWhoItIs() {
            RosterFixture scene = new RosterFixture(APPROVAL).operator("ann");
            scene.does(scene.legacy("bob", shared("c"))).connects("bob");
            scene.does(new Command.ApproveSession(id("ann"), id("bob")));
            scene.loses("bob").does(scene.legacy("x", shared("c"))).isGone("x").isHere("bob", Mode.OBSERVER);
        }

        @Test
        void unlessItIsPrimary() {
            RosterFixture scene = new RosterFixture();
            scene.does(scene.legacy("ann", shared("c")))
                    .connects("ann")
                    .loses("ann")
                    .isReservedFor("ann");
        }

        @Test
        void aSeatWhoseLinkNeverCameUpIsFreedWithoutGrace() {
            RosterFixture scene = new RosterFixture();
            scene.does(scene.join("ann", account("ann", Role.OPERATOR)))
                    .does(new Command.Answered(id("ann"), new PeerId(1)))
                    .does(new Command.LinkFailed(id("ann"), new PeerId(1)))
                    .isGone("ann")
                    .isVacant(Control.VacancyReason.EMPTY);
        }

        @Test
        void aSeatIsKeptForTenSeconds() {
            RosterFixture scene = new RosterFixture();
            scene.does(scene.join("ann", account("ann", Role.OPERATOR)))
                    .does(new Command.Answered(id("ann"), new PeerId(1)));
            scene.passes(Duration.ofMillis(9_999)).isHeldBy("ann");
            scene.passes(Duration.ofMillis(1))
                    .isGone("ann")
                    .follows(new Effect.CloseLink(new PeerId(1), CloseReason.SETUP_FAILED));
        }
    }

    @Nested
    class Pending {

        private RosterFixture waiting() {
            return new RosterFixture(APPROVAL).operator("ann").operator("eve").isHere("eve", Mode.PENDING);
        }

        @Test
        void isRemovedAfterItsTimeAndToldWhy() {
            RosterFixture scene = waiting();
            PeerId link = scene.link("eve");
            scene.seconds(59).isHere("eve", Mode.PENDING).seconds(1).isGone("eve");
            scene.isTold("eve", Effect.SessionRemovedNotice.class)
                    .isTold("eve", Effect.OtherSessionConnected.class)
                    .follows(new Effect.CloseLink(link, CloseReason.SESSION_ENDED));
        }

        @Test
        void itsTimeBeginsAgainOnceWhenAPersonIsToldFirst() {
            RosterFixture scene = new RosterFixture(APPROVAL).viewer("vic").operator("eve");
            scene.isTold("eve", Effect.NoApprover.class)
                    .seconds(40)
                    .admin("root")
                    .isTold("root", Effect.NewSessionPending.class);
            scene.seconds(59).isHere("eve", Mode.PENDING);
            scene.admin("rooty")
                    .isTold("rooty", Effect.NewSessionPending.class)
                    .seconds(1)
                    .isGone("eve");
        }

        @Test
        void asksAgain() {
            waiting().does(new Command.RequestApproval(id("eve"))).isTold("ann", Effect.NewSessionPending.class);
            waiting().refused(new Command.RequestApproval(id("ann")));
        }

        @Test
        void isToldThatNobodyCanApprove() {
            RosterFixture scene = waiting().loses("ann").isTold("eve", Effect.NoApprover.class);
            scene.does(new Command.RequestApproval(id("eve"))).isTold("eve", Effect.NoApprover.class);
        }

        @Test
        void turningApprovalOffAdmitsIt() {
            waiting()
                    .configures(Setting.REQUIRE_APPROVAL, 0)
                    .isHere("eve", Mode.OBSERVER)
                    .follows(new Effect.ModeChanged(id("eve"), Mode.OBSERVER, Cause.CONFIGURED));
        }

        @Test
        void turningNicknamesOnNamesTheNameless() {
            RosterFixture scene = new RosterFixture();
            scene.does(scene.join("ann", "", account("ann", Role.OPERATOR), null, null, false));
            scene.does(new Command.Configure(
                            null,
                            Settings.DEFAULTS.with(Setting.REQUIRE_NICKNAME, true),
                            Map.of(id("ann"), new Command.Configure.Name("u-1", "u-1"))))
                    .isHeldBy("ann");
            assertEquals("u-1", scene.session("ann").nickname());
        }

        @Test
        void isNeverPromotedByTheClock() {
            waiting()
                    .loses("ann")
                    .seconds(10)
                    .isVacant(Control.VacancyReason.EMPTY)
                    .isHere("eve", Mode.PENDING);
        }
    }

    @Nested
    class ALegacyClientWithTakeOver {

        private final Settings takeOver = Settings.DEFAULTS.with(Setting.LEGACY_CONTROL, 1);

        @Test
        void theNewestOfTheSameLoginBecomesPrimaryAndTheOldOneHearsOfIt() {
            RosterFixture scene = new RosterFixture(takeOver);
            scene.does(scene.legacy("old", shared("c"))).connects("old");
            scene.does(scene.legacy("new", shared("c")))
                    .isHeldBy("new")
                    .isGone("old")
                    .isTold("old", Effect.OtherSessionConnected.class);
        }

        @Test
        void aClientOfOursIsNotSentAway() {
            RosterFixture scene = new RosterFixture(takeOver).comes("old", shared("c"));
            scene.does(scene.legacy("new", shared("c")))
                    .isHeldBy("new")
                    .isHere("old", Mode.OBSERVER)
                    .follows(new Effect.ModeChanged(id("old"), Mode.OBSERVER, Cause.TAKEN_OVER));
        }

        @Test
        void nothingOfAnotherLoginIsTaken() {
            RosterFixture scene = new RosterFixture(takeOver).operator("ann");
            scene.does(scene.legacy("new", shared("c"))).isHeldBy("ann").isHere("new", Mode.OBSERVER);
        }

        @Test
        void withObserveItFollowsTheRulesLikeAnybody() {
            RosterFixture scene = new RosterFixture();
            scene.does(scene.legacy("old", shared("c"))).connects("old");
            scene.does(scene.legacy("new", shared("c"))).isHeldBy("old").isHere("new", Mode.OBSERVER);
        }
    }

    @Test
    void aTakenNameAndATakenIdAreRefused() {
        RosterFixture scene = new RosterFixture().operator("ann");
        Login login = account("eve", Role.OPERATOR);
        scene.refused(Reason.NAME_TAKEN, scene.join("eve", "ann", login, null, null, false));
        scene.refused(scene.join("ann", "eve", login, null, null, false));
    }

    @Nested
    class ALoginWithoutAnOwnAccount {

        @Test
        void hasTheRoleTheSettingsSayAtThisMoment() {
            RosterFixture scene = new RosterFixture(Settings.DEFAULTS.with(Setting.SHARED_ROLE, 2));
            scene.comes("s", Login.open(Role.ADMIN)).isVacant(Control.VacancyReason.NO_CANDIDATE);
            assertEquals(Role.VIEWER, scene.session("s").role());
            scene.operator("ann").configures(Setting.SHARED_ROLE, 1);
            assertEquals(Role.OPERATOR, scene.session("s").role());
            assertEquals(Role.OPERATOR, scene.session("ann").role());
        }

        @Test
        void hasItWhenItComesBackToo() {
            RosterFixture scene =
                    new RosterFixture().comes("s", shared("c")).loses("s").configures(Setting.SHARED_ROLE, 2);
            scene.does(scene.resume("x", "s", shared("c"))).isHere("s", Mode.OBSERVER);
            assertEquals(Role.VIEWER, scene.session("s").role());
        }

        @Test
        void hasItOnANewSocketToo() {
            RosterFixture scene = new RosterFixture(Settings.DEFAULTS.with(Setting.SHARED_ROLE, 2))
                    .comes("s", Login.open(Role.ADMIN));
            TokenDigest token = scene.session("s").token();
            scene.does(new Command.Attach(Login.open(Role.ADMIN), token, TokenDigest.of("next")));
            assertEquals(Role.VIEWER, scene.session("s").role());
        }

        @Test
        void butADisplayOnAWallKeepsItsOwn() {
            RosterFixture scene = new RosterFixture(Settings.DEFAULTS.with(Setting.SHARED_ROLE, 1)).operator("ann");
            scene.comes("wall", new Login("", Role.VIEWER, Login.Strength.NONE, "", true));
            scene.configures(Setting.SHARED_ROLE, 0);
            assertEquals(Role.VIEWER, scene.session("wall").role());
        }
    }

    @Test
    void whoeverJoinsDuringAnExclusionIsExcluded() {
        RosterFixture scene = new RosterFixture()
                .operator("ann")
                .operator("bob")
                .transfers("ann", "bob")
                .operator("cid");
        assertTrue(scene.session("cid").is(SessionFlag.EXCLUDED));
    }

    @Test
    void whoeverIsAdmittedDuringAnExclusionIsExcluded() {
        RosterFixture scene =
                new RosterFixture(APPROVAL).operator("ann").admin("bob").operator("cid");
        scene.transfers("ann", "bob").does(new Command.ApproveSession(id("bob"), id("cid")));
        assertTrue(scene.session("cid").is(SessionFlag.EXCLUDED));
    }
}
