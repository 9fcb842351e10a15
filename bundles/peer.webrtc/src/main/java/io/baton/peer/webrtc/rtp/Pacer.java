// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/**
 * A leaky bucket that spreads the burst of a key frame over a few milliseconds and lets ordinary frames pass at once.
 * The bucket is as deep as two ordinary frames; what does not fit leaks out in steps of a millisecond, fast enough to
 * be gone before the next frame comes. On a path with a limit the bucket is shallow and leaks at that rate: what is
 * sent faster would be lost on the way.
 */
final class Pacer {

    static final long UNLIMITED = Long.MAX_VALUE;
    static final long STEP_NANOS = 1_000_000L;
    static final long SPREAD_NANOS = 5_000_000L;
    static final long STEP_OF_A_LIMIT_NANOS = 5_000_000L;
    static final int SHALLOWEST = 24 * 1024;
    static final int DEEPEST = 64 * 1024;
    static final int DEPTH_OF_A_LIMIT = 4 * 1024;

    private static final long SLOWEST_BYTES_PER_SECOND = 3_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final int SMOOTHING = 16;

    private long ordinary = SHALLOWEST / 2;
    private long level;
    private long leak = SLOWEST_BYTES_PER_SECOND;
    private long drainedAt;
    private long limit = UNLIMITED;

    /** @param bytesPerSecond {@link #UNLIMITED} for as fast as frames come */
    void limit(long bytesPerSecond, long now) {
        if (bytesPerSecond == limit) {
            return;
        }
        drain(now);
        limit = bytesPerSecond;
        if (limit == UNLIMITED) {
            leak = SLOWEST_BYTES_PER_SECOND;
        } else {
            leak = limit;
            level = Math.min(level, DEPTH_OF_A_LIMIT);
        }
    }

    /**
     * A frame joined the queue.
     *
     * @param size of the frame in bytes
     * @param queued bytes waiting now, the frame included
     */
    void enqueued(int size, boolean key, long queued, long now) {
        drain(now);
        if (!key) {
            ordinary += (size - ordinary) / SMOOTHING;
        }
        if (limit != UNLIMITED) {
            return;
        }
        long excess = Math.max(0, level + queued - depth());
        leak = Math.max(SLOWEST_BYTES_PER_SECOND, excess * (SECOND / SPREAD_NANOS));
    }

    /** Whether a packet may go now. One may always go into a bucket that is not full, however large it is. */
    boolean mayPass(long now) {
        drain(now);
        return level < depth();
    }

    void passed(int bytes) {
        level += bytes;
    }

    /** How long to wait before asking again. */
    long stepNanos() {
        return limit == UNLIMITED ? STEP_NANOS : STEP_OF_A_LIMIT_NANOS;
    }

    private long depth() {
        return limit == UNLIMITED ? Math.clamp(2 * ordinary, SHALLOWEST, DEEPEST) : DEPTH_OF_A_LIMIT;
    }

    private void drain(long now) {
        long elapsed = Math.clamp(now - drainedAt, 0, SECOND);
        level = Math.max(0, level - leak * elapsed / SECOND);
        drainedAt = now;
    }
}
