// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit.tokenbucket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
import io.baton.testkit.RateLimiterContract;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBucketLimiterTest extends RateLimiterContract {

    @Override
    protected RateLimiter create() {
        return new TokenBucketLimiter(TokenBucketLimiter.Rates.DEFAULTS, clock::nanoTime);
    }

    @Test
    void twentyJoinsOfOneAddressAreAllowedAtOnce() {
        for (int i = 0; i < 20; i++) {
            assertEquals(0, limiter.take(Budget.JOIN, "127.0.0.1"));
        }
    }

    @Test
    void rateHoldsOverTime() {
        exhaust(Budget.RENAME, "ann");
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            clock.advanceMillis(100);
            if (limiter.take(Budget.RENAME, "ann") == 0) {
                taken++;
            }
        }
        assertEquals(5, taken, "5 in 10 s");
    }

    @Test
    void overflowOfTheClockChangesNothing() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
        limiter = new TokenBucketLimiter(TokenBucketLimiter.Rates.DEFAULTS, nanos::get);
        exhaust(Budget.RENAME, "ann");
        nanos.addAndGet(2_000_000_000L);
        assertEquals(0, limiter.take(Budget.RENAME, "ann"));
    }

    @Test
    void refusedCallsOfOneKeyDoNotSpendTheCommonBudget() {
        for (int i = 0; i < 10_000; i++) {
            limiter.take(Budget.RPC, "flood");
        }
        int others = 0;
        for (int i = 0; i < 3; i++) {
            for (int call = 0; call < 500; call++) {
                others += limiter.take(Budget.RPC, "session" + i) == 0 ? 1 : 0;
            }
        }
        assertEquals(1_500, others, "2000 for all, of which the flood got 500");
    }

    @Test
    void primaryKeepsItsShareWhileOthersSpendTheCommonBudget() {
        for (int i = 0; i < 6; i++) {
            for (int call = 0; call < 500; call++) {
                limiter.take(Budget.RPC, "observer" + i);
            }
        }
        assertTrue(limiter.take(Budget.RPC, "late") > 0, "the common budget is spent");
        for (int call = 0; call < 500; call++) {
            assertEquals(0, limiter.take(Budget.PRIMARY_RPC, "ann"));
        }
        assertTrue(limiter.take(Budget.PRIMARY_RPC, "ann") > 0);
        clock.advanceMillis(10);
        assertEquals(0, limiter.take(Budget.RPC, "late"), "the primary took nothing from it");
    }

    @Test
    void callRefusedByTheCommonBudgetIsNotCharged() {
        for (int i = 0; i < 4; i++) {
            exhaust(Budget.RPC, "session" + i);
        }
        for (int i = 0; i < 1_000; i++) {
            assertTrue(limiter.take(Budget.RPC, "late") > 0);
        }
        clock.advanceMillis(500);
        assertEquals(
                500,
                IntStream.range(0, 600)
                        .filter(i -> limiter.take(Budget.RPC, "late") == 0)
                        .count());
    }

    @Test
    void keysBeyondTheMaximumShareOneBucket() {
        for (int i = 0; i < 10 * Buckets.MAX_KEYS; i++) {
            limiter.take(Budget.JOIN, "address" + i);
        }
        TokenBucketLimiter tokens = (TokenBucketLimiter) limiter;
        assertEquals(Buckets.MAX_KEYS, tokens.keys(Budget.JOIN));
        assertTrue(limiter.take(Budget.JOIN, "one more") > 0);
        assertEquals(0, limiter.take(Budget.JOIN, "address0"), "a known key keeps its bucket");

        clock.advanceMillis(10_000);
        assertEquals(0, limiter.take(Budget.JOIN, "later"));
        assertEquals(1, tokens.keys(Budget.JOIN), "rested buckets are forgotten");
    }

    @Test
    void overlongKeyIsNotStored() {
        limiter.take(Budget.JOIN, "x".repeat(10_000));
        assertEquals(0, ((TokenBucketLimiter) limiter).keys(Budget.JOIN));
    }

    @Test
    void takingDoesNotAllocate() {
        AtomicLong nanos = new AtomicLong();
        limiter = new TokenBucketLimiter(TokenBucketLimiter.Rates.DEFAULTS, nanos::get);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        takeMany(20_000, nanos);
        long before = threads.getCurrentThreadAllocatedBytes();
        takeMany(20_000, nanos);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 20_000, bytes + " bytes for 20 000 calls");
    }

    private void takeMany(int times, AtomicLong nanos) {
        for (int i = 0; i < times; i++) {
            nanos.addAndGet(1_000_000);
            limiter.take(Budget.INPUT, "ann");
        }
    }

    @Test
    void concurrentCallsGetNoMoreThanTheBurst() throws InterruptedException {
        AtomicInteger taken = new AtomicInteger();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int call = 0; call < 1_000; call++) {
                    taken.addAndGet(limiter.take(Budget.RPC, "ann") == 0 ? 1 : 0);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(500, taken.get());
    }

    @Test
    void rateOutsideItsRangeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Rate(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Rate(Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> new Rate(1, 0));
    }
}
