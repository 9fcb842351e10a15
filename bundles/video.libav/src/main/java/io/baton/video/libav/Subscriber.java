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

/** One subscriber: hears the signal first, then pictures from the next key picture on. */
final class Subscriber implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

    private final AccessUnitSink sink;
    private final Consumer<Subscriber> closing;
    private volatile boolean closed;
    private volatile boolean started;
    private @Nullable VideoSignal told;

    /** @param closing called when it closed */
    Subscriber(AccessUnitSink sink, Consumer<Subscriber> closing) {
        this.sink = sink;
        this.closing = closing;
    }

    /** Whether it waits for a key picture. */
    boolean waiting() {
        return !started && !closed;
    }

    void signal(VideoSignal signal) {
        if (closed || signal.equals(told)) {
            return;
        }
        told = signal;
        try {
            sink.signal(signal);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("A video sink failed", e);
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
            LOG.error("A video sink failed", e);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            closing.accept(this);
        }
    }
}
