// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.Subscription;
import io.baton.video.VideoSignal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscriber: receives the signal first, then frames from the next key frame on. */
final class Subscriber implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger("video.libav");

    private final AccessUnitSink sink;
    private final Consumer<Subscriber> onClose;
    private volatile boolean closed;
    private volatile boolean started;
    private @Nullable VideoSignal lastSignal;

    /** @param onClose called when it is closed */
    Subscriber(AccessUnitSink sink, Consumer<Subscriber> onClose) {
        this.sink = sink;
        this.onClose = onClose;
    }

    /** Whether it waits for a key frame. */
    boolean awaitingKeyFrame() {
        return !started && !closed;
    }

    void signal(VideoSignal signal) {
        if (closed || signal.equals(lastSignal)) {
            return;
        }
        lastSignal = signal;
        try {
            sink.signal(signal);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("video sink failed", e);
        }
    }

    void accessUnit(AccessUnit unit) {
        started |= unit.key();
        if (closed || !started) {
            return;
        }
        try {
            sink.accessUnit(unit);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("video sink failed", e);
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
