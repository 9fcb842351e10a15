// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.session.Command;
import io.baton.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that writes a journal until it is killed and prints each decision that it queued, with the time:
 * {@code number millis}. Only decisions that have an entry of their own are printed: no refusals and no ticks.
 */
final class KilledWriter {

    private static final long PACE_NANOS = 300_000;

    private KilledWriter() {}

    public static void main(String[] arguments) {
        JournalWriter.Settings settings = new JournalWriter.Settings(
                Path.of(arguments[0]),
                256 * 1024,
                100,
                Duration.ZERO,
                UUID.randomUUID().toString());
        ChainedJournal journal = new ChainedJournal(settings, InstantSource.system(), System::nanoTime);
        CoordinatorFixture coordinator = new CoordinatorFixture(new ManualClock(), Long.parseLong(arguments[1]));
        while (true) {
            coordinator.decide(1, decided -> {
                journal.decided(decided);
                if (decided.outcome().isDone() && !(decided.command() instanceof Command.Tick)) {
                    System.out.println(decided.number() + " " + System.currentTimeMillis());
                }
            });
            LockSupport.parkNanos(PACE_NANOS);
        }
    }
}
