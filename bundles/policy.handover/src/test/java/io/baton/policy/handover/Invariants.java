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

/** What must hold of every decision and of every roster, said once more in other words than the rules'. */
final class Invariants {

    private final HandoverPolicy policy = new HandoverPolicy();

    /** Of a step. */
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
        closedGate(before, command, after, now);
        goodbyes(before, after, decision.effects());
        pictures(after, decision.effects());
    }

    /** Of a roster, however it came about. */
    void check(Roster roster, Instant now) {
        membership(roster);
        vacancy(roster, now);
        deadline(roster, now);
    }

    /** The same question has the same answer. */
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
            assertTrue(session.admitted() && session.role().mayControl(), "the primary may control");
            assertFalse(session.is(SessionFlag.YIELDED), "who has control has not given it up");
        }
        assertEquals(roster.queue().size(), new HashSet<>(roster.queue()).size(), "each asks once");
        for (SessionId id : roster.queue()) {
            assertEquals(Mode.QUEUED, roster.mode(roster.session(id).orElseThrow()), "who asks is queued");
        }
        Set<String> names = new HashSet<>();
        for (Session session : roster.sessions()) {
            assertTrue(session.nicknameKey().isEmpty() || names.add(session.nicknameKey()), "a name is owned by one");
        }
    }

    private static void modes(Roster before, Roster after, List<Effect> effects) {
        for (Session session : after.sessions()) {
            Optional<Session> old = before.session(session.id());
            List<Mode> told = effects.stream()
                    .filter(effect -> effect instanceof Effect.ModeChanged mode
                            && mode.session().equals(session.id()))
                    .map(effect -> ((Effect.ModeChanged) effect).mode())
                    .toList();
            boolean changed = old.isPresent() && before.mode(old.get()) != after.mode(session);
            assertEquals(changed ? List.of(after.mode(session)) : List.of(), told, "every change of mode is told");
        }
    }

    private static void epoch(Roster before, Roster after, List<Effect> effects) {
        long passed =
                effects.stream().filter(Effect.ControlPassed.class::isInstance).count();
        assertTrue(passed <= 1, "control passes once");
        assertEquals(before.epoch() + passed, after.epoch(), "the epoch counts hand-overs");
        assertTrue(passed == 1 || Objects.equals(before.primary(), after.primary()), "control never passes in silence");
        assertTrue(after.revision() >= before.revision(), "the revision never falls");
        if (!before.control().equals(after.control())
                && after.control() instanceof Control.Vacant(Control.VacancyReason why)) {
            assertTrue(effects.contains(new Effect.ControlVacant(why)), "everybody is told that nobody has control");
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
                        "only people admit, and never the clock: " + command);
                boolean waved = command instanceof Command.ApproveSession
                        || session.is(SessionFlag.APPROVED)
                        || session.login().isAdminAccount()
                        || !after.settings().is(Setting.REQUIRE_APPROVAL)
                        || before.sessions().stream().noneMatch(Session::admitted);
                assertTrue(waved, "no way round approval: " + command);
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
                    "who is pending may do nothing else: " + command);
        }
    }

    private static void yielded(Roster before, Command command, Roster after) {
        SessionId primary = after.primary();
        boolean gaveUp = before.sessions().stream()
                .anyMatch(session -> session.id().equals(primary) && session.is(SessionFlag.YIELDED));
        if (gaveUp) {
            SessionId chosen = switch (command) {
                case Command.RequestPrimary(SessionId actor) -> actor;
                case Command.Claim(SessionId actor) -> actor;
                case Command.Transfer transfer -> transfer.to();
                case Command.ApproveRequest approve -> approve.requester();
                default -> null;
            };
            assertEquals(primary, chosen, "who gave control up has it again by a person only");
        }
    }

    /** Behind a closed gate nobody is promoted by rule, so nobody is demoted for a successor either. */
    private static void closedGate(Roster before, Command command, Roster after, Instant now) {
        if (!isGateClosed(before, now) || !(command instanceof Command.Tick)) {
            return;
        }
        SessionId primary = before.primary();
        assertTrue(
                after.primary() == null || Objects.equals(after.primary(), primary), "nobody is promoted by the clock");
        boolean here = primary != null
                && after.session(primary).filter(session -> !session.inGrace()).isPresent();
        assertTrue(!here || Objects.equals(after.primary(), primary), "nobody is demoted for nobody");
    }

    static boolean isGateClosed(Roster roster, Instant now) {
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

    private static void goodbyes(Roster before, Roster after, List<Effect> effects) {
        for (Session session : before.sessions()) {
            if (after.session(session.id()).isEmpty()) {
                assertEquals(
                        1,
                        effects.stream()
                                .filter(effect -> effect instanceof Effect.SessionRemoved removed
                                        && removed.session().id().equals(session.id()))
                                .count(),
                        "who is gone is said to be");
            }
        }
    }

    private static void pictures(Roster after, List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.VideoOn on) {
                assertTrue(
                        after.byLink(on.link())
                                .filter(session -> session.admitted() && session.linked())
                                .isPresent(),
                        "only who is admitted sees");
            }
        }
    }

    private void vacancy(Roster roster, Instant now) {
        Roster ticked = policy.decide(roster, new Command.Tick(), now).next();
        if (ticked.control() instanceof Control.Vacant
                && ticked.settings().is(Setting.AUTO_PROMOTE)
                && !isGateClosed(ticked, now)) {
            assertTrue(
                    ticked.sessions().stream()
                            .noneMatch(session -> session.linked()
                                    && session.admitted()
                                    && session.role().mayControl()
                                    && !session.is(SessionFlag.YIELDED)
                                    && (!session.nickname().isEmpty()
                                            || !ticked.settings().is(Setting.REQUIRE_NICKNAME))),
                    "nobody has control, but could");
        }
    }

    /** Nothing changes before the next deadline, something does at it, and then it is another. */
    private void deadline(Roster roster, Instant now) {
        Instant next = policy.nextDeadline(roster).orElse(Instant.MAX);
        Instant quiet = next.isAfter(now.plus(Duration.ofDays(2))) ? now.plus(Duration.ofDays(2)) : next.minusNanos(1);
        if (!quiet.isBefore(now)) {
            assertSame(roster, policy.decide(roster, new Command.Tick(), quiet).next(), "no change is missed");
        }
        if (!next.equals(Instant.MAX)) {
            Instant due = next.isBefore(now) ? now : next;
            Decision decision = policy.decide(roster, new Command.Tick(), due);
            assertFalse(decision.next().equals(roster) && decision.effects().isEmpty(), "nobody is woken for nothing");
            assertTrue(
                    policy.nextDeadline(decision.next())
                            .filter(at -> !at.isAfter(due))
                            .isEmpty(),
                    "nobody is woken twice for the same");
        }
    }
}
