// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

final class ThreadProbeTest {
    private final Deque<Runnable> jobs = new ArrayDeque<>();
    private long now = Long.MAX_VALUE - 5; // the clock may overflow
    private final ThreadProbe probe = new ThreadProbe("baton-x", jobs::add, () -> now, Duration.ofSeconds(10));

    @Test
    void threadThatRunsItsJobsIsAlive() {
        for (int i = 0; i < 5; i++) {
            assertEquals("", probe.get());
            assertEquals(1, jobs.size());
            jobs.remove().run();
            now += Duration.ofSeconds(30).toNanos();
        }
    }

    @Test
    void jobThatWaitsTooLongIsReportedUntilItHasRun() {
        assertEquals("", probe.get());
        now += Duration.ofSeconds(9).toNanos();
        assertEquals("", probe.get());
        now += Duration.ofSeconds(2).toNanos();
        assertEquals("thread baton-x did nothing for 11 s", probe.get());
        assertEquals(1, jobs.size(), "one job at a time");
        jobs.remove().run();
        assertEquals("", probe.get());
    }
}
