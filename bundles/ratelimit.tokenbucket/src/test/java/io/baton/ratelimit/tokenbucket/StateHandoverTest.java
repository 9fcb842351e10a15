// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit.tokenbucket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.handover.SavedState;
import io.baton.ratelimit.Budget;
import io.baton.shared.handover.Standby;
import io.baton.testkit.FakeHandoverStore;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two limiters beside each other. */
class StateHandoverTest {

    private static final int MAX_JOINS = 10_000;

    private final FakeHandoverStore store = new FakeHandoverStore();
    private final Beside beside = new Beside();
    private final TokenBucketLimiter old = new TokenBucketLimiter(Rates.DEFAULTS, () -> 1, Standby.NONE);
    private final TokenBucketLimiter next = new TokenBucketLimiter(Rates.DEFAULTS, () -> 1, beside);

    private static final class Beside implements Standby {
        private @Nullable Runnable pending;

        @Override
        public boolean begin(Runnable takeOver) {
            pending = takeOver;
            return true;
        }

        @Override
        public void end() {
            pending = null;
        }

        void stopProvider() {
            Runnable due = pending;
            if (due != null) {
                due.run();
            }
        }
    }

    @BeforeEach
    void activate() {
        old.activate();
        next.activate();
    }

    @Test
    void emptyBucketStaysEmptyAtTheSuccessor() {
        exhaust(old);
        assertEquals(0, next.take(Budget.JOIN, "198.51.100.7"), "on standby it knows nothing of it");
        next.adopt(old.freeze(SavedLevels.SCHEMA));
        assertTrue(next.take(Budget.JOIN, "198.51.100.7") > 0);
    }

    @Test
    void frozenAndStandbyLimitersLeaveTheStoreAlone() {
        store.put(SavedLevels.ROLE, SavedLevels.SCHEMA, 0, Map.of());
        next.bindHandoverStore(store);
        assertTrue(store.holds(SavedLevels.ROLE));
        next.deactivate();
        store.take(SavedLevels.ROLE);
        old.bindHandoverStore(store);
        old.freeze(SavedLevels.SCHEMA);
        old.deactivate();
        assertFalse(store.holds(SavedLevels.ROLE));
    }

    @Test
    void limiterOnStandbyTakesTheStoredLevelsWhenTheProviderStops() {
        old.bindHandoverStore(store);
        next.bindHandoverStore(store);
        exhaust(old);
        old.deactivate();
        store.setAge(Duration.ZERO);
        beside.stopProvider();
        assertTrue(next.take(Budget.JOIN, "198.51.100.7") > 0);
    }

    @Test
    void resumedLimiterHandsOverAgain() {
        exhaust(old);
        old.freeze(SavedLevels.SCHEMA);
        old.resume();
        assertTrue(old.take(Budget.JOIN, "198.51.100.7") > 0);
        next.adopt(old.freeze(SavedLevels.SCHEMA));
        assertTrue(next.take(Budget.JOIN, "198.51.100.7") > 0);
    }

    @Test
    void callsOutOfOrderAreRefused() {
        assertThrows(IllegalStateException.class, old::resume);
        assertThrows(IllegalArgumentException.class, () -> old.freeze(99));
        assertThrows(IllegalStateException.class, () -> next.freeze(SavedLevels.SCHEMA));
        SavedState unreadable = new SavedState(SavedLevels.ROLE, 99, 0, Duration.ZERO, Map.of("all", 1L));
        assertThrows(IllegalArgumentException.class, () -> next.adopt(unreadable));
        assertThrows(IllegalStateException.class, () -> old.adopt(unreadable));
    }

    private static void exhaust(TokenBucketLimiter limiter) {
        int taken = 0;
        while (limiter.take(Budget.JOIN, "198.51.100.7") == 0) {
            assertTrue(taken++ < MAX_JOINS, "the budget is bounded");
        }
    }
}
