// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exchange of {@code POST /webrtc/session}: reads the body within a time and a size without blocking a thread, then
 * answers exactly once.
 *
 * <p>Threading. The container calls the listener's methods one after the other; answers come from any thread and are
 * written by a thread of the container.
 */
final class PostedOffer implements ReadListener {

    /** The time for the whole body. */
    static final Duration BODY_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger("signalling.websocket");

    /** Handles a complete body and writes its answer. */
    interface Handler {

        void body(PostedOffer posted, String text);

        void write(HttpServletResponse response, NegotiationResult result) throws IOException;

        void undelivered(NegotiationResult result);
    }

    private final AsyncContext async;
    private final ServletInputStream in;
    private final Handler handler;
    private final Runnable timer;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final byte[] part = new byte[8192];
    private final AtomicBoolean answered = new AtomicBoolean();

    PostedOffer(AsyncContext async, ServletInputStream in, EventLoop loop, Duration answerTimeout, Handler handler) {
        this.async = async;
        this.in = in;
        this.handler = handler;
        // Matters only when this bundle stops meanwhile: the timers of body and answer are earlier.
        async.setTimeout(BODY_TIMEOUT.plus(answerTimeout).multipliedBy(2).toMillis());
        timer = loop.after(
                BODY_TIMEOUT,
                () -> refuse(new Problem(408, "too_slow", "The offer did not come within 5 s.", Duration.ZERO)));
    }

    void begin() {
        in.setReadListener(this);
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (in.isReady() && !in.isFinished()) {
            int length = in.read(part);
            if (length < 0) {
                return;
            }
            body.write(part, 0, length);
            if (body.size() > FrameReader.MAX_FRAME) {
                refuse(tooLarge());
                return;
            }
        }
    }

    @Override
    public void onAllDataRead() {
        timer.run();
        if (!answered.get()) {
            handler.body(this, body.toString(StandardCharsets.UTF_8));
        }
    }

    /** Refuses a body that ended early or contradicts its headers. */
    @Override
    public void onError(Throwable cause) {
        LOG.debug("posted offer incomplete cause={}", cause.toString());
        refuse(Problem.badRequest("bad_body", "The request's body is not what its headers say."));
    }

    void refuse(Problem problem) {
        answer(new NegotiationResult.Refused(problem));
    }

    /** Writes the answer unless one was written before. */
    void answer(NegotiationResult result) {
        if (answered.compareAndSet(false, true)) {
            timer.run();
            async.start(() -> write(result));
        } else {
            handler.undelivered(result);
        }
    }

    static Problem tooLarge() {
        return new Problem(413, "too_large", "The offer is too large.", Duration.ZERO);
    }

    private void write(NegotiationResult result) {
        try {
            handler.write((HttpServletResponse) async.getResponse(), result);
        } catch (IOException e) {
            LOG.debug("client left before its answer cause={}", e.toString());
            handler.undelivered(result);
        } finally {
            async.complete();
        }
    }
}
