// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.CloseReason;
import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.session.Command;
import io.baton.session.Effect;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.PendingReason;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import io.baton.testkit.FixedRoster;
import io.baton.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandoverPolicyTest {

    private static final Instant NOW = ManualClock.START.plusSeconds(3);
    private static final SessionId ANN = new SessionId("ann");
    private static final SessionId BOB = new SessionId("bob");
    private static final SessionId EVE = new SessionId("eve");

    private final HandoverPolicy policy = new HandoverPolicy();

    // joining

    @Test
    void theFirstIsPrimaryBeforeItsLinkIsUp() {
        Decision decision = decide(Roster.EMPTY, join("ann", Role.OPERATOR));

        assertEquals(Mode.PRIMARY, mode(decision, ANN));
        assertEquals(List.of(new Effect.ControlPassed(null, ANN, 1)), decision.effects());
        assertEquals(1, decision.next().revision());
    }

    @Test
    void theSecondObserves() {
        Roster roster = new FixedRoster().primary("ann", 1).build();
        Decision decision = decide(roster, join("bob", Role.ADMIN));

        assertEquals(Mode.OBSERVER, mode(decision, BOB));
        assertEquals(List.of(), decision.effects());
        assertEquals(roster.epoch(), decision.next().epoch());
    }

    @Test
    void aViewerNeverBecomesPrimaryAndTheNextWhoMayDoes() {
        Decision first = decide(Roster.EMPTY, join("ann", Role.VIEWER));
        assertEquals(Mode.OBSERVER, mode(first, ANN));

        Decision second = decide(first.next(), join("bob", Role.OPERATOR));
        assertEquals(Mode.PRIMARY, mode(second, BOB));
    }

    @Test
    void whoIsHereAlreadyGoesBeforeANewcomer() {
        Roster vacant = new FixedRoster().observer("ann", 1).build();
        Decision decision = decide(vacant, join("bob", Role.ADMIN));

        assertEquals(Mode.PRIMARY, mode(decision, ANN));
        assertEquals(Mode.OBSERVER, mode(decision, BOB));
    }

    @Test
    void aFullHouseIsRefused() {
        Roster full = new FixedRoster()
                .settings(new Settings(2, Duration.ofSeconds(10)))
                .primary("ann", 1)
                .observer("bob", 2)
                .build();

        assertRefused(Reason.CAPACITY, full, join("eve", Role.ADMIN));
    }

    @Test
    void aTakenNameAndATakenIdAreRefused() {
        Roster roster = new FixedRoster().primary("ann", 1).build();

        assertRefused(Reason.NAME_TAKEN, roster, join("eve", "ann", Role.ADMIN, null, null, ""));
        assertRefused(Reason.NOT_ALLOWED, roster, join("ann", "eve", Role.ADMIN, null, null, ""));
    }

    // coming back

    @Test
    void aResumeTokenGivesTheSameSessionEvenWhenTheHouseIsFull() {
        Roster full = new FixedRoster()
                .settings(new Settings(2, Duration.ofSeconds(10)))
                .primary("ann", 1)
                .observer("bob", 2)
                .build();
        Decision decision = decide(full, join("fresh", "", Role.ADMIN, TokenDigest.of("ann"), null, ""));

        Session back = decision.next().session(ANN).orElseThrow();
        assertEquals(2, decision.next().sessions().size());
        assertEquals(Mode.PRIMARY, decision.next().mode(back));
        assertEquals("ann", back.nickname());
        assertEquals(new PeerId(1), back.link());
        assertTrue(back.token().matches(TokenDigest.of("token of fresh")), "the token is rotated");
        assertEquals(full.revision(), decision.next().revision());
    }

    @Test
    void aUsedTokenIsWorthless() {
        Roster roster = new FixedRoster().primary("ann", 1).build();
        Command resume = join("fresh", "", Role.ADMIN, TokenDigest.of("ann"), null, "");
        Roster resumed = decide(roster, resume).next();
        Decision again = decide(resumed, join("fresh2", "", Role.ADMIN, TokenDigest.of("ann"), null, ""));

        assertEquals(2, again.next().sessions().size(), "a new session, not ann's");
        assertEquals(Mode.OBSERVER, mode(again, new SessionId("fresh2")));
    }

    @Test
    void aTokenOfAnotherLoginGivesNothing() {
        Roster roster = new FixedRoster().primary("ann", 1).build();
        Decision decision = decide(roster, join("eve", "", Role.ADMIN, TokenDigest.of("ann"), null, "mallory"));

        assertEquals(Mode.OBSERVER, mode(decision, EVE));
        assertTrue(decision.next().session(ANN).orElseThrow().token().matches(TokenDigest.of("ann")));
    }

    @Test
    void anOfferOnItsOwnSocketKeepsTheSession() {
        Roster roster = new FixedRoster().primary("ann", 1).observer("bob", 2).build();
        Decision decision = decide(roster, join("fresh", "", Role.ADMIN, null, BOB, ""));

        assertEquals(2, decision.next().sessions().size());
        assertEquals(Mode.OBSERVER, mode(decision, BOB));
    }

    @Test
    void theAnswerReplacesTheOldLink() {
        Roster roster = new FixedRoster().primary("ann", 1).observer("bob", 2).build();
        Decision decision = decide(roster, new Command.Answered(BOB, new PeerId(7)));

        Session bob = decision.next().session(BOB).orElseThrow();
        assertEquals(new PeerId(7), bob.link());
        assertEquals(false, bob.linked());
        assertEquals(List.of(new Effect.CloseLink(new PeerId(2), CloseReason.REPLACED)), decision.effects());
    }

    @Test
    void aPrimaryThatTakesAnotherLinkKeepsControlButNothingStaysDown() {
        Roster roster = new FixedRoster().primary("ann", 1).epoch(4).build();
        Decision decision = decide(roster, new Command.Answered(ANN, new PeerId(7)));

        assertEquals(
                List.of(
                        new Effect.ControlPassed(ANN, ANN, 5),
                        new Effect.CloseLink(new PeerId(1), CloseReason.REPLACED)),
                decision.effects());
        assertEquals(ANN, decision.next().primary());
    }

    @Test
    void anAnswerThatComesAfterItsSuccessorIsClosed() {
        Roster roster = new FixedRoster().primary("ann", 7).build();
        Decision decision = decide(roster, new Command.Answered(ANN, new PeerId(5)));

        assertSame(roster, decision.next());
        assertEquals(List.of(new Effect.CloseLink(new PeerId(5), CloseReason.REPLACED)), decision.effects());
    }

    @Test
    void anAnswerWithSomebodyElsesLinkIsRefused() {
        Roster roster = new FixedRoster().primary("ann", 1).observer("bob", 2).build();

        assertRefused(Reason.NOT_ALLOWED, roster, new Command.Answered(ANN, new PeerId(2)));
    }

    @Test
    void attachRotatesTheTokenAndNothingElse() {
        Roster roster = new FixedRoster().primary("ann", 1).build();
        Decision decision = decide(roster, new Command.Attach(TokenDigest.of("ann"), TokenDigest.of("new")));

        assertTrue(decision.next().session(ANN).orElseThrow().token().matches(TokenDigest.of("new")));
        assertEquals(List.of(), decision.effects());
        assertRefused(
                Reason.UNKNOWN_SESSION,
                decision.next(),
                new Command.Attach(TokenDigest.of("ann"), TokenDigest.of("x")));
    }

    @Test
    void attachNeedsALiveLink() {
        Roster roster = new FixedRoster().primary("ann", 0).build();

        assertRefused(Reason.NOT_ALLOWED, roster, new Command.Attach(TokenDigest.of("ann"), TokenDigest.of("x")));
    }

    // links

    @Test
    void thePictureComesWithTheLink() {
        Roster roster = decide(Roster.EMPTY, join("ann", Role.ADMIN)).next();
        roster = decide(roster, new Command.Answered(ANN, new PeerId(1))).next();
        Decision decision = decide(roster, new Command.Linked(new PeerId(1)));

        assertEquals(List.of(new Effect.VideoOn(new PeerId(1))), decision.effects());
        assertTrue(decision.next().session(ANN).orElseThrow().linked());
        assertSame(
                decision.next(),
                decide(decision.next(), new Command.Linked(new PeerId(1))).next(),
                "told twice");
    }

    @Test
    void aPendingSessionGetsNoPicture() {
        Session waiting = FixedRoster.session("eve", 0, Role.ADMIN, Set.of(PendingReason.APPROVAL))
                .withLink(new PeerId(9), NOW);
        Roster roster = new FixedRoster().add(waiting).build();
        Decision decision = decide(roster, new Command.Linked(new PeerId(9)));

        assertEquals(List.of(), decision.effects());
        assertEquals(Mode.PENDING, mode(decision, EVE));
    }

    @Test
    void theNextInOrderTakesOverWhenThePrimaryLeaves() {
        Roster roster = new FixedRoster()
                .primary("ann", 1)
                .observer("bob", 2)
                .observer("eve", 3)
                .epoch(8)
                .build();
        Decision decision = decide(roster, new Command.LinkLost(new PeerId(1)));

        assertEquals(BOB, decision.next().primary());
        assertEquals(
                List.of(
                        new Effect.ControlPassed(ANN, BOB, 9),
                        new Effect.ModeChanged(BOB, Mode.PRIMARY, "primaryLeft")),
                decision.effects());
    }

    @Test
    void anObserverThatLeavesDisturbsNobody() {
        Roster roster = new FixedRoster().primary("ann", 1).observer("bob", 2).build();
        Decision decision = decide(roster, new Command.LinkLost(new PeerId(2)));

        assertEquals(1, decision.next().sessions().size());
        assertEquals(List.of(), decision.effects());
        assertEquals(roster.epoch(), decision.next().epoch());
    }

    @Test
    void whoAskedGoesBeforeWhoOnlyWatches() {
        Roster roster = new FixedRoster()
                .primary("ann", 1)
                .observer("bob", 2)
                .queued("eve", 3)
                .build();
        Decision decision = decide(roster, new Command.LinkLost(new PeerId(1)));

        assertEquals(EVE, decision.next().primary());
        assertEquals(List.of(), decision.next().queue());
    }

    @Test
    void nobodyWhoMayNotControlOrIsNotHereTakesOver() {
        Roster roster = new FixedRoster()
                .primary("ann", 1)
                .viewer("bob", 2)
                .pending("eve", 3)
                .observer("seat", 0)
                .build();
        Decision decision = decide(roster, new Command.LinkLost(new PeerId(1)));

        assertEquals(null, decision.next().primary());
        assertEquals(List.of(new Effect.ControlPassed(ANN, null, 2)), decision.effects());
    }

    @Test
    void aVacantSlotGoesToTheFirstWhoseLinkComesUp() {
        Session seat = FixedRoster.session("bob", 0).withLink(new PeerId(2), NOW);
        Roster vacant = new FixedRoster().viewer("ann", 1).add(seat).build();
        Decision decision = decide(vacant, new Command.Linked(new PeerId(2)));

        assertEquals(BOB, decision.next().primary());
        assertEquals(
                List.of(
                        new Effect.ControlPassed(null, BOB, 2),
                        new Effect.ModeChanged(BOB, Mode.PRIMARY, "vacant"),
                        new Effect.VideoOn(new PeerId(2))),
                decision.effects());
    }

    @Test
    void lateEventsOfOldLinksTouchNothing() {
        Roster roster = new FixedRoster().primary("ann", 7).build();

        assertRefused(Reason.UNKNOWN_SESSION, roster, new Command.LinkLost(new PeerId(1)));
        assertRefused(Reason.UNKNOWN_SESSION, roster, new Command.Linked(new PeerId(1)));
        assertRefused(Reason.NOT_ALLOWED, roster, new Command.LinkFailed(ANN, new PeerId(1)));
    }

    @Test
    void aSeatWithoutAPeerIsFreed() {
        Roster roster = decide(Roster.EMPTY, join("ann", Role.ADMIN)).next();
        Decision decision = decide(roster, new Command.LinkFailed(ANN, null));

        assertEquals(List.of(), decision.next().sessions());
        assertEquals(List.of(new Effect.ControlPassed(ANN, null, 2)), decision.effects());
    }

    @Test
    void aBadOfferOfSomebodyWithALinkCostsNothing() {
        Roster roster = new FixedRoster().primary("ann", 1).build();
        Decision decision = decide(roster, new Command.LinkFailed(ANN, null));

        assertEquals(Outcome.done(), decision.outcome());
        assertSame(roster, decision.next());
    }

    // time

    @Test
    void aSeatWhoseLinkNeverCameUpIsFreed() {
        Roster roster = decide(Roster.EMPTY, join("ann", Role.ADMIN)).next();
        roster = decide(roster, new Command.Answered(ANN, new PeerId(1))).next();

        assertEquals(Optional.of(NOW.plusSeconds(10)), policy.nextDeadline(roster));
        assertSame(
                roster,
                policy.decide(roster, new Command.Tick(), NOW.plusMillis(9_999)).next());

        Decision decision = policy.decide(roster, new Command.Tick(), NOW.plusSeconds(10));
        assertEquals(List.of(), decision.next().sessions());
        assertTrue(decision.effects().contains(new Effect.CloseLink(new PeerId(1), CloseReason.SETUP_FAILED)));
    }

    @Test
    void aReplacedLinkHasItsOwnTime() {
        Roster roster = new FixedRoster().primary("ann", 1).build();
        Instant late = NOW.plusSeconds(1_000);
        Roster replaced = policy.decide(roster, new Command.Answered(ANN, new PeerId(2)), late)
                .next();

        assertEquals(Optional.of(late.plusSeconds(10)), policy.nextDeadline(replaced));
    }

    @Test
    void nothingIsDueWhenEverybodyIsLinked() {
        assertEquals(
                Optional.empty(),
                policy.nextDeadline(new FixedRoster().primary("ann", 1).build()));
    }

    // names and settings

    @Test
    void aNameIsTakenByItsKey() {
        Roster roster = new FixedRoster().primary("ann", 1).observer("bob", 2).build();

        assertRefused(Reason.NAME_TAKEN, roster, new Command.Rename(BOB, "ANN", "ann"));
        Decision own = decide(roster, new Command.Rename(ANN, "Ann", "ann"));
        assertEquals("Ann", own.next().session(ANN).orElseThrow().nickname());
        assertEquals(roster.revision() + 1, own.next().revision());
        assertRefused(Reason.UNKNOWN_SESSION, roster, new Command.Rename(EVE, "Eve", "eve"));
    }

    @Test
    void settingsApplyAtOnceAndDropNobody() {
        Roster roster = new FixedRoster().primary("ann", 1).observer("bob", 2).build();
        Settings one = new Settings(1, Duration.ofSeconds(10));
        Decision decision = decide(roster, new Command.Configure(one));

        assertEquals(2, decision.next().sessions().size());
        assertEquals(one, decision.next().settings());
        assertRefused(Reason.CAPACITY, decision.next(), join("eve", Role.ADMIN));
    }

    private Decision decide(Roster roster, Command command) {
        return policy.decide(roster, command, NOW);
    }

    private void assertRefused(Reason reason, Roster roster, Command command) {
        Decision decision = decide(roster, command);
        assertEquals(reason, ((Outcome.Refused) decision.outcome()).reason());
        assertSame(roster, decision.next());
    }

    private static Mode mode(Decision decision, SessionId id) {
        return decision.next().mode(decision.next().session(id).orElseThrow());
    }

    private static Command join(String id, Role role) {
        return join(id, id, role, null, null, "");
    }

    private static Command join(
            String id,
            String name,
            Role role,
            @Nullable TokenDigest resume,
            @Nullable SessionId replaces,
            String user) {
        return new Command.Join(
                new SessionId(id),
                TokenDigest.of("token of " + id),
                resume,
                replaces,
                user,
                role,
                "192.0.2.1",
                name,
                name,
                "chrome");
    }
}
