// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit.tokenbucket;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One bucket for each key, a bounded number of them. Full buckets are removed when room is needed; while there is none
 * all new keys share one bucket, so that many addresses get no more than one does.
 *
 * <p>Threading. Any thread; does not allocate for a known key.
 */
final class Buckets {

    static final int MAX_KEYS = 4096;
    private static final int MAX_KEY_LENGTH = 256;
    private static final long SWEEP_NANOS = 100_000_000;

    private final Rate rate;
    private final Bucket overflow;
    private final AtomicLong nextSweep;
    private final ConcurrentHashMap<String, Bucket> byKey = new ConcurrentHashMap<>();

    Buckets(Rate rate, long now) {
        this.rate = rate;
        this.overflow = new Bucket(rate, now);
        this.nextSweep = new AtomicLong(now);
    }

    Bucket of(String key, long now) {
        Bucket known = byKey.get(key);
        if (known != null) {
            return known;
        }
        if (key.length() > MAX_KEY_LENGTH || (byKey.size() >= MAX_KEYS && !sweep(now))) {
            return overflow;
        }
        return byKey.computeIfAbsent(key, unknown -> new Bucket(rate, now));
    }

    /** Returns the buckets that are not full, with the nanoseconds until they are. */
    Map<String, Object> save(long now) {
        Map<String, Object> levels = new HashMap<>();
        byKey.forEach((key, bucket) -> {
            if (!bucket.isFull(now)) {
                levels.put(key, bucket.nanosUntilFull(now));
            }
        });
        return levels;
    }

    /** Takes over what {@link #save} returned {@code age} nanoseconds ago; ignores what is not of that form. */
    void restore(@Nullable Object saved, long age, long now) {
        if (saved instanceof Map<?, ?> levels) {
            levels.forEach((key, level) -> {
                if (key instanceof String name && level instanceof Long left && left > age) {
                    of(name, now).restore(left - age, now);
                }
            });
        }
    }

    int size() {
        return byKey.size();
    }

    /** Removes full buckets, at most ten times a second; returns whether there is room now. */
    private boolean sweep(long now) {
        long due = nextSweep.get();
        if (now - due >= 0 && nextSweep.compareAndSet(due, now + SWEEP_NANOS)) {
            byKey.values().removeIf(bucket -> bucket.isFull(now));
        }
        return byKey.size() < MAX_KEYS;
    }
}
