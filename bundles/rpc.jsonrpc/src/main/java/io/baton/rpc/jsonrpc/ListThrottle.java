// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import java.time.Duration;

/**
 * How often all are told: at once after a quiet time, else {@value #SHORTEST_MILLIS} ms apart, and further apart the
 * more there is to tell to the more clients.
 *
 * <p>Threading. One thread.
 */
final class ListThrottle {

    static final int SHORTEST_MILLIS = 100;
    static final int LONGEST_MILLIS = 1_000;

    /** What each change adds for each client. */
    private static final long SHARE_NANOS = 20_000;

    private static final long SHORTEST = Duration.ofMillis(SHORTEST_MILLIS).toNanos();
    private static final long LONGEST = Duration.ofMillis(LONGEST_MILLIS).toNanos();

    private long last;
    private long apart = SHORTEST;
    private int changes;

    ListThrottle(long nowNanos) {
        last = nowNanos - LONGEST;
    }

    /** There is something to tell; when. */
    long change(long nowNanos) {
        changes++;
        return Math.max(nowNanos, last + apart);
    }

    /** All that changed is told now, to so many. */
    void told(long nowNanos, int clients) {
        last = nowNanos;
        apart = Math.min(LONGEST, SHORTEST + SHARE_NANOS * changes * clients);
        changes = 0;
    }
}
