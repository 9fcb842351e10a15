// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client's signalling socket: its frames in order, and how it was closed. */
final class SignallingSocket implements WebSocket.Listener {
    private static final long TIMEOUT_SECONDS = 120;

    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder frame = new StringBuilder();
    private final WebSocket socket;

    private SignallingSocket(HttpClient client, URI address) {
        socket = client.newWebSocketBuilder().buildAsync(address, this).join();
    }

    /** Opens a socket as a client does: what answers 404 or 503 is tried again. */
    static SignallingSocket open(HttpClient client, URI address) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (true) {
            try {
                return new SignallingSocket(client, address);
            } catch (CompletionException e) {
                if (System.nanoTime() - end >= 0) {
                    throw e;
                }
            }
        }
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    /** The next frame of this type; others before it are dropped. */
    String next(String type) throws InterruptedException {
        while (true) {
            String next = frames.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (next == null || next.contains("\"type\":\"error\"")) {
                throw new AssertionError("no " + type + " but " + next);
            }
            if (next.contains("\"type\":\"" + type + "\"")) {
                return next;
            }
        }
    }

    /** Sends a frame that is refused, and waits for the refusal: the socket works in both directions. */
    String refusal(String text) throws InterruptedException {
        send(text);
        String next = frames.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (next == null || !next.contains("\"type\":\"error\"")) {
            throw new AssertionError("not refused but " + next);
        }
        return next;
    }

    /** The code the device closed it with. */
    int closeCode() throws Exception {
        return closed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        frame.append(data);
        if (last) {
            frames.add(frame.toString());
            frame.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }
}
