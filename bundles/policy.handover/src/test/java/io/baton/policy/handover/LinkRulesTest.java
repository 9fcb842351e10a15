// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static io.baton.policy.handover.RosterFixture.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Answers, losses and failures of links at their edges. */
class LinkRulesTest {

    private static final SessionId ANN = id("ann");
    private static final SessionId BOB = id("bob");

    /** Ann is primary and an operator, bob observer and operator, cid observer and administrator. */
    private static RosterFixture annBobCid() {
        return new RosterFixture().operator("ann").operator("bob").admin("cid");
    }

    @Test
    void repeatedAnswerChangesNothingAndForeignLinkIsRefused() {
        RosterFixture fixture = annBobCid();
        Roster before = fixture.roster();
        fixture.does(new Command.Answered(ANN, fixture.link("ann")));
        assertTrue(fixture.outcome().isDone());
        assertSame(before, fixture.roster());
        fixture.refused(new Command.Answered(BOB, fixture.link("ann")));
    }

    @Test
    void olderLinkThanThePresentOneIsClosed() {
        RosterFixture fixture = annBobCid().does(new Command.Answered(ANN, new PeerId(99)));
        fixture.does(new Command.Answered(ANN, new PeerId(98)))
                .hasEffect(new Effect.CloseLink(new PeerId(98), CloseReason.REPLACED));
        assertEquals(new PeerId(99), fixture.link("ann"));
    }

    @Test
    void replacedLinkOfObserverBeginsNoEpoch() {
        annBobCid().does(new Command.Answered(BOB, new PeerId(50))).hasNoEffect(Effect.ControlPassed.class);
    }

    @Test
    void lossBeforeTheAnswerBeginsNoEpochForObserver() {
        RosterFixture fixture = annBobCid();
        fixture.does(fixture.resume("x", "bob", account("bob", Role.OPERATOR)))
                .loses("bob")
                .hasNoEffect(Effect.ControlPassed.class);
    }

    @Test
    void pictureBeginsWhenTheNewLinkIsUpAndOnce() {
        RosterFixture fixture = annBobCid().does(new Command.Answered(BOB, new PeerId(50)));
        fixture.hasNoEffect(Effect.VideoOn.class)
                .does(new Command.Linked(new PeerId(50)))
                .hasEffect(new Effect.VideoOn(new PeerId(50)));
        Roster before = fixture.seconds(1).roster();
        fixture.does(new Command.Linked(new PeerId(50))).hasNoEffect(Effect.VideoOn.class);
        assertSame(before, fixture.roster());
        fixture.requests("bob").hasNoEffect(Effect.VideoOn.class);
    }

    @Test
    void failureWithoutLinkIsRefusedInGrace() {
        RosterFixture fixture = annBobCid().loses("bob").seconds(1);
        fixture.refused(new Command.LinkFailed(BOB, null));
    }

    @Test
    void failureOfOtherLinkIsRefused() {
        RosterFixture fixture = annBobCid();
        fixture.refused(new Command.LinkFailed(ANN, fixture.link("ann")));
        fixture.does(fixture.join("dan", account("dan", Role.OPERATOR)))
                .does(new Command.Answered(id("dan"), new PeerId(60)))
                .refused(new Command.LinkFailed(id("dan"), new PeerId(61)));
    }

    @Test
    void reservationNamesTheCauseOfTheLoss() {
        RosterFixture fixture = annBobCid();
        fixture.does(new Command.LinkLost(fixture.link("ann"), Cause.SLOW_CLIENT))
                .isReservedFor("ann")
                .hasEffect(new Effect.ModeChanged(ANN, Mode.OBSERVER, Cause.SLOW_CLIENT));
        annBobCid().loses("ann").hasEffect(new Effect.ModeChanged(ANN, Mode.OBSERVER, Cause.LINK_LOST));
        RosterFixture failed = annBobCid().does(new Command.Answered(ANN, new PeerId(50)));
        failed.does(new Command.LinkFailed(ANN, new PeerId(50)))
                .isReservedFor("ann")
                .hasEffect(new Effect.ModeChanged(ANN, Mode.OBSERVER, Cause.LINK_LOST));
    }

    @Test
    void clientWithTokenHasGraceWithoutCookie() {
        RosterFixture fixture = new RosterFixture().operator("ann").joins("x", Login.unauthenticated(Role.ADMIN));
        fixture.loses("x").hasMode("x", Mode.OBSERVER).seconds(10).isRemoved("x");
    }

    @Test
    void legacyPrimaryHasGraceWithoutCookie() {
        RosterFixture fixture = new RosterFixture();
        fixture.does(fixture.legacy("old", shared("")))
                .connects("old")
                .loses("old")
                .isReservedFor("old");
    }

    @Test
    void observerWhoseLinkWasNeverUpHasNoGrace() {
        RosterFixture fixture = annBobCid();
        fixture.does(fixture.join("dan", account("dan", Role.OPERATOR)))
                .does(new Command.LinkFailed(id("dan"), null))
                .isRemoved("dan");
    }

    @Test
    void graceThatRanGoesOnForClientThatWouldHaveNone() {
        RosterFixture fixture = new RosterFixture();
        fixture.does(fixture.legacy("old", shared(""))).connects("old").admin("cid");
        fixture.loses("old").does(new Command.Claim(id("cid"))).seconds(4);
        Command.Join again = fixture.join("x", "x", shared(""), null, id("old"), true);
        fixture.does(again).hasMode("old", Mode.OBSERVER);
        fixture.does(new Command.LinkFailed(id("old"), null))
                .hasMode("old", Mode.OBSERVER)
                .isDueIn(Duration.ofSeconds(6));
        fixture.seconds(6).isRemoved("old");
    }

    @Test
    void vacancyAndReservationAreAnnouncedOnce() {
        RosterFixture fixture =
                new RosterFixture().viewer("vic").operator("ann").operator("bob");
        fixture.loses("ann").does(new Command.SessionAlive(id("vic"))).hasNoEffect(Effect.ControlReserved.class);
        fixture.does(new Command.Logout(BOB))
                .does(new Command.Logout(ANN))
                .isVacant(Control.VacancyReason.NO_CANDIDATE);
        fixture.seconds(1).does(new Command.SessionAlive(id("vic"))).hasNoEffect(Effect.ControlVacant.class);
    }

    @Test
    void sessionWithoutLinkIsRemovedWithoutNotice() {
        annBobCid()
                .loses("bob")
                .does(new Command.Kick(id("cid"), BOB))
                .isRemoved("bob")
                .hasNoEffect(Effect.CloseLink.class)
                .hasNoEffect(Effect.SessionRemovedNotice.class);
    }

    @Test
    void activityAtTheSameMomentChangesNothing() {
        RosterFixture fixture = annBobCid();
        Roster before = fixture.roster();
        fixture.does(new Command.SessionAlive(ANN));
        assertSame(before, fixture.roster());
    }
}
