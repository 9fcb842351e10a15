// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.frames;

import io.baton.video.FrameSink;
import io.baton.video.RawFrame;
import io.baton.video.Subscription;
import io.baton.video.VideoSignal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The sinks that opened a source.
 *
 * <p>Threading. {@link #deliver} belongs to one thread, all else to any.
 */
public final class FrameSinks {

    private final Logger log;
    private final Runnable opened;
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

    /** @param opened called when a sink was added */
    public FrameSinks(Logger log, Runnable opened) {
        this.log = log;
        this.opened = opened;
    }

    /** Adds a sink, as {@link io.baton.video.FrameSource#open} describes it. */
    public Subscription open(FrameSink sink) {
        Delivery delivery = new Delivery(sink);
        deliveries.add(delivery);
        opened.run();
        return delivery;
    }

    public boolean isEmpty() {
        return deliveries.isEmpty();
    }

    /** Whether a sink has not been given its first signal. */
    public boolean hasNew() {
        return deliveries.stream().anyMatch(delivery -> delivery.lastSignal == null);
    }

    /** Hands the signal to each sink that does not know it yet, and then the frame. */
    public void deliver(VideoSignal signal, @Nullable RawFrame frame) {
        for (Delivery delivery : deliveries) {
            delivery.deliver(signal, frame);
        }
    }

    /** One sink; its monitor is held during calls, so that {@link #close} returns after the last one. */
    private final class Delivery implements Subscription {

        private final FrameSink sink;
        private volatile @Nullable VideoSignal lastSignal;
        private boolean closed;

        Delivery(FrameSink sink) {
            this.sink = sink;
        }

        synchronized void deliver(VideoSignal signal, @Nullable RawFrame frame) {
            try {
                if (!closed && !signal.equals(lastSignal)) {
                    lastSignal = signal;
                    sink.signal(signal);
                }
                if (!closed && frame != null) {
                    sink.frame(frame);
                }
            } catch (RuntimeException | LinkageError e) {
                log.error("frame sink failed", e);
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            deliveries.remove(this);
        }
    }
}
