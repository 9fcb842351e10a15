// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit.tokenbucket;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket in one number: the time at which it will be full again. Taking moves that time one interval away; when
 * it would lie further off than the bucket is deep, there is nothing to take.
 *
 * <p>Threading. Any thread; lock-free, does not allocate.
 */
final class Bucket {

    private final long interval;
    private final long capacity;
    private final AtomicLong fullAt;

    Bucket(Rate rate, long now) {
        interval = rate.interval();
        capacity = rate.capacity();
        fullAt = new AtomicLong(now);
    }

    /** Takes one; 0 when there was one, else nanoseconds until there is. */
    long take(long now) {
        while (true) {
            long old = fullAt.get();
            long from = old - now > 0 ? old : now;
            long next = from + interval;
            long missing = next - now - capacity;
            if (missing > 0) {
                return missing;
            }
            if (fullAt.compareAndSet(old, next)) {
                return 0;
            }
        }
    }

    /** Gives back one that was taken. */
    void giveBack() {
        fullAt.addAndGet(-interval);
    }

    /** Returns how long it takes to fill up. */
    long nanosUntilFull(long now) {
        return Math.max(0, fullAt.get() - now);
    }

    /** Takes over a level: the time until it is full, at most that of an empty bucket. */
    void restore(long nanosUntilFull, long now) {
        fullAt.set(now + Math.clamp(nanosUntilFull, 0, capacity));
    }

    /** Whether it is full, so that forgetting it changes nothing. */
    boolean isFull(long now) {
        return fullAt.get() - now <= 0;
    }
}
