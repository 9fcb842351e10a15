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

/** Known failures of comparable products, one test for each that the rules can prevent. */
class PriorArtTest {

    private static final Settings APPROVAL = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);

    @Test
    void q1SessionIdIsNoCredential() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").operator("bob").loses("ann");
        TokenDigest guess = TokenDigest.of("ann");
        fixture.does(fixture.join("eve", "eve", account("ann", Role.OPERATOR), guess, null, false))
                .hasMode("eve", Mode.OBSERVER)
                .isReservedFor("ann");
        fixture.does(fixture.join(
                        "mal",
                        "mal",
                        account("mal", Role.ADMIN),
                        fixture.session("ann").token(),
                        null,
                        false))
                .hasMode("mal", Mode.OBSERVER)
                .isReservedFor("ann");
    }

    @Test
    void q2SocketSessionOfAnotherLoginIsNotResumed() {
        RosterFixture fixture = new RosterFixture().operator("ann");
        fixture.does(fixture.join("eve", "eve", account("eve", Role.OPERATOR), null, id("ann"), true))
                .hasMode("eve", Mode.OBSERVER);
    }

    @Test
    void q3PendingIsNeverPromoted() {
        RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann").operator("eve");
        fixture.refused(new Command.Transfer(id("ann"), null, id("eve")));
        fixture.does(new Command.Logout(id("ann"))).hasMode("eve", Mode.PENDING).isVacant(Control.VacancyReason.EMPTY);
        fixture.seconds(30).hasMode("eve", Mode.PENDING);
    }

    @Test
    void q4JoinDuringReservationNeedsApproval() {
        new RosterFixture(APPROVAL).operator("ann").loses("ann").operator("eve").hasMode("eve", Mode.PENDING);
    }

    @Test
    void q5RequestNamesOnlyItsActor() {
        Command.RequestPrimary request = new Command.RequestPrimary(id("bob"));
        assertEquals(id("bob"), request.by());
        assertEquals(1, Command.RequestPrimary.class.getRecordComponents().length);
    }

    @Test
    void q6DenialRemovesAndIsCounted() {
        RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann");
        for (int i = 0; i < 3; i++) {
            fixture.joins("eve", Login.unauthenticated(Role.OPERATOR))
                    .does(new Command.DenySession(id("ann"), id("eve")))
                    .isRemoved("eve");
        }
        fixture.refused(Reason.COOL_DOWN, fixture.join("eve2", Login.unauthenticated(Role.OPERATOR)));
    }

    @Test
    void q8RightsFollowCurrentMode() {
        RosterFixture fixture = new RosterFixture().operator("ann").operator("bob");
        PeerId link = fixture.link("ann");
        assertTrue(fixture.roster().controls(link));
        fixture.transfers("ann", "bob");
        assertFalse(fixture.roster().controls(link));
        assertFalse(Right.CONTROL.heldBy(fixture.roster().mode(fixture.session("ann")), Role.OPERATOR));
    }

    @Test
    void q9HandOverBeginsNewEpoch() {
        RosterFixture fixture = new RosterFixture().operator("ann").operator("bob");
        long epoch = fixture.roster().epoch();
        fixture.transfers("ann", "bob").hasEffect(new Effect.ControlPassed(id("ann"), id("bob"), epoch + 1));
    }

    @Test
    void q12ReconnectOfLivePrimaryKeepsControl() {
        RosterFixture fixture = new RosterFixture().operator("ann").operator("bob");
        fixture.does(fixture.resume("x", "ann", account("ann", Role.OPERATOR)))
                .connects("ann")
                .seconds(60)
                .isHeldBy("ann");
    }

    @Test
    void q13LossOfReplacedLinkChangesNothing() {
        RosterFixture fixture = new RosterFixture().operator("ann");
        PeerId old = fixture.link("ann");
        fixture.connects("ann")
                .refused(Reason.UNKNOWN_SESSION, new Command.LinkLost(old))
                .isHeldBy("ann");
        Login tab = shared("c");
        fixture.does(fixture.legacy("t1", tab)).connects("t1");
        fixture.does(fixture.legacy("t2", tab))
                .connects("t2")
                .hasMode("t1", Mode.OBSERVER)
                .hasMode("t2", Mode.OBSERVER);
    }

    @Test
    void q14PromotionCountsAsActivity() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").operator("bob").seconds(280);
        fixture.does(new Command.Tick(Map.of(id("ann"), new ActivitySample(fixture.now(), null, -1))));
        fixture.seconds(280).transfers("ann", "bob").seconds(299).isHeldBy("bob");
    }

    @Test
    void q16EveryModeChangeIsNotified() {
        RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann").operator("eve");
        fixture.does(new Command.ApproveSession(id("ann"), id("eve")));
        assertEquals(1, fixture.effects(Effect.ModeChanged.class).size());
        fixture.loses("ann").seconds(10);
        assertTrue(fixture.effects(Effect.ModeChanged.class).stream()
                .anyMatch(notifications ->
                        notifications.session().equals(id("eve")) && notifications.mode() == Mode.PRIMARY));
    }

    @Test
    void q19ExclusionIsVoidWithoutOtherCandidate() {
        new RosterFixture()
                .operator("ann")
                .operator("bob")
                .operator("cid")
                .transfers("ann", "bob")
                .does(new Command.Logout(id("bob")))
                .isHeldBy("ann");
    }

    @Test
    void q20WholeQueueIsConsideredWithoutStaleEntries() {
        RosterFixture fixture = new RosterFixture()
                .operator("ann")
                .operator("bob")
                .operator("cid")
                .requests("bob")
                .requests("cid");
        fixture.refused(new Command.RequestPrimary(id("bob"))).does(new Command.AccountChanged("bob", null));
        assertEquals(List.of(id("cid")), fixture.roster().queue());
        fixture.does(new Command.Release(id("ann"))).isHeldBy("cid");
        assertEquals(List.of(), fixture.roster().queue());
    }

    @Test
    void q20NewPrimaryIsNotifiedOfWaitingRequests() {
        new RosterFixture()
                .operator("ann")
                .operator("bob")
                .operator("cid")
                .requests("bob")
                .transfers("ann", "cid")
                .isNotified("cid", Effect.ControlRequested.class);
    }

    @Test
    void q21RemovedSessionIsClosedAndNicknameIsFree() {
        RosterFixture fixture = new RosterFixture(APPROVAL).operator("ann").operator("eve");
        PeerId link = fixture.link("eve");
        fixture.seconds(60).isRemoved("eve");
        assertTrue(fixture.effects(Effect.CloseLink.class).stream()
                .anyMatch(closed -> closed.link().equals(link)));
        fixture.does(fixture.join("mal", "eve", account("mal", Role.ADMIN), null, null, false))
                .hasMode("mal", Mode.OBSERVER);
    }

    @Test
    void q22ResumedSessionOutlivesItsGrace() {
        RosterFixture fixture = new RosterFixture()
                .operator("ann")
                .operator("bob")
                .seconds(5)
                .loses("bob")
                .seconds(5);
        fixture.does(fixture.resume("x", "bob", account("bob", Role.OPERATOR)))
                .connects("bob")
                .seconds(30)
                .hasMode("bob", Mode.OBSERVER);
    }

    @Test
    void q23SuccessorIsDeterministic() {
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
    void q24ReservationKeepsItsSeat() {
        RosterFixture fixture = RosterFixture.with(Setting.MAX_SESSIONS, 2)
                .operator("ann")
                .operator("bob")
                .loses("ann");
        fixture.refused(Reason.CAPACITY, fixture.join("eve", account("eve", Role.OPERATOR)));
        fixture.does(fixture.resume("x", "ann", account("ann", Role.OPERATOR))).isHeldBy("ann");
    }

    @Test
    void q25SettingsAreValidatedAndApplyAtOnce() {
        assertThrows(IllegalArgumentException.class, () -> Settings.DEFAULTS.with(Setting.MAX_SESSIONS, -1));
        RosterFixture fixture =
                new RosterFixture().operator("ann").operator("bob").configures(Setting.MAX_SESSIONS, 1);
        fixture.hasMode("bob", Mode.OBSERVER);
        fixture.refused(Reason.CAPACITY, fixture.join("eve", account("eve", Role.OPERATOR)));
        fixture.configures(Setting.PRIMARY_TIMEOUT, 0).seconds(3_500).isHeldBy("ann");
    }

    @Test
    void q29DecisionsAreAudited() {
        RosterFixture fixture = new RosterFixture(APPROVAL).admin("ann").operator("eve");
        fixture.does(new Command.DenySession(id("ann"), id("eve")));
        assertEquals("denied", fixture.effects(Effect.Audited.class).getFirst().action());
        fixture.does(new Command.Configure(id("ann"), Settings.DEFAULTS, Map.of()));
        assertEquals(id("ann"), fixture.effects(Effect.Audited.class).getFirst().actor());
    }

    @Test
    void q30TokenIsValidOnce() {
        RosterFixture fixture = new RosterFixture().operator("ann");
        Session before = fixture.session("ann");
        Login ann = before.login();
        fixture.does(new Command.Attach(ann, before.token(), TokenDigest.of("next")));
        fixture.does(new Command.Attach(ann, TokenDigest.of("next"), TokenDigest.of("third")));
        fixture.refused(Reason.UNKNOWN_SESSION, new Command.Attach(ann, before.token(), TokenDigest.of("another")));
    }

    @Test
    void q30TokenIsValidForItsAccountOnly() {
        RosterFixture fixture = new RosterFixture().operator("ann");
        TokenDigest stolen = fixture.session("ann").token();
        Login eve = account("eve", Role.ADMIN);
        fixture.refused(Reason.UNKNOWN_SESSION, new Command.Attach(eve, stolen, TokenDigest.of("next")));
        fixture.does(fixture.resume("eve", "ann", eve))
                .hasMode("eve", Mode.OBSERVER)
                .isHeldBy("ann");
        assertEquals(stolen, fixture.session("ann").token());
    }

    @Test
    void q13CloseOfReplacedSocketChangesNothing() {
        RosterFixture fixture = new RosterFixture();
        Login login = shared("c");
        fixture.does(fixture.legacy("ann", login)).connects("ann");
        TokenDigest old = fixture.session("ann").token();
        TokenDigest next = TokenDigest.of("next");
        fixture.does(new Command.Attach(login, old, next)).refused(new Command.SocketClosed(id("ann"), old));
        fixture.does(fixture.legacy("tab", login)).hasMode("tab", Mode.OBSERVER);
        fixture.does(new Command.SocketClosed(id("ann"), next));
        fixture.does(fixture.legacy("reload", login)).isRemoved("reload").isHeldBy("ann");
    }

    @Test
    void attachAsViewerLosesControl() {
        RosterFixture fixture = new RosterFixture().operator("ann").operator("bob");
        TokenDigest token = fixture.session("ann").token();
        fixture.does(new Command.Attach(account("ann", Role.VIEWER), token, TokenDigest.of("next")))
                .hasMode("ann", Mode.OBSERVER)
                .isHeldBy("bob");
    }

    @Test
    void q31PrimaryHasNoAdministration() {
        RosterFixture fixture = new RosterFixture()
                .admin("root")
                .operator("ann")
                .transfers("root", "ann")
                .isHeldBy("ann");
        fixture.refused(new Command.Kick(id("ann"), id("root")));
        fixture.refused(new Command.Configure(id("ann"), Settings.DEFAULTS, Map.of()));
        fixture.transfers("root", "root").isHeldBy("root");
    }

    @Test
    void rosterHasOneControlField() {
        assertEquals(
                1,
                List.of(Roster.class.getRecordComponents()).stream()
                        .filter(component -> component.getType() == Control.class)
                        .count());
        assertFalse(new RosterFixture().operator("ann").session("ann").is(SessionFlag.YIELDED));
    }
}
