// SPDX-License-Identifier: Apache-2.0
package io.baton.web.ui;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a response's body without a thread that waits for the client (Servlet 6.1, section 5.7.3). A client that takes
 * less than the minimum rate is cut off: the response ends short of its Content-Length, so that the container closes
 * the connection.
 *
 * <p>Threading. Called by the container, by one thread at a time.
 */
final class BodyWriter implements WriteListener, AsyncListener {

    private static final Logger LOG = LoggerFactory.getLogger("web.ui");

    /** What any client gets, whatever the size. */
    private static final long GRACE_MILLIS = 15_000;

    private static final long MIN_BYTES_PER_SECOND = 8 * 1024;

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final byte[] body;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean written;

    private BodyWriter(AsyncContext async, ServletOutputStream out, byte[] body) {
        this.async = async;
        this.out = out;
        this.body = body;
    }

    /** Begins to write a body to a response whose head is complete. */
    static void write(AsyncContext async, byte[] body) throws IOException {
        ServletOutputStream out = async.getResponse().getOutputStream();
        BodyWriter writer = new BodyWriter(async, out, body);
        async.setTimeout(timeoutMillis(body.length));
        async.addListener(writer);
        out.setWriteListener(writer);
    }

    /** Returns how long a client may take for a body of this many bytes, in milliseconds. */
    static long timeoutMillis(int length) {
        return GRACE_MILLIS + length * 1000L / MIN_BYTES_PER_SECOND;
    }

    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            if (written) {
                end();
                return;
            }
            written = true;
            out.write(body);
        }
    }

    /** Ends the response of a client that has left. */
    @Override
    public void onError(Throwable cause) {
        LOG.debug("page not taken cause={}", cause.toString());
        end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        LOG.debug("page not taken in time source={}", event.getSuppliedRequest().getRemoteAddr());
        end();
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        ended.set(true);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Never started a second time.
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            async.complete();
        }
    }
}
