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
 * One offer that is being posted: its body as it trickles in, within its time and size and without a thread that waits
 * for it, then its answer, exactly once.
 *
 * <p>Threading. The container calls the listener's methods one after the other; answers come from any thread and are
 * written by one of the container's.
 */
final class PostedOffer implements ReadListener {

    /** For the whole body, however it is spread. */
    static final Duration BODY_WITHIN = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(PostedOffer.class);

    /** What to do with a body that has come, and with an answer that cannot be told. */
    interface Next {

        void body(PostedOffer posted, String text);

        void write(HttpServletResponse response, NegotiationResult welcome) throws IOException;

        void untold(NegotiationResult welcome);
    }

    private final AsyncContext async;
    private final ServletInputStream in;
    private final Next next;
    private final Runnable timer;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final byte[] part = new byte[8192];
    private final AtomicBoolean answered = new AtomicBoolean();

    PostedOffer(AsyncContext async, ServletInputStream in, EventLoop loop, Duration answerWithin, Next next) {
        this.async = async;
        this.in = in;
        this.next = next;
        // Only for a door that goes away in between: the timers of the body and of the answer are earlier.
        async.setTimeout(BODY_WITHIN.plus(answerWithin).multipliedBy(2).toMillis());
        timer = loop.after(
                BODY_WITHIN,
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
            next.body(this, body.toString(StandardCharsets.UTF_8));
        }
    }

    /** The client broke off, or what it sent is no body. */
    @Override
    public void onError(Throwable cause) {
        LOG.debug("A posted offer did not arrive: {}", cause.toString());
        refuse(Problem.badRequest("bad_body", "The request's body is not what its headers say."));
    }

    void refuse(Problem problem) {
        answer(new NegotiationResult.Refused(problem));
    }

    /** The first answer counts. */
    void answer(NegotiationResult welcome) {
        if (answered.compareAndSet(false, true)) {
            timer.run();
            async.start(() -> write(welcome));
        } else {
            next.untold(welcome);
        }
    }

    static Problem tooLarge() {
        return new Problem(413, "too_large", "The offer is too large.", Duration.ZERO);
    }

    private void write(NegotiationResult welcome) {
        try {
            next.write((HttpServletResponse) async.getResponse(), welcome);
        } catch (IOException e) {
            LOG.debug("A client left before its answer: {}", e.toString());
            next.untold(welcome);
        } finally {
            async.complete();
        }
    }
}
