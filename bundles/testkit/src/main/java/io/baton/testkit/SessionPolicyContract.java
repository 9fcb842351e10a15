// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What every session policy must keep to, whatever its rules, checked over long random command sequences. */
public abstract class SessionPolicyContract {

    private static final int SEEDS = 200;
    private static final int STEPS = 300;
    private static final List<Setting> PUBLIC =
            List.of(Setting.MAX_SESSIONS, Setting.REQUIRE_APPROVAL, Setting.REQUIRE_NICKNAME, Setting.MAX_REJECTIONS);

    protected abstract SessionPolicy policy();

    /** One decision of a random sequence. */
    private record Step(Roster before, Command command, Instant now, Decision decision) {

        Roster after() {
            return decision.next();
        }

        <E extends Effect> List<E> effects(Class<E> type) {
            return decision.effects().stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .toList();
        }

        @Override
        public String toString() {
            return command + " → " + decision.outcome() + " " + decision.effects();
        }
    }

    @Test
    void aRefusalChangesNothing() {
        eachStep(step -> {
            if (step.decision().outcome() instanceof Outcome.Refused) {
                assertSame(step.before(), step.after(), step::toString);
                assertTrue(step.decision().effects().isEmpty(), step::toString);
            }
        });
    }

    @Test
    void theSameQuestionHasTheSameAnswer() {
        eachStep(step -> assertEquals(
                step.decision(), policy().decide(step.before(), step.command(), step.now()), step::toString));
    }

    @Test
    void seatsNeverExceedTheLimitByAJoin() {
        eachStep(step -> {
            boolean oneMore =
                    step.command() instanceof Command.Join join && join.login().isAdminAccount();
            int limit = step.after().settings().maxSessions() + (oneMore ? 1 : 0);
            int allowed = Math.max(step.before().sessions().size(), limit);
            assertTrue(step.after().sessions().size() <= allowed, step::toString);
        });
    }

    @Test
    void aNameIsOwnedByOne() {
        eachStep(step -> {
            Set<String> keys = new HashSet<>();
            for (Session session : step.after().sessions()) {
                assertTrue(session.nicknameKey().isEmpty() || keys.add(session.nicknameKey()), step::toString);
            }
        });
    }

    @Test
    void aLinkAndATokenBelongToOne() {
        eachStep(step -> {
            Set<Object> seen = new HashSet<>();
            for (Session session : step.after().sessions()) {
                PeerId link = session.link();
                assertTrue(link == null || seen.add(link), step::toString);
                assertTrue(seen.add(session.token()), step::toString);
            }
        });
    }

    @Test
    void epochAndRevisionNeverFallAndEpochMovesExactlyWhenControlPasses() {
        eachStep(step -> {
            assertTrue(step.after().revision() >= step.before().revision(), step::toString);
            List<Effect.ControlPassed> passed = step.effects(Effect.ControlPassed.class);
            assertTrue(passed.size() <= 1, step::toString);
            assertEquals(step.before().epoch() + passed.size(), step.after().epoch(), step::toString);
            for (Effect.ControlPassed pass : passed) {
                assertEquals(step.before().primary(), pass.from(), step::toString);
                assertEquals(step.after().primary(), pass.to(), step::toString);
                assertEquals(step.after().epoch(), pass.epoch(), step::toString);
            }
            if (passed.isEmpty()) {
                assertEquals(step.before().primary(), step.after().primary(), step::toString);
            }
        });
    }

    @Test
    void controlNeverStaysVacantWhileSomebodyMayHaveIt() {
        eachStep(step -> {
            Roster roster = policy().decide(step.after(), new Command.Tick(), step.now())
                    .next();
            boolean somebody = roster.sessions().stream()
                    .anyMatch(session -> session.linked()
                            && session.admitted()
                            && session.role().mayControl()
                            && !session.is(SessionFlag.YIELDED)
                            && !session.nickname().isEmpty());
            boolean free = !roster.settings().is(Setting.REQUIRE_APPROVAL)
                    && roster.settings().is(Setting.AUTO_PROMOTE)
                    && roster.control() instanceof Control.Vacant;
            assertFalse(somebody && free, step::toString);
        });
    }

    @Test
    void nobodyPendingHasControlOrWaitsForIt() {
        eachStep(step -> {
            for (Session session : step.after().sessions()) {
                if (!session.admitted()) {
                    assertEquals(Mode.PENDING, step.after().mode(session), step::toString);
                    assertFalse(step.after().queue().contains(session.id()), step::toString);
                }
            }
        });
    }

    @Test
    void whoeverWasSentAwayIsToldAndClosed() {
        eachStep(step -> {
            for (Effect.SessionRemoved removed : step.effects(Effect.SessionRemoved.class)) {
                Session session = removed.session();
                assertTrue(step.before().session(session.id()).isPresent(), step::toString);
                assertTrue(step.after().session(session.id()).isEmpty(), step::toString);
            }
            long gone = step.before().sessions().stream()
                    .filter(session -> step.after().session(session.id()).isEmpty())
                    .count();
            assertEquals(gone, step.effects(Effect.SessionRemoved.class).size(), step::toString);
        });
    }

    @Test
    void everyChangeOfModeIsTold() {
        eachStep(step -> {
            for (Session session : step.after().sessions()) {
                Optional<Session> old = step.before().session(session.id());
                Mode mode = step.after().mode(session);
                boolean changed = old.isPresent() && step.before().mode(old.get()) != mode;
                Predicate<Effect.ModeChanged> own = told -> told.session().equals(session.id()) && told.mode() == mode;
                assertEquals(
                        changed, step.effects(Effect.ModeChanged.class).stream().anyMatch(own), step::toString);
            }
        });
    }

    @Test
    void theRevisionMovesExactlyWhenWhatIsShownDoes() {
        eachStep(step -> {
            boolean moved = step.after().revision() > step.before().revision();
            assertEquals(!shown(step.before()).equals(shown(step.after())), moved, step::toString);
        });
    }

    @Test
    void eventsOfALinkThatIsNobodysTouchNothing() {
        eachStep(step -> {
            PeerId stranger = new PeerId(Long.MAX_VALUE);
            for (Command late : List.of(new Command.Linked(stranger), new Command.LinkLost(stranger))) {
                assertSame(
                        step.after(),
                        policy().decide(step.after(), late, step.now()).next(),
                        step::toString);
            }
        });
    }

    @Test
    void aLinkLosesItsSessionOnlyIfItIsClosedOrGone() {
        eachStep(step -> {
            for (Session session : step.before().sessions()) {
                PeerId link = session.link();
                if (link != null && step.after().byLink(link).isEmpty() && !endedBy(step.command(), link)) {
                    assertTrue(
                            step.effects(Effect.CloseLink.class).stream()
                                    .anyMatch(closed -> closed.link().equals(link)),
                            step::toString);
                }
            }
        });
    }

    @Test
    void onlyAdmittedSessionsGetThePicture() {
        eachStep(step -> step.effects(Effect.VideoOn.class)
                .forEach(on -> assertTrue(
                        step.after().byLink(on.link()).filter(Session::admitted).isPresent(), step::toString)));
    }

    @Test
    void nothingHappensBeforeTheNextDeadline() {
        eachStep(step -> {
            Optional<Instant> deadline = policy().nextDeadline(step.after());
            Instant quiet = deadline.map(at -> at.minusNanos(1))
                    .filter(at -> at.isAfter(step.now()))
                    .orElse(step.now());
            if (deadline.isEmpty() || deadline.get().isAfter(quiet)) {
                Roster settled = policy().decide(step.after(), new Command.Tick(), step.now())
                        .next();
                assertEquals(
                        settled,
                        policy().decide(settled, new Command.Tick(), quiet).next(),
                        step::toString);
            }
            deadline.ifPresent(at -> {
                Roster ticked =
                        policy().decide(step.after(), new Command.Tick(), at).next();
                assertFalse(
                        policy().nextDeadline(ticked)
                                .filter(next -> !next.isAfter(at))
                                .isPresent(),
                        step::toString);
            });
        });
    }

    private static boolean endedBy(Command command, PeerId link) {
        return (command instanceof Command.LinkLost lost && lost.link().equals(link))
                || (command instanceof Command.LinkFailed failed && link.equals(failed.link()));
    }

    private static List<Object> shown(Roster roster) {
        List<Object> shown = new ArrayList<>(List.of(
                roster.queue(), roster.epoch(), String.valueOf(roster.control().reservedFor())));
        shown.add(roster.control() instanceof Control.Vacant ? roster.control() : "");
        PUBLIC.forEach(setting -> shown.add(roster.settings().get(setting)));
        roster.requests().forEach(request -> shown.add(request.since().plus(time(roster, Setting.REQUEST_TIMEOUT))));
        roster.sessions().forEach(session -> shown.add(row(roster, session)));
        return shown;
    }

    private static List<Object> row(Roster roster, Session session) {
        List<Object> row = new ArrayList<>(List.of(
                session.id(),
                roster.mode(session),
                session.user(),
                session.role(),
                session.source(),
                session.nickname(),
                session.browser(),
                session.createdAt(),
                session.pending(),
                session.is(SessionFlag.YIELDED),
                session.is(SessionFlag.LEGACY)));
        Instant lost = session.connection().lostAt();
        row.add(session.inGrace() && lost != null ? lost.plus(time(roster, Setting.RECONNECT_GRACE)) : "");
        row.add(session.admitted() ? "" : session.pendingSince().plus(time(roster, Setting.PENDING_TIMEOUT)));
        return row;
    }

    private static Duration time(Roster roster, Setting setting) {
        return roster.settings().time(setting);
    }

    private interface Check {
        void on(Step step);
    }

    private void eachStep(Check check) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            RandomCommands commands = new RandomCommands(random);
            Roster roster = Roster.EMPTY;
            Instant now = ManualClock.START;
            for (int i = 0; i < STEPS; i++) {
                now = now.plusMillis(random.nextInt(3_000));
                Command command = commands.next(roster, now);
                Step step = new Step(roster, command, now, policy().decide(roster, command, now));
                check.on(step);
                roster = step.after();
            }
            Set<SessionId> ids = new HashSet<>();
            roster.sessions().forEach(session -> assertTrue(ids.add(session.id())));
        }
    }
}
