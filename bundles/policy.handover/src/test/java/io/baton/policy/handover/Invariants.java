// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.policy.Decision;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Mark;
import io.baton.session.Mode;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What must hold of every decision, said once more in other words than the rules'. */
final class Invariants {

    private final HandoverPolicy policy = new HandoverPolicy();

    void check(Roster before, Command command, Instant now, Decision decision) {
        Roster after = decision.next();
        if (decision.outcome() instanceof Outcome.Refused) {
            assertSame(before, after);
            assertEquals(List.of(), decision.effects());
            return;
        }
        assertEquals(decision, policy.decide(before, command, now), "deterministic");
        membership(after);
        modes(before, after, decision.effects());
        epoch(before, after, decision.effects());
        newcomers(before, command, after);
        seats(before, command, after);
        vacancy(after, now);
        rights(before, command);
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
        assertEquals(before.epoch() + passed, after.epoch(), "the epoch counts hand-overs");
        assertTrue(passed == 1 || Objects.equals(before.primary(), after.primary()), "control never passes in silence");
        assertTrue(after.revision() >= before.revision(), "the revision never falls");
    }

    private static void newcomers(Roster before, Command command, Roster after) {
        for (Session session : before.sessions()) {
            Optional<Session> left = after.session(session.id());
            if (!session.admitted() && left.isPresent() && left.get().admitted()) {
                assertTrue(
                        command instanceof Command.ApproveSession
                                || command instanceof Command.Rename
                                || command instanceof Command.Configure,
                        "only people admit, and never the clock: " + command);
            }
        }
    }

    private static void seats(Roster before, Command command, Roster after) {
        boolean oneMore = command instanceof Command.Join join && join.login().isAdminAccount();
        int limit = after.settings().maxSessions() + (oneMore ? 1 : 0);
        assertTrue(after.sessions().size() <= Math.max(limit, before.sessions().size()), "seats are limited");
    }

    private void vacancy(Roster roster, Instant now) {
        Roster ticked = policy.decide(roster, new Command.Tick(), now).next();
        if (!(ticked.control() instanceof Control.Vacant(Control.Why why))) {
            return;
        }
        boolean somebody = ticked.sessions().stream()
                .anyMatch(session -> session.linked()
                        && session.admitted()
                        && session.role().mayControl()
                        && !session.is(Mark.YIELDED)
                        && (!session.nickname().isEmpty() || !ticked.settings().is(Setting.REQUIRE_NICKNAME)));
        boolean gated = why == Control.Why.EMERGENCY_RATE || why == Control.Why.EMERGENCY_STREAK;
        if (somebody && ticked.settings().is(Setting.AUTO_PROMOTE)) {
            assertTrue(gated && ticked.settings().is(Setting.REQUIRE_APPROVAL), "nobody has control, but could");
        }
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
}
