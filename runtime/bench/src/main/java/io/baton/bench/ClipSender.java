// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerAnswer;
import io.baton.peer.webrtc.Settings;
import io.baton.peer.webrtc.WebRtcPeers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/**
 * A program in which Baton's peers send a clip: the counterpart of the Pion sender. It has no sessions; each offer is
 * accepted and gets the video, and calls on the data channel are answered with a pong.
 */
public final class ClipSender {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PONG = "{\"jsonrpc\":\"2.0\",\"result\":\"pong\",\"id\":2}";

    private ClipSender() {}

    /** Runs until it is killed: {@code ClipSender CLIP FRAMES_PER_SECOND}. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("baton-bench");
        WebRtcPeers peers = new WebRtcPeers(Settings.defaults(directory));
        peers.setEncoder(new ClipVideo(Clip.read(Path.of(arguments[0])), Integer.parseInt(arguments[1])));
        peers.addHandler(
                new ChannelHandler() {
                    @Override
                    public boolean message(ChannelMessage message) {
                        peers.sendText(message.peer(), message.label(), PONG);
                        return true;
                    }
                },
                Map.of(ChannelHandler.LABELS, "rpc"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/webrtc/session", exchange -> answer(peers, exchange));
        server.start();
        System.out.println("ready http://127.0.0.1:" + server.getAddress().getPort() + "/webrtc/session");
        Runtime.getRuntime().addShutdownHook(new Thread(peers::close));
    }

    private static void answer(WebRtcPeers peers, HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            String offer = new String(Base64.getDecoder().decode(body.path("sd").asText()), StandardCharsets.UTF_8);
            PeerAnswer answer = peers.answer(JSON.readTree(offer).path("sdp").asText(), null)
                    .toCompletableFuture()
                    .join();
            peers.setVideo(answer.peer(), true);
            byte[] sdp = JSON.writeValueAsBytes(Map.of("type", "answer", "sdp", answer.sdp()));
            byte[] reply =
                    JSON.writeValueAsBytes(Map.of("sd", Base64.getEncoder().encodeToString(sdp)));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
        }
    }
}
