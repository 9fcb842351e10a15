// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.video;

import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.Subscription;
import io.baton.video.VideoSignal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One subscriber of a provider of {@code EncodedVideo}: receives the signal first, then frames from the next key frame
 * on. An exception of its sink is logged.
 *
 * <p>Threading. {@link #signal} and {@link #accessUnit} belong to one thread, all else to any.
 */
public final class Subscriber implements Subscription {

    private final AccessUnitSink sink;
    private final Consumer<Subscriber> onClose;
    private final Logger log;
    private volatile boolean closed;
    private volatile boolean started;
    private @Nullable VideoSignal lastSignal;

    /**
     * @param onClose called when it is closed
     * @param log the logger of the bundle
     */
    public Subscriber(AccessUnitSink sink, Consumer<Subscriber> onClose, Logger log) {
        this.sink = sink;
        this.onClose = onClose;
        this.log = log;
    }

    /** Whether it waits for a key frame. */
    public boolean awaitingKeyFrame() {
        return !started && !closed;
    }

    /** Passes a change of the signal on; the same one twice is passed on once. */
    public void signal(VideoSignal signal) {
        if (closed || signal.equals(lastSignal)) {
            return;
        }
        lastSignal = signal;
        try {
            sink.signal(signal);
        } catch (RuntimeException | LinkageError e) {
            log.error("video sink failed", e);
        }
    }

    /** Passes a frame on, once a key frame has come. */
    public void accessUnit(AccessUnit unit) {
        started |= unit.key();
        if (closed || !started) {
            return;
        }
        try {
            sink.accessUnit(unit);
        } catch (RuntimeException | LinkageError e) {
            log.error("video sink failed", e);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.accept(this);
        }
    }
}
