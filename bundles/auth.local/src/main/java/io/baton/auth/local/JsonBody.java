// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.shared.json.JsonCodec;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads a small JSON body within a time and a size without blocking a thread, then answers exactly once. An empty body
 * is an object without members.
 *
 * <p>Threading. The container calls the methods one after the other, and runs the handler.
 */
final class JsonBody implements ReadListener, AsyncListener {

    static final int MAX_BYTES = 8 * 1024;
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 4, 32, 64));

    private final AsyncContext async;
    private final ServletInputStream in;
    private final Function<Map<String, Object>, Reply> handler;
    private final Consumer<Reply> answer;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final byte[] part = new byte[1024];
    private final AtomicBoolean answered = new AtomicBoolean();

    private JsonBody(
            AsyncContext async,
            ServletInputStream in,
            Function<Map<String, Object>, Reply> handler,
            Consumer<Reply> answer) {
        this.async = async;
        this.in = in;
        this.handler = handler;
        this.answer = answer;
    }

    /**
     * Begins to read.
     *
     * @param handler makes the reply to a body
     * @param answer writes a reply
     */
    static void read(HttpServletRequest request, Function<Map<String, Object>, Reply> handler, Consumer<Reply> answer)
            throws IOException {
        if (request.getContentLengthLong() > MAX_BYTES) {
            answer.accept(tooLarge());
            return;
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(TIMEOUT.toMillis());
        JsonBody body = new JsonBody(async, request.getInputStream(), handler, answer);
        async.addListener(body);
        body.in.setReadListener(body);
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (in.isReady() && !in.isFinished()) {
            int length = in.read(part);
            if (length < 0) {
                return;
            }
            body.write(part, 0, length);
            if (body.size() > MAX_BYTES) {
                finish(tooLarge());
                return;
            }
        }
    }

    @Override
    public void onAllDataRead() {
        if (answered.get()) {
            return;
        }
        // a body that is complete is served, however long the hash takes
        async.setTimeout(0);
        Map<String, Object> members;
        try {
            members = body.size() == 0 ? Map.of() : JSON.readObject(body.toByteArray());
        } catch (IllegalArgumentException e) {
            finish(Reply.badRequest("malformed_json", "The body is not a JSON object"));
            return;
        }
        finish(handler.apply(members));
    }

    @Override
    public void onError(Throwable cause) {
        finish(Reply.badRequest("bad_body", "The request's body is not what its headers say."));
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        finish(Reply.refused(408, "too_slow", "The body did not come within 5 s."));
    }

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}

    private void finish(Reply reply) {
        if (answered.compareAndSet(false, true)) {
            try {
                answer.accept(reply);
            } finally {
                async.complete();
            }
        }
    }

    private static Reply tooLarge() {
        return Reply.refused(413, "too_large", "The body is too large.");
    }
}
