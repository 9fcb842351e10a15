// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.video;

import io.baton.video.VideoStats;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what {@link VideoStats} reports.
 *
 * <p>Threading. Safe for any thread.
 */
public final class Counters {

    public final AtomicLong framesIn = new AtomicLong();
    public final AtomicLong framesEncoded = new AtomicLong();
    public final AtomicLong keyFrames = new AtomicLong();
    public final AtomicLong framesSkipped = new AtomicLong();
    public final AtomicLong encoderStarts = new AtomicLong();
    public final AtomicLong encoderErrors = new AtomicLong();
    public final AtomicLong encodeNanos = new AtomicLong();

    /** @param targetBitrate bits per second asked for now */
    public VideoStats stats(int targetBitrate) {
        return new VideoStats(
                framesIn.get(),
                framesEncoded.get(),
                keyFrames.get(),
                framesSkipped.get(),
                encoderStarts.get(),
                encoderErrors.get(),
                targetBitrate,
                encodeNanos.get());
    }
}
