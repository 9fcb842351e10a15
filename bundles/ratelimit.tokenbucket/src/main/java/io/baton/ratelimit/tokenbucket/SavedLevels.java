// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit.tokenbucket;

import io.baton.handover.SavedState;
import io.baton.ratelimit.Budget;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The levels of the buckets as a successor takes them over: for each bucket that is not full, the nanoseconds until it
 * is. A flood does not start anew with a swap.
 */
final class SavedLevels {

    static final String ROLE = "ratelimit";
    static final int SCHEMA = 1;
    private static final String USER = "user";
    private static final String ADDRESS = "address";
    private static final String ALL = "all";

    private SavedLevels() {}

    static SavedState of(long now, Map<Budget, Buckets> buckets, Buckets userRpc, Buckets addressRpc, Bucket allRpc) {
        Map<String, Object> state = new HashMap<>();
        buckets.forEach((budget, keyed) -> state.put(budget.name(), keyed.save(now)));
        state.put(USER, userRpc.save(now));
        state.put(ADDRESS, addressRpc.save(now));
        state.put(ALL, allRpc.nanosUntilFull(now));
        return new SavedState(ROLE, SCHEMA, 0, Duration.ZERO, Map.copyOf(state));
    }

    static void restore(
            SavedState saved,
            long now,
            Map<Budget, Buckets> buckets,
            Buckets userRpc,
            Buckets addressRpc,
            Bucket allRpc) {
        Map<String, Object> state = saved.state();
        long age = saved.age().toNanos();
        buckets.forEach((budget, keyed) -> keyed.restore(state.get(budget.name()), age, now));
        userRpc.restore(state.get(USER), age, now);
        addressRpc.restore(state.get(ADDRESS), age, now);
        if (state.get(ALL) instanceof Long left) {
            allRpc.restore(left - age, now);
        }
    }
}
