// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.policy.Decision;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The invariants of every decision and every roster, stated independently of the rules. */
final class Invariants {

    private final HandoverPolicy policy = new HandoverPolicy();

    /** Checks a step. */
    void check(Roster before, Command command, Instant now, Decision decision) {
        Roster after = decision.next();
        if (decision.outcome() instanceof Outcome.Refused) {
            assertSame(before, after);
            assertEquals(List.of(), decision.effects());
            return;
        }
        modes(before, after, decision.effects());
        epoch(before, after, decision.effects());
        admission(before, command, after);
        seats(before, command, after);
        rights(before, command);
        yielded(before, command, after);
        limitedPromotions(before, command, after, now);
        removals(before, after, decision.effects());
        videoOn(after, decision.effects());
    }

    /** Checks a roster, however it was reached. */
    void check(Roster roster, Instant now) {
        membership(roster);
        vacancy(roster, now);
        deadline(roster, now);
    }

    /** Checks that equal input has an equal decision. */
    void deterministic(Roster before, Command command, Instant now, Decision decision) {
        assertEquals(decision, policy.decide(before, command, now), "deterministic");
    }

    private static void membership(Roster roster) {
        long primaries = roster.sessions().stream()
                .filter(session -> roster.mode(session) == Mode.PRIMARY)
                .count();
        assertTrue(primaries <= 1, "at most one primary");
        SessionId primary = roster.primary();
        if (primary != null) {
            Session session = roster.session(primary).orElseThrow();
            assertTrue(session.admitted() && session.mayControl(), "the primary may control");
            assertFalse(session.is(SessionFlag.YIELDED), "the primary has not yielded");
        }
        assertEquals(roster.queue().size(), new HashSet<>(roster.queue()).size(), "a session is queued once");
        for (SessionId id : roster.queue()) {
            assertEquals(Mode.QUEUED, roster.mode(roster.session(id).orElseThrow()), "a requester is queued");
        }
        Set<String> names = new HashSet<>();
        for (Session session : roster.sessions()) {
            assertTrue(
                    session.nicknameKey().isEmpty() || names.add(session.nicknameKey()),
                    "a nickname belongs to one session");
        }
    }

    private static void modes(Roster before, Roster after, List<Effect> effects) {
        for (Session session : after.sessions()) {
            Optional<Session> old = before.session(session.id());
            List<Mode> notifications = effects.stream()
                    .filter(effect -> effect instanceof Effect.ModeChanged mode
                            && mode.session().equals(session.id()))
                    .map(effect -> ((Effect.ModeChanged) effect).mode())
                    .toList();
            boolean changed = old.isPresent() && before.mode(old.get()) != after.mode(session);
            assertEquals(
                    changed ? List.of(after.mode(session)) : List.of(),
                    notifications,
                    "every change of mode is notified");
        }
    }

    private static void epoch(Roster before, Roster after, List<Effect> effects) {
        long passed =
                effects.stream().filter(Effect.ControlPassed.class::isInstance).count();
        assertTrue(passed <= 1, "control passes once");
        assertEquals(before.epoch() + passed, after.epoch(), "the epoch counts hand-overs");
        assertTrue(
                passed == 1 || Objects.equals(before.primary(), after.primary()),
                "control never passes without an effect");
        assertTrue(after.revision() >= before.revision(), "the revision never falls");
        if (!before.control().equals(after.control())
                && after.control() instanceof Control.Vacant(Control.VacancyReason why)) {
            assertTrue(effects.contains(new Effect.ControlVacant(why)), "vacancy is announced");
        }
    }

    private static void admission(Roster before, Command command, Roster after) {
        for (Session session : before.sessions()) {
            Optional<Session> left = after.session(session.id());
            if (!session.admitted() && left.isPresent() && left.get().admitted()) {
                assertTrue(
                        command instanceof Command.ApproveSession
                                || command instanceof Command.Rename
                                || command instanceof Command.Configure,
                        "only a person admits, never a tick: " + command);
                boolean allowed = command instanceof Command.ApproveSession
                        || session.is(SessionFlag.APPROVED)
                        || session.login().isAdminAccount()
                        || !after.settings().is(Setting.REQUIRE_APPROVAL)
                        || before.sessions().stream()
                                .noneMatch(other -> other.admitted() && !other.is(SessionFlag.VIDEO_ONLY));
                assertTrue(allowed, "no admission without approval: " + command);
            }
        }
    }

    private static void seats(Roster before, Command command, Roster after) {
        boolean oneMore = command instanceof Command.Join join && join.login().isAdminAccount();
        int limit = after.settings().maxSessions() + (oneMore ? 1 : 0);
        assertTrue(after.sessions().size() <= Math.max(limit, before.sessions().size()), "seats are limited");
    }

    private static void rights(Roster before, Command command) {
        SessionId actor = command.by();
        Session session = actor == null ? null : before.session(actor).orElse(null);
        if (session != null && !session.admitted()) {
            assertTrue(
                    command instanceof Command.RequestApproval
                            || command instanceof Command.Rename
                            || command instanceof Command.Logout
                            || command instanceof Command.SessionAlive,
                    "a pending session may do nothing else: " + command);
        }
    }

    private static void yielded(Roster before, Command command, Roster after) {
        SessionId primary = after.primary();
        boolean hadYielded = before.sessions().stream()
                .anyMatch(session -> session.id().equals(primary) && session.is(SessionFlag.YIELDED));
        if (hadYielded) {
            SessionId chosen = switch (command) {
                case Command.RequestPrimary(SessionId actor) -> actor;
                case Command.Claim(SessionId actor) -> actor;
                case Command.Transfer transfer -> transfer.to();
                case Command.ApproveRequest approve -> approve.requester();
                default -> null;
            };
            assertEquals(primary, chosen, "a yielded session gets control only by a person");
        }
    }

    /** While promotions are limited, a tick promotes no session and demotes none for a successor. */
    private static void limitedPromotions(Roster before, Command command, Roster after, Instant now) {
        if (!isLimited(before, now) || !(command instanceof Command.Tick)) {
            return;
        }
        SessionId primary = before.primary();
        assertTrue(after.primary() == null || Objects.equals(after.primary(), primary), "a tick promotes no session");
        boolean here = primary != null
                && after.session(primary).filter(session -> !session.inGrace()).isPresent();
        assertTrue(!here || Objects.equals(after.primary(), primary), "a tick demotes no primary without successor");
    }

    static boolean isLimited(Roster roster, Instant now) {
        if (!roster.settings().is(Setting.REQUIRE_APPROVAL)) {
            return false;
        }
        List<Instant> at = roster.emergency().at();
        Duration window = roster.settings().time(Setting.EMERGENCY_WINDOW);
        Duration cooldown = roster.settings().time(Setting.EMERGENCY_COOLDOWN);
        long within = at.stream().filter(one -> one.plus(window).isAfter(now)).count();
        return within >= roster.settings().get(Setting.EMERGENCY_PER_WINDOW)
                || at.stream().anyMatch(one -> one.plus(cooldown).isAfter(now))
                || roster.emergency().streak() >= roster.settings().get(Setting.EMERGENCY_CONSECUTIVE);
    }

    private static void removals(Roster before, Roster after, List<Effect> effects) {
        for (Session session : before.sessions()) {
            if (after.session(session.id()).isEmpty()) {
                assertEquals(
                        1,
                        effects.stream()
                                .filter(effect -> effect instanceof Effect.SessionRemoved removed
                                        && removed.session().id().equals(session.id()))
                                .count(),
                        "every removal has its effect");
            }
        }
    }

    private static void videoOn(Roster after, List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.VideoOn on) {
                assertTrue(
                        after.byLink(on.link())
                                .filter(session -> session.admitted() && session.linked())
                                .isPresent(),
                        "only an admitted session gets video");
            }
        }
    }

    private void vacancy(Roster roster, Instant now) {
        Roster ticked = policy.decide(roster, new Command.Tick(), now).next();
        boolean seat = ticked.sessions().stream()
                .anyMatch(session ->
                        session.id().equals(ticked.primary()) && !session.linked() && !session.is(SessionFlag.SEEN));
        if ((ticked.control() instanceof Control.Vacant || seat)
                && ticked.settings().is(Setting.AUTO_PROMOTE)
                && !isLimited(ticked, now)) {
            assertTrue(
                    ticked.sessions().stream()
                            .noneMatch(session -> session.linked()
                                    && session.admitted()
                                    && session.mayControl()
                                    && !session.is(SessionFlag.YIELDED)
                                    && (!session.nickname().isEmpty()
                                            || !ticked.settings().is(Setting.REQUIRE_NICKNAME))),
                    "control is vacant, or held by a seat, despite an eligible session");
        }
    }

    /** Nothing changes before the next deadline, something changes at it, and then there is another. */
    private void deadline(Roster roster, Instant now) {
        Instant next = policy.nextDeadline(roster).orElse(Instant.MAX);
        Instant quiet = next.isAfter(now.plus(Duration.ofDays(2))) ? now.plus(Duration.ofDays(2)) : next.minusNanos(1);
        if (!quiet.isBefore(now)) {
            assertSame(roster, policy.decide(roster, new Command.Tick(), quiet).next(), "no change is missed");
        }
        if (!next.equals(Instant.MAX)) {
            Instant due = next.isBefore(now) ? now : next;
            Decision decision = policy.decide(roster, new Command.Tick(), due);
            assertFalse(decision.next().equals(roster) && decision.effects().isEmpty(), "a deadline changes something");
            assertTrue(
                    policy.nextDeadline(decision.next())
                            .filter(at -> !at.isAfter(due))
                            .isEmpty(),
                    "a deadline passes once");
        }
    }
}
