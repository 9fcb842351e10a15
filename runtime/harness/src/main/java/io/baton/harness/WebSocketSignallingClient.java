// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The signalling socket; it may carry several offers, one after the other. Closing it ends no session. */
public final class WebSocketSignallingClient implements SignallingClient, WebSocket.Listener, AutoCloseable {
    private static final int TIMEOUT_SECONDS = 120;

    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;
    private final JsonNode metadata;

    /**
     * Opens a socket and reads the device's first frame.
     *
     * @param headers names and values of further headers, such as the one that proves a login
     */
    public WebSocketSignallingClient(HttpClient http, URI device, String... headers) throws InterruptedException {
        URI address = URI.create("ws://" + device.getAuthority() + "/webrtc/signaling/client");
        WebSocket.Builder builder = http.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        socket = builder.buildAsync(address, this).join();
        metadata = await("device-metadata").path("data");
    }

    /** The data of the device's first frame. */
    public JsonNode metadata() {
        return metadata;
    }

    @Override
    public AnswerFields offer(String sdp, OfferFields fields) throws InterruptedException {
        ObjectNode frame = Json.object().put("type", "offer");
        frame.set("data", Json.offer(sdp, fields));
        send(frame);
        JsonNode answer = await("answer", "error");
        return answer.path("type").asText().equals("answer")
                ? AnswerFields.accepted(answer, answer.path("data").asText())
                : AnswerFields.refused(answer.path("data"));
    }

    /** Attaches this socket to a session whose peer connection is up; returns the frame that answers. */
    public JsonNode attach(String resumeToken) throws InterruptedException {
        ObjectNode frame = Json.object().put("type", "attach");
        frame.set("data", Json.object().put("resumeToken", resumeToken));
        send(frame);
        return await("attached", "error");
    }

    /** The code the device closed with. */
    public int closeCode() {
        return closed.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                .exceptionally(e -> socket)
                .join();
    }

    private void send(JsonNode frame) {
        socket.sendText(frame.toString(), true).join();
    }

    /** The next frame of one of these types; others are passed over. */
    private JsonNode await(String... types) throws InterruptedException {
        while (true) {
            String frame = frames.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("waited in vain for " + String.join(" or ", types));
            }
            JsonNode read = frame.startsWith("{") ? Json.read(frame) : Json.object();
            for (String type : types) {
                if (type.equals(read.path("type").asText())) {
                    return read;
                }
            }
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            frames.add(text.toString());
            text.setLength(0);
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
        closed.complete(1006);
    }
}
