// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.nickname.NicknameKey;
import io.baton.session.Command;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract of every session policy: decisions, the roster and its published view. */
public abstract class SessionPolicyContract extends PolicySequenceContract {

    private static final List<Setting> PUBLIC =
            List.of(Setting.MAX_SESSIONS, Setting.REQUIRE_APPROVAL, Setting.REQUIRE_NICKNAME, Setting.MAX_REJECTIONS);

    @Test
    void refusalChangesNothing() {
        eachStep(step -> {
            if (step.decision().outcome() instanceof Outcome.Refused) {
                assertSame(step.before(), step.after(), step::toString);
                assertTrue(step.decision().effects().isEmpty(), step::toString);
            }
        });
    }

    @Test
    void decisionIsDeterministic() {
        eachStep(step -> assertEquals(
                step.decision(), policy().decide(step.before(), step.command(), step.now()), step::toString));
    }

    @Test
    void joinNeverExceedsMaxSessions() {
        eachStep(step -> {
            boolean oneMore =
                    step.command() instanceof Command.Join join && join.login().isAdminAccount();
            int limit = step.after().settings().maxSessions() + (oneMore ? 1 : 0);
            int allowed = Math.max(step.before().sessions().size(), limit);
            assertTrue(step.after().sessions().size() <= allowed, step::toString);
        });
    }

    @Test
    void nicknameIsUnique() {
        eachStep(step -> {
            Set<String> keys = new HashSet<>();
            for (Session session : step.after().sessions()) {
                NicknameKey.forms(session.nicknameKey()).forEach(form -> assertTrue(keys.add(form), step::toString));
            }
        });
    }

    @Test
    void everyRemovalHasAnEffect() {
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
    void revisionGrowsExactlyWhenThePublishedViewChanges() {
        eachStep(step -> {
            boolean moved = step.after().revision() > step.before().revision();
            assertEquals(!shown(step.before()).equals(shown(step.after())), moved, step::toString);
        });
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
                session.is(SessionFlag.LEGACY),
                session.mayControl()));
        Instant lost = session.connection().lostAt();
        row.add(session.inGrace() && lost != null ? lost.plus(time(roster, Setting.RECONNECT_GRACE)) : "");
        row.add(session.admitted() ? "" : session.pendingSince().plus(time(roster, Setting.PENDING_TIMEOUT)));
        return row;
    }

    private static Duration time(Roster roster, Setting setting) {
        return roster.settings().time(setting);
    }
}
