// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/**
 * Decides which frames a viewer gets whose path carries less than the stream: a frame passes while the path has
 * capacity left, and once one did not, none before the next key frame, which could not be decoded. So a slow viewer
 * gets the beginning of each group of pictures, and asks for nothing that the others would pay for.
 *
 * <p>Threading. Not thread-safe.
 */
final class FrameThinner {

    private static final double SECOND = 1e9;

    /** What may be sent at once after a pause: a second of the path. */
    private static final double DEPTH_SECONDS = 1;

    private double bytesPerSecond = Double.POSITIVE_INFINITY;
    private double left;
    private long updatedAt;
    private boolean skips;

    /** @param bitsPerSecond {@link BitrateTarget#UNLIMITED} for none */
    void limit(long bitsPerSecond, long now) {
        boolean before = isLimited();
        refill(now);
        bytesPerSecond = bitsPerSecond == BitrateTarget.UNLIMITED ? Double.POSITIVE_INFINITY : bitsPerSecond / 8.0;
        left = before ? Math.min(left, DEPTH_SECONDS * bytesPerSecond) : DEPTH_SECONDS * bytesPerSecond;
        updatedAt = now;
    }

    boolean isLimited() {
        return bytesPerSecond != Double.POSITIVE_INFINITY;
    }

    /** Whether this frame is sent; its bytes are accounted for then. The last may take more than is left. */
    boolean passes(int bytes, boolean key, long now) {
        if (skips && !key) {
            return false;
        }
        if (!isLimited()) {
            skips = false;
            return true;
        }
        refill(now);
        skips = left <= 0;
        if (!skips) {
            left -= bytes;
        }
        return !skips;
    }

    /** Whether what comes before the next key frame is left out. */
    boolean skips() {
        return skips;
    }

    /** Leaves out what comes before the next key frame. */
    void skip() {
        skips = true;
    }

    private void refill(long now) {
        if (isLimited()) {
            left = Math.min(DEPTH_SECONDS * bytesPerSecond, left + bytesPerSecond * (now - updatedAt) / SECOND);
        }
        updatedAt = now;
    }
}
