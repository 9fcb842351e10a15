// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait between two requests. Waits vary at random, so that the devices of a fleet that was switched on, or
 * whose server failed, at one moment do not ask at one moment.
 */
final class PollSchedule {

    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(15);
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);
    private static final double JITTER = 0.1;

    private final RandomGenerator random;
    private int failures;

    PollSchedule(RandomGenerator random) {
        this.random = random;
    }

    /** Ends the longer waits after errors. */
    void succeeded() {
        failures = 0;
    }

    /** Returns the wait until the next request: the interval, give or take a tenth. */
    Duration next(Duration interval) {
        return scaled(interval, 1 - JITTER + 2 * JITTER * random.nextDouble());
    }

    /**
     * Returns the wait after a request that failed: 5 s, twice as long with each further failure, 15 min at most, of
     * which a random part of up to a half is left out; and at least what the server asks for.
     */
    Duration failed(Duration retryAfter) {
        failures = Math.min(failures + 1, 1000);
        Duration longest = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 20));
        Duration bounded = longest.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : longest;
        Duration wait = scaled(bounded, 1 - random.nextDouble() / 2);
        Duration asked = retryAfter.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : retryAfter;
        return wait.compareTo(asked) < 0 ? asked.plus(wait) : wait;
    }

    /** Failures since the last success. */
    int failures() {
        return failures;
    }

    private static Duration scaled(Duration duration, double factor) {
        return Duration.ofMillis(Math.round(duration.toMillis() * factor));
    }
}
