// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/**
 * Spaces one viewer's requests for key frames, which cost every viewer bit rate: a viewer whose decoder fails asks for
 * ever. The first request is passed on at once, each following one after twice the time of the one before, until the
 * viewer has been quiet. A request that waits is answered by any key frame.
 *
 * <p>Threading. Not thread-safe; used under the lock of its viewer.
 */
final class KeyFrameBackoff {

    static final long SHORTEST_NANOS = 500_000_000L;
    static final long LONGEST_NANOS = 2_000_000_000L;
    /** Longer than browsers wait between two requests while they show nothing. */
    static final long QUIET_NANOS = 5_000_000_000L;

    private long waitNanos;
    private long requestedAt;
    private long passedAt;
    private boolean pending;

    /** Takes a request; returns whether it is passed on now. */
    boolean request(long now) {
        if (now - requestedAt >= QUIET_NANOS) {
            waitNanos = 0;
        }
        requestedAt = now;
        pending = true;
        return passes(now);
    }

    /** Returns whether a request that waited is passed on now. */
    boolean passes(long now) {
        if (!pending || (waitNanos > 0 && now - passedAt < waitNanos)) {
            return false;
        }
        pending = false;
        passedAt = now;
        waitNanos = waitNanos == 0 ? SHORTEST_NANOS : Math.min(2 * waitNanos, LONGEST_NANOS);
        return true;
    }

    /** Takes note of a key frame for the viewer. */
    void keyFrame() {
        pending = false;
    }

    /** When {@link #passes} is wanted; {@link VideoSender#NEVER} while no request waits. */
    long deadlineNanos() {
        return pending ? passedAt + waitNanos : VideoSender.NEVER;
    }
}
