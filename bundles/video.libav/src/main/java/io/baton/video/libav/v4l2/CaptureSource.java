// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import io.baton.video.FrameSink;
import io.baton.video.FrameSource;
import io.baton.video.RawFrame;
import io.baton.video.Subscription;
import io.baton.video.VideoSignal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the frames and the signal of the capture device to the sinks that opened it.
 *
 * <p>Threading. {@link #publish} and {@link #deliver} belong to one thread, all else to any.
 */
final class CaptureSource implements FrameSource {

    private static final Logger LOG = LoggerFactory.getLogger("video.libav");

    private final Runnable opened;
    private final Runnable changed;
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private volatile VideoSignal signal = VideoSignal.absent(VideoSignal.State.NO_SIGNAL);

    /**
     * @param opened called when a sink was added or removed
     * @param changed called when the signal has changed
     */
    CaptureSource(Runnable opened, Runnable changed) {
        this.opened = opened;
        this.changed = changed;
    }

    @Override
    public VideoSignal signal() {
        return signal;
    }

    @Override
    public Subscription open(FrameSink sink) {
        Delivery delivery = new Delivery(sink);
        deliveries.add(delivery);
        opened.run();
        return delivery;
    }

    boolean wanted() {
        return !deliveries.isEmpty();
    }

    /** Tells the signal to all sinks that do not know it. */
    void publish(VideoSignal next) {
        boolean differs = !next.equals(signal);
        signal = next;
        deliveries.forEach(delivery -> delivery.deliver(next, null));
        if (differs) {
            changed.run();
        }
    }

    void deliver(RawFrame frame) {
        deliveries.forEach(delivery -> delivery.deliver(signal, frame));
    }

    /** One sink; its monitor is held during calls, so that {@link #close} returns after the last one. */
    private final class Delivery implements Subscription {

        private final FrameSink sink;
        private @Nullable VideoSignal lastSignal;
        private boolean closed;

        Delivery(FrameSink sink) {
            this.sink = sink;
        }

        synchronized void deliver(VideoSignal present, @Nullable RawFrame frame) {
            try {
                if (!closed && !present.equals(lastSignal)) {
                    lastSignal = present;
                    sink.signal(present);
                }
                if (!closed && frame != null) {
                    sink.frame(frame);
                }
            } catch (RuntimeException | LinkageError e) {
                LOG.error("frame sink failed", e);
            }
        }

        @Override
        public void close() {
            synchronized (this) {
                closed = true;
                deliveries.remove(this);
            }
            opened.run();
        }
    }
}
