// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client on the signalling socket that sends arbitrary frames. */
final class SignallingFrames implements WebSocket.Listener, AutoCloseable {
    private static final int TIMEOUT_SECONDS = 120;
    static final String PATH = "/webrtc/signaling/client";

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable WebSocket socket;

    /** Connects and reads the device's first frame. */
    static SignallingFrames open(URI device) throws Exception {
        SignallingFrames frames = new SignallingFrames();
        frames.socket = frames.http
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://" + device.getHost() + ":" + device.getPort() + PATH), frames)
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertEquals("device-metadata", frames.next().path("type").asText());
        return frames;
    }

    void send(String frame) {
        socket().sendText(frame, true).join();
    }

    void part(String frame, boolean last) {
        socket().sendText(frame, last).join();
    }

    /** Sends a frame; the device may close the socket meanwhile. */
    void sendUnlessClosed(String frame, boolean last) {
        socket().sendText(frame, last).exceptionally(e -> socket()).join();
    }

    void binary(byte[] data) {
        socket().sendBinary(ByteBuffer.wrap(data), true).join();
    }

    /** Waits for an error frame in the documented form with this code; returns the frame. */
    JsonNode awaitError(String code) throws InterruptedException {
        JsonNode frame = next();
        assertEquals("error", frame.path("type").asText(), frame.toString());
        JsonNode data = frame.path("data");
        assertEquals(code, data.path("code").asText(), frame.toString());
        assertFalse(data.path("message").asText().isEmpty());
        assertEquals(data.path("message"), frame.path("error"), "the flat key older clients read");
        assertTrue(data.path("correlationId").asText().matches("[0-9a-f]{8}"), frame.toString());
        assertFalse(frame.toString().matches(".*(Exception|io\\.baton|java\\.).*"), frame.toString());
        return frame;
    }

    /** Asserts that a ping is answered, with no frame before the answer. */
    void assertAlive() throws InterruptedException {
        send("ping");
        assertEquals("pong", nextFrame());
    }

    JsonNode next() throws InterruptedException {
        return Http.json(nextFrame());
    }

    String nextFrame() throws InterruptedException {
        return assertNotNull(received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS), "a frame");
    }

    /** The frames received and not read yet. */
    List<String> unread() {
        List<String> all = new ArrayList<>();
        received.drainTo(all);
        return all;
    }

    /** The code the device closed with. */
    int awaitClose() throws Exception {
        return closed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private WebSocket socket() {
        return assertNotNull(socket);
    }

    private static <T> T assertNotNull(@Nullable T value, String... what) {
        if (value == null) {
            throw new AssertionError("waited in vain for " + String.join(" ", what));
        }
        return value;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            received.add(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(1006);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
