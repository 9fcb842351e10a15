// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/**
 * Derives what one viewer's path carries from the estimates of its browser (REMB). An estimate grows only to half as
 * much again as is being sent, so on a quiet screen it says little: it is believed when the path is really in use, that
 * is when the estimate is hardly above what was sent. Otherwise the limit grows back.
 *
 * <p>Threading. Not thread-safe; updated about once a second.
 */
final class PathLimit {

    private static final double IN_USE = 1.1;
    private static final double MARGIN = 0.95;
    private static final double GROWTH_PER_SECOND = 1.1;
    private static final double MOST_SECONDS = 10;
    private static final double SECOND = 1e9;

    private final int highest;
    private double limit;
    private long lastBytes;
    private long updatedAt;
    private boolean started;

    /** @param highest bits per second, beyond which no path is a limit */
    PathLimit(int highest) {
        this.highest = highest;
        limit = highest;
    }

    /**
     * Looks at the path; answers the bits per second it carries.
     *
     * @param bytes sent so far
     * @param estimate bits per second, −1 when unknown
     */
    double update(long bytes, long estimate, long now) {
        double seconds = (now - updatedAt) / SECOND;
        if (started && seconds > 0) {
            double sent = (bytes - lastBytes) * 8 / seconds;
            if (estimate >= 0 && estimate < sent * IN_USE) {
                limit = Math.min(limit, estimate * MARGIN);
            } else {
                limit = Math.min(highest, limit * grown(seconds));
            }
        }
        lastBytes = bytes;
        updatedAt = now;
        started = true;
        return limit;
    }

    /** The factor that a bitrate grows by in this time. */
    static double grown(double seconds) {
        return Math.pow(GROWTH_PER_SECOND, Math.min(seconds, MOST_SECONDS));
    }
}
