// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every rate limiter must keep to, whatever its rates. */
public abstract class RateLimiterContract {

    private static final int MAX_CALLS = 1_000_000;

    protected final ManualClock clock = new ManualClock();
    protected RateLimiter limiter = new Unlimited();

    /** A limiter on {@link #clock}. */
    protected abstract RateLimiter create();

    private static final class Unlimited implements RateLimiter {
        @Override
        public long take(Budget budget, String key) {
            return 0;
        }
    }

    @BeforeEach
    void make() {
        limiter = create();
    }

    /** Takes until refused; returns the wait it was told, in milliseconds. */
    protected final long exhaust(Budget budget, String key) {
        for (int i = 0; i < MAX_CALLS; i++) {
            long wait = limiter.take(budget, key);
            if (wait != 0) {
                return wait;
            }
        }
        throw new AssertionError(budget + " is unlimited");
    }

    @ParameterizedTest
    @EnumSource(Budget.class)
    void budgetIsLimited(Budget budget) {
        assertTrue(exhaust(budget, "ann") >= 1);
    }

    @ParameterizedTest
    @EnumSource(Budget.class)
    void callIsAllowedAfterTheReportedWait(Budget budget) {
        long wait = exhaust(budget, "ann");
        clock.advanceMillis(wait);
        assertEquals(0, limiter.take(budget, "ann"));
    }

    @ParameterizedTest
    @EnumSource(Budget.class)
    void budgetsOfKeysAreSeparate(Budget budget) {
        exhaust(budget, "ann");
        assertEquals(0, limiter.take(budget, "bob"));
    }

    @ParameterizedTest
    @EnumSource(Budget.class)
    void refusedCallsAreNotCharged(Budget budget) {
        long wait = exhaust(budget, "ann");
        for (int i = 0; i < 1_000; i++) {
            limiter.take(budget, "ann");
        }
        clock.advanceMillis(wait);
        assertEquals(0, limiter.take(budget, "ann"));
    }

    @ParameterizedTest
    @EnumSource(Budget.class)
    void budgetsOfOneKeyAreSeparate(Budget budget) {
        exhaust(budget, "ann");
        for (Budget other : Budget.values()) {
            if (other != budget) {
                assertEquals(0, limiter.take(other, "ann"));
            }
        }
    }
}
