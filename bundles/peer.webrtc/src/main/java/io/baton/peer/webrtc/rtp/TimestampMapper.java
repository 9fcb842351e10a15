// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/**
 * A viewer's 90 kHz timestamps, which only ever move forward. They follow the capture times while these are believable;
 * when the source changes and its clock jumps, the time that has really passed takes their place.
 */
final class TimestampMapper {

    private static final long TOLERANCE_NANOS = 500_000_000L;
    private static final long TICK_NANOS = 11_112L;

    private final int offset;
    private long position;
    private long lastCapture;
    private long lastNow;
    private boolean started;

    /** @param offset random start, so that timestamps reveal nothing (RFC 3550 §5.1) */
    TimestampMapper(int offset) {
        this.offset = offset;
    }

    /** The timestamp of the next frame. */
    int next(long captureNanos, long now) {
        if (started) {
            long captured = captureNanos - lastCapture;
            long passed = Math.max(0, now - lastNow);
            boolean believable = captured > 0 && Math.abs(captured - passed) <= TOLERANCE_NANOS;
            position += Math.max(TICK_NANOS, believable ? captured : passed);
        }
        started = true;
        lastCapture = captureNanos;
        lastNow = now;
        return ticks(position);
    }

    /** What the timestamp would be at {@code now}, for sender reports. */
    int at(long now) {
        return ticks(position + Math.max(0, now - lastNow));
    }

    private int ticks(long nanos) {
        return offset + (int) (nanos * 9 / 100_000);
    }
}
