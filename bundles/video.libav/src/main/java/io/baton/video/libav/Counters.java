// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import io.baton.video.VideoStats;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what {@link VideoStats} reports. */
final class Counters {

    final AtomicLong framesIn = new AtomicLong();
    final AtomicLong framesEncoded = new AtomicLong();
    final AtomicLong keyFrames = new AtomicLong();
    final AtomicLong framesSkipped = new AtomicLong();
    final AtomicLong encoderStarts = new AtomicLong();
    final AtomicLong encoderErrors = new AtomicLong();
    final AtomicLong encodeNanos = new AtomicLong();

    VideoStats stats(int targetBitrate) {
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
