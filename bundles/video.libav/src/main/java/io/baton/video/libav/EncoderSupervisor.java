// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import io.baton.shared.video.Counters;
import io.baton.video.VideoMode;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the right encoder open: opens one for a new mode, again after a failure (waiting longer each time,
 * {@value #FIRST_PAUSE_MILLIS} ms up to {@value #MAX_PAUSE_MILLIS} ms), and keeps it at the wanted bitrate.
 *
 * <p>Threading. One thread.
 */
final class EncoderSupervisor {

    static final int FIRST_PAUSE_MILLIS = 100;
    static final int MAX_PAUSE_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger("video.libav");
    private static final long MILLI = 1_000_000;
    private static final double WORTH_REOPENING = 0.15;

    private final FrameEncoder.Factory factory;
    private final LongSupplier nanoTime;
    private final Counters counters;
    private @Nullable FrameEncoder encoder;
    private int bitrate;
    private boolean awaitingFirstFrame;
    private long pauseMillis;
    private long openAgainNanos;

    EncoderSupervisor(FrameEncoder.Factory factory, LongSupplier nanoTime, Counters counters) {
        this.factory = factory;
        this.nanoTime = nanoTime;
        this.counters = counters;
    }

    /** The open encoder for a mode; null during the pause after a failure. */
    @Nullable
    FrameEncoder encoder(VideoMode mode, int wanted) {
        FrameEncoder present = encoder;
        if (present != null && present.mode().equals(mode) && adjustBitrate(present, wanted)) {
            return present;
        }
        close();
        if (pauseMillis > 0 && nanoTime.getAsLong() - openAgainNanos < 0) {
            return null;
        }
        try {
            present = factory.open(mode, wanted);
            counters.encoderStarts.incrementAndGet();
            encoder = present;
            bitrate = wanted;
            awaitingFirstFrame = true;
            LOG.info(
                    "encoder opened name={} width={} height={} framesPerSecond={} bitrateBitsPerSecond={}",
                    present.name(),
                    mode.width(),
                    mode.height(),
                    mode.framesPerSecond(),
                    wanted);
            return present;
        } catch (EncoderException e) {
            failed(e);
            return null;
        }
    }

    /** Whether the open encoder has not produced a frame yet: its first must be a key frame. */
    boolean awaitingFirstFrame() {
        return awaitingFirstFrame;
    }

    /** Notes that the encoder produced a frame, which resets the pause. */
    void succeeded() {
        awaitingFirstFrame = false;
        pauseMillis = 0;
    }

    /** The encoder failed; the next one is opened after a pause. */
    void failed(EncoderException e) {
        FrameEncoder present = encoder;
        if (present != null) {
            factory.failed(present, e);
        }
        close();
        pauseMillis = pauseMillis == 0 ? FIRST_PAUSE_MILLIS : Math.min(2 * pauseMillis, MAX_PAUSE_MILLIS);
        openAgainNanos = nanoTime.getAsLong() + pauseMillis * MILLI;
        LOG.warn("encoder failed retryMillis={} cause={}", pauseMillis, e.getMessage());
    }

    void close() {
        FrameEncoder present = encoder;
        encoder = null;
        if (present != null) {
            present.close();
        }
    }

    /** Returns false when a new encoder is needed; a change too small for that is left until it has grown. */
    private boolean adjustBitrate(FrameEncoder present, int wanted) {
        if (wanted == bitrate) {
            return true;
        }
        if (present.bitrate(wanted)) {
            bitrate = wanted;
            return true;
        }
        return Math.abs(wanted - bitrate) < WORTH_REOPENING * bitrate;
    }
}
