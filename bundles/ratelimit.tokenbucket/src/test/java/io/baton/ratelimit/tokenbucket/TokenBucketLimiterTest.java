// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit.tokenbucket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
import io.baton.shared.handover.Standby;
import io.baton.testkit.FakeHandoverStore;
import io.baton.testkit.RateLimiterContract;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBucketLimiterTest extends RateLimiterContract {

    @Override
    protected RateLimiter create() {
        return limiter(clock::nanoTime);
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
        limiter = limiter(nanos::get);
        exhaust(Budget.RENAME, "ann");
        nanos.addAndGet(2_000_000_000L);
        assertEquals(0, limiter.take(Budget.RENAME, "ann"));
    }

    @Test
    void s15RefusedCallsOfOneKeyDoNotSpendTheCommonBudget() {
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
    void s15PrimaryKeepsItsShareWhileOthersSpendTheCommonBudget() {
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
        assertEquals(Buckets.MAX_KEYS, keys(Budget.JOIN));
        assertTrue(limiter.take(Budget.JOIN, "one more") > 0);
        assertEquals(0, limiter.take(Budget.JOIN, "address0"), "a known key keeps its bucket");

        clock.advanceMillis(10_000);
        assertEquals(0, limiter.take(Budget.JOIN, "later"));
        assertEquals(1, keys(Budget.JOIN), "rested buckets are forgotten");
    }

    @Test
    void overlongKeyIsNotStored() {
        limiter.take(Budget.JOIN, "x".repeat(10_000));
        assertEquals(0, keys(Budget.JOIN));
    }

    @Test
    void takingDoesNotAllocate() {
        AtomicLong nanos = new AtomicLong();
        limiter = limiter(nanos::get);
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

    @Test
    void sessionsOfOneAccountShareItsBudget() {
        assertEquals(1_000, allowed(3, i -> "ann", i -> "192.0.2." + i));
        assertEquals(0, limiter.take(Budget.RPC, "late", "bob", "192.0.2.0"));
    }

    @Test
    void sessionsOfOneAddressShareItsBudget() {
        assertEquals(1_500, allowed(4, i -> "user" + i, i -> "192.0.2.7"));
        assertEquals(0, limiter.take(Budget.RPC, "late", "user0", "192.0.2.8"));
    }

    @Test
    void addressesOfOneIpv6NetworkShareItsBudget() {
        assertEquals(1_500, allowed(4, i -> "", i -> "2001:db8:1:2::" + i));
        assertEquals(0, limiter.take(Budget.RPC, "late", "", "2001:db8:1:3::1"));
    }

    @Test
    void loopbackAddressHasNoBudgetOfItsOwn() {
        assertEquals(2_000, allowed(5, i -> "", i -> "127.0.0.1"));
    }

    @Test
    void callRefusedByASharedBudgetIsChargedNowhere() {
        allowed(2, i -> "ann", i -> "192.0.2.7");
        for (int i = 0; i < 1_000; i++) {
            assertTrue(limiter.take(Budget.RPC, "third", "ann", "192.0.2.7") > 0);
        }
        assertEquals(500, allowed(1, i -> "bob", i -> "192.0.2.7"), "the address has 500 left");
        clock.advanceMillis(400);
        int third = 0;
        for (int i = 0; i < 500; i++) {
            third += limiter.take(Budget.RPC, "third", "ann", "192.0.2.7") == 0 ? 1 : 0;
        }
        assertEquals(400, third, "its own budget was full all along");
    }

    private int allowed(int sessions, IntFunction<String> user, IntFunction<String> source) {
        int allowed = 0;
        for (int i = 0; i < sessions; i++) {
            for (int call = 0; call < 500; call++) {
                allowed += limiter.take(Budget.RPC, user.apply(i) + i, user.apply(i), source.apply(i)) == 0 ? 1 : 0;
            }
        }
        return allowed;
    }

    @Test
    void levelsAreHandedOverToASuccessor() {
        FakeHandoverStore store = new FakeHandoverStore();
        store.setAge(Duration.ofMillis(100));
        TokenBucketLimiter before = (TokenBucketLimiter) limiter;
        before.bindHandoverStore(store);
        exhaust(Budget.RENAME, "ann");
        allowed(4, i -> "", i -> "127.0.0.1");
        before.deactivate();

        TokenBucketLimiter after = limiter(() -> clock.nanoTime() + 900_000_000_000L);
        after.bindHandoverStore(store);
        limiter = after;
        assertEquals(1_900, after.take(Budget.RENAME, "ann"), "2 s, of which 100 ms have passed");
        assertEquals(0, after.take(Budget.RENAME, "bob"));
        assertEquals(200, allowed(1, i -> "late", i -> ""), "the common budget had 100 ms");
    }

    @Test
    void unreadableLevelsAreIgnored() {
        FakeHandoverStore store = new FakeHandoverStore();
        store.put(SavedLevels.ROLE, 1, 0, Map.of("RENAME", "x", "JOIN", Map.of("a", "b"), "all", Long.MAX_VALUE));
        TokenBucketLimiter after = (TokenBucketLimiter) limiter;
        after.bindHandoverStore(store);
        assertEquals(0, after.take(Budget.RENAME, "ann"));
        assertTrue(after.take(Budget.RPC, "ann") <= 1_000, "at most an empty bucket");
        after.unbindHandoverStore(store);
        after.deactivate();
        assertFalse(store.holds(SavedLevels.ROLE));
    }

    @Test
    void refusedCallsAreCounted() {
        exhaust(Budget.RENAME, "ann");
        limiter.take(Budget.RENAME, "ann");
        Map<Budget, Long> refused = ((TokenBucketLimiter) limiter).refused();
        assertEquals(2, refused.get(Budget.RENAME));
        assertEquals(0, refused.get(Budget.RPC));
    }

    private int keys(Budget budget) {
        return Objects.requireNonNull(((TokenBucketLimiter) limiter).callers().get(budget));
    }

    private static TokenBucketLimiter limiter(LongSupplier nanoTime) {
        TokenBucketLimiter made = new TokenBucketLimiter(Rates.DEFAULTS, nanoTime, Standby.NONE);
        made.activate();
        return made;
    }
}
