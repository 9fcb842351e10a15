// SPDX-License-Identifier: Apache-2.0
package io.baton.relay.whip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The requests of RFC 9725, over real sockets. */
final class WhipClientTest {

    private record Reply(int status, Map<String, String> headers, String body) {}

    private static final Reply CREATED =
            new Reply(201, Map.of("Content-Type", "application/sdp", "Location", "/session/7"), "v=0\r\n");

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Reply> replies = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer server;
    private WhipClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add("%s %s %s %s %s"
                    .formatted(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Content-Type"),
                            exchange.getRequestHeaders().getFirst("Authorization"),
                            body));
            Reply reply = replies.removeFirst();
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            try (exchange) {
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        client = new WhipClient(http, new WhipSettings(address("/whip?room=a"), "Bearer t0ken"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
        http.shutdownNow();
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private WhipException refused(Reply reply) {
        replies.add(reply);
        return assertThrows(WhipException.class, () -> client.post("offer"));
    }

    @Test
    void offerIsPostedAndTheSessionDeleted() throws Exception {
        replies.add(CREATED);
        replies.add(new Reply(200, Map.of(), ""));
        WhipClient.Accepted accepted = client.post("offer");
        assertEquals("v=0\r\n", accepted.sdp());
        assertEquals(address("/session/7"), accepted.session());
        client.delete(accepted.session());
        assertEquals(
                List.of("POST /whip?room=a application/sdp Bearer t0ken offer", "DELETE /session/7 null Bearer t0ken "),
                requests);
    }

    @Test
    void redirectsAreFollowedWithTheSameOffer() throws Exception {
        replies.add(new Reply(307, Map.of("Location", "/edge"), ""));
        replies.add(new Reply(308, Map.of("Location", address("/other").toString()), ""));
        replies.add(CREATED);
        client.post("offer");
        assertEquals("POST /other application/sdp Bearer t0ken offer", requests.getLast());
    }

    @Test
    void tokenIsForTheEndpointsHostAlone() {
        WhipSettings settings = new WhipSettings(URI.create("https://media.example/whip"), "Bearer t0ken");
        assertEquals("Bearer t0ken", settings.authorizationFor(URI.create("https://MEDIA.example:443/session/1")));
        assertEquals("", settings.authorizationFor(URI.create("https://edge.example/session/1")));
        assertEquals("", settings.authorizationFor(URI.create("http://media.example/session/1")));
        assertFalse(settings.toString().contains("t0ken"));
    }

    @Test
    void whatIsNoAnswerIsRefused() {
        for (Reply reply : List.of(
                new Reply(201, Map.of("Location", "/s"), "v=0"),
                new Reply(201, Map.of("Content-Type", "application/sdp"), "v=0"),
                new Reply(201, Map.of("Content-Type", "application/sdp", "Location", "http://media.example/s"), "v=0"),
                new Reply(201, Map.of("Content-Type", "application/sdp", "Location", "/s"), "x".repeat(70_000)),
                new Reply(200, Map.of("Content-Type", "application/sdp", "Location", "/s"), "v=0"),
                new Reply(307, Map.of("Location", "http://media.example/s"), ""),
                new Reply(307, Map.of(), ""))) {
            assertEquals(Duration.ZERO, refused(reply).retryAfter(), reply.toString());
        }
    }

    @Test
    void endlessRedirectsEnd() {
        for (int i = 0; i < 4; i++) {
            replies.add(new Reply(307, Map.of("Location", "/again"), ""));
        }
        assertThrows(WhipException.class, () -> client.post("offer"));
        assertEquals(4, requests.size());
    }

    @Test
    void serverSaysWhenToComeAgainWithinBounds() {
        assertEquals(
                Duration.ofSeconds(20),
                refused(new Reply(503, Map.of("Retry-After", "20"), "")).retryAfter());
        assertEquals(
                Duration.ofMinutes(5),
                refused(new Reply(503, Map.of("Retry-After", "86400"), "")).retryAfter());
        assertEquals(
                Duration.ZERO,
                refused(new Reply(503, Map.of("Retry-After", "tomorrow"), "")).retryAfter());
        assertTrue(String.valueOf(refused(new Reply(401, Map.of(), "")).getMessage())
                .contains("401"));
    }

    @Test
    void serverThatIsGoneIsNamedAsSuch() {
        server.stop(0);
        WhipException refused = assertThrows(WhipException.class, () -> client.post("offer"));
        assertTrue(String.valueOf(refused.getMessage()).contains("does not answer"));
    }
}
