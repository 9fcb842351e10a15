// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.session.Command;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import io.baton.session.TrustScore;
import io.baton.shared.threads.DaemonThreads;
import io.baton.testkit.Patience;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The thread of the coordinator from start to stop. */
class RunningCoordinatorTest {

    private final CoordinatorFixture fixture = new CoordinatorFixture();
    private final CompletableFuture<String> fatal = new CompletableFuture<>();

    private RunningCoordinator start() {
        return RunningCoordinator.start(
                Settings.DEFAULTS,
                fixture.services,
                null,
                fixture.clock,
                fixture.clock::nanoTime,
                new Random(1),
                new DaemonThreads(LoggerFactory.getLogger("session.coordinator"), fatal::complete));
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("baton-coordinator"))
                .toList();
    }

    @Test
    void stopLeavesNoThread() throws Exception {
        List<Thread> before = threads();
        RunningCoordinator running = start();
        CoordinatorFixture.await(running.coordinator().submit(new Command.Tick()));
        assertEquals(before.size() + 1, threads().size());

        running.stop(null);
        // it is waited for, two seconds at most
        Patience.await().until(() -> threads().equals(before));
        assertFalse(fatal.isDone());
    }

    @Test
    void errorOfACommandIsReportedAsFatal() throws Exception {
        fixture.policy = new SessionPolicy() {
            @Override
            public Decision decide(Roster roster, Command command, Instant now) {
                throw new OutOfMemoryError("a test");
            }

            @Override
            public Optional<Instant> nextDeadline(Roster roster) {
                return Optional.empty();
            }

            @Override
            public Optional<TrustScore> trust(Roster roster, SessionId session, Instant now) {
                return Optional.empty();
            }
        };
        RunningCoordinator running = start();
        var unused = running.coordinator().submit(new Command.Tick());

        assertEquals(
                "thread baton-coordinator died: java.lang.OutOfMemoryError",
                fatal.get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        running.stop(null);
        Patience.await().until(() -> threads().isEmpty());
    }
}
