// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReadinessTest {
    private static final Duration TIMEOUT = Duration.ofNanos(3);
    private long now;

    @Test
    void readyOnceServicesAndPageAreThere() throws InterruptedException {
        Deque<Integer> statuses = new ArrayDeque<>(List.of(0, 503, 200));
        assertEquals(
                Optional.empty(),
                new Readiness(statuses::remove, services -> List.of(), List::of, () -> 0).awaitReady(TIMEOUT));
        assertEquals(0, statuses.size());
    }

    @Test
    void notReadyAfterTheTimeoutWithTheLastReason() throws InterruptedException {
        assertEquals(Optional.of("HTTP does not answer"), readiness(0).awaitReady(TIMEOUT));
        assertEquals(Optional.of("HTTP answers with status 421"), readiness(421).awaitReady(TIMEOUT));
    }

    @Test
    void notReadyWhileAServiceIsMissing() throws InterruptedException {
        Readiness readiness = new Readiness(() -> 200, services -> services.subList(0, 2), List::of, () -> now++);
        assertEquals(
                Optional.of("no bundle provides io.baton.video.FrameSource, io.baton.video.EncodedVideo"),
                readiness.awaitReady(TIMEOUT));
    }

    @Test
    void notReadyWhileABundleGivesAReason() throws InterruptedException {
        Deque<List<String>> reasons = new ArrayDeque<>(List.of(List.of("no journal", "no encoder"), List.of()));
        Readiness readiness = new Readiness(() -> 200, services -> List.of(), reasons::remove, () -> now++);
        assertEquals(Optional.of("no journal; no encoder"), readiness.awaitReady(Duration.ZERO));
        assertEquals(Optional.empty(), readiness.awaitReady(TIMEOUT));
    }

    private Readiness readiness(int status) {
        return new Readiness(() -> status, services -> List.of(), List::of, () -> now++);
    }
}
