// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static io.baton.testkit.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.auth.AuthMode;
import io.baton.peer.IceCandidate;
import io.baton.session.Command;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.TokenDigest;
import io.baton.testkit.FakeAuthenticator;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.Patience;
import io.baton.testkit.RosterFixtureBuilder;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The servlets on a real Jetty, called with the JDK's HTTP and WebSocket clients. */
@Timeout(60)
final class SignallingServletTest {

    private static final int THREADS = 8;
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    private final StubPeers peers = new StubPeers();
    private final FakeCoordinator coordinator = new FakeCoordinator(new RosterFixtureBuilder().build());
    private final EventLoopThread loop = new EventLoopThread(System::nanoTime, reason -> {});
    private final JoinService joinService = new JoinService(loop);
    private final BrowserCookie cookies = new BrowserCookie(new byte[BrowserCookie.KEY_BYTES], new Random(3));
    private final SignallingServlet signalling =
            new SignallingServlet(joinService, cookies, LOOPBACK, 4, "0.5.5", "0.0.1", new Random(1));
    private final FakeAuthenticator authenticator = new FakeAuthenticator(AuthMode.NO_PASSWORD);
    private final Server server = new Server(new QueuedThreadPool(THREADS));
    private final HttpClient http = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void open() throws Exception {
        joinService.coordinator = coordinator;
        joinService.peers = peers;
        joinService.limiter = (budget, key) -> 0;
        joinService.authenticator = authenticator;
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setAcceptedSendBufferSize(16 * 1024);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        JettyWebSocketServletContainerInitializer.configure(context, null);
        context.addServlet(new ServletHolder(signalling), "/webrtc/signaling/client");
        ServletHolder device =
                new ServletHolder(new DeviceServlet(joinService, cookies, LOOPBACK, "box-1", true, new Random(2)));
        device.setAsyncSupported(true);
        for (String path : List.of("/device", "/device/status", "/webrtc/session", "/robots.txt")) {
            context.addServlet(device, path);
        }
        server.setHandler(context);
        server.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void close() throws Exception {
        http.shutdownNow();
        server.stop();
        loop.close();
    }

    @Test
    void metadataPrecedesAnswerAndCandidates() throws Exception {
        Client client = connect();
        assertEquals("device-metadata", Frames.type(client.next()));
        client.send(Frames.offer("v=0"));
        assertEquals("answer", Frames.type(client.next()));
        assertEquals("new-ice-candidate", Frames.type(client.next()));
        client.send("ping");
        assertEquals("pong", client.next());
        client.send(Frames.offer("v=0 again"));
        assertEquals("answer", Frames.type(client.next()));
    }

    @Test
    void badFrameIsAnsweredAndSocketStaysOpen() throws Exception {
        Client client = connect();
        client.next();
        client.send("{nonsense");
        assertEquals("malformed_json", Frames.code(client.next()));
        client.socket().sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();
        client.send("{\"type\":\"of tomorrow\"}");
        client.send("ping");
        assertEquals("pong", client.next());
    }

    @Test
    void oversizeFrameClosesOnlyItsSocketWith1009() throws Exception {
        Client other = connect();
        other.next();
        Client client = connect();
        client.next();
        client.sendAsFarAsItGoes(client.socket().sendText("x".repeat(FrameReader.MAX_FRAME + 1), true));
        assertEquals(1009, client.closed.get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        other.send("ping");
        assertEquals("pong", other.next());
    }

    @Test
    void fragmentedMessageIsLimitedAsAWhole() throws Exception {
        Client client = connect();
        client.next();
        String part = "x".repeat(FrameReader.MAX_FRAME / 2);
        client.socket().sendText(part, false).join();
        client.socket().sendText(part, false).join();
        client.sendAsFarAsItGoes(client.socket().sendText(part, true));
        assertEquals(1009, client.closed.get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void oversizeBinaryFrameClosesSocketWith1009() throws Exception {
        Client client = connect();
        client.next();
        client.sendAsFarAsItGoes(client.socket().sendBinary(ByteBuffer.wrap(new byte[8192]), true));
        assertEquals(1009, client.closed.get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void slowReaderIsDisconnectedAndOthersGoOn() throws Exception {
        peers.candidates = IntStream.range(0, 100)
                .mapToObj(i -> new IceCandidate("candidate:" + "x".repeat(1000), "0", 0, null))
                .toList();
        Client other = connect();
        other.next();
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            OutputStream out = deaf.getOutputStream();
            out.write(("GET /webrtc/signaling/client HTTP/1.1\r\nHost: localhost:" + port
                            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> signalling.openSockets() == 2);
            for (int i = 0; i < 12; i++) {
                out.write(masked(Frames.offer("v=0")));
            }
            await().until(() -> signalling.openSockets() == 1);
        }
        other.send("ping");
        assertEquals("pong", other.next());
    }

    @Test
    void foreignOriginIsRefusedBeforeUpgrade() {
        for (String origin : List.of("null", "http://evil.example", "http://localhost:" + (port + 1))) {
            CompletionException e = assertThrows(
                    CompletionException.class,
                    () -> upgrade(origin, new Client()).join());
            WebSocketHandshakeException refused =
                    assertInstanceOf(WebSocketHandshakeException.class, e.getCause(), origin);
            assertEquals(403, refused.getResponse().statusCode());
        }
        upgrade("http://localhost:" + port, new Client()).join().abort();
    }

    @Test
    void s3RequestWithoutLoginIsRefusedBeforeTheUpgradeAndLearnsOnlyIsSetup() throws Exception {
        authenticator.setMode(AuthMode.PASSWORD);
        CompletionException e = assertThrows(
                CompletionException.class,
                () -> upgrade("http://localhost:" + port, new Client()).join());
        WebSocketHandshakeException refused = assertInstanceOf(WebSocketHandshakeException.class, e.getCause());
        assertEquals(401, refused.getResponse().statusCode());
        assertEquals(401, get("/device", "").statusCode());
        assertEquals(
                "Unauthorized",
                Frames.read(get("/device", "").body()).path("error").asText());
        assertEquals(
                401,
                http.send(
                                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/webrtc/session"))
                                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode());
        assertEquals("{\"isSetup\":true}", get("/device/status", "").body());
        authenticator.setMode(AuthMode.NOT_SET_UP);
        assertEquals("{\"isSetup\":false}", get("/device/status", "").body());
        assertEquals(401, get("/device", "").statusCode());
    }

    @Test
    void requestsAreRefusedWithoutAuthenticator() throws Exception {
        joinService.authenticator = null;
        assertEquals(503, get("/device", "").statusCode());
        assertEquals(503, get("/device/status", "").statusCode());
    }

    @Test
    void s7SocketsOfAnEndedLoginAreClosedAndOthersStay() throws Exception {
        authenticator.setMode(AuthMode.PASSWORD);
        authenticator.add("ann", new Login("ann", Role.ADMIN, Login.Strength.OWN_ACCOUNT, "1", false));
        authenticator.add("bob", new Login("bob", Role.OPERATOR, Login.Strength.OWN_ACCOUNT, "2", false));
        assertEquals(200, get("/device", "authToken=ann").statusCode());
        Client ann = withCookie("ann");
        Client bob = withCookie("bob");
        ann.next();
        bob.next();
        authenticator.end("ann");
        signalling.loginsEnded();
        assertEquals(SignallingServlet.LOGIN_ENDED, ann.closed.get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        bob.send("ping");
        assertEquals("pong", bob.next());
    }

    private Client withCookie(String value) {
        Client client = new Client();
        client.socket = http.newWebSocketBuilder()
                .header("Cookie", "authToken=" + value)
                .buildAsync(URI.create("ws://localhost:" + port + "/webrtc/signaling/client"), client)
                .join();
        return client;
    }

    private HttpResponse<String> get(String path, String cookie) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .header("Cookie", cookie)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void socketsBeyondLimitAreRefused() throws Exception {
        for (int i = 0; i < 4; i++) {
            connect().next();
        }
        CompletionException e = assertThrows(
                CompletionException.class, () -> upgrade(null, new Client()).join());
        assertEquals(
                503,
                assertInstanceOf(WebSocketHandshakeException.class, e.getCause())
                        .getResponse()
                        .statusCode());
    }

    @Test
    void deactivationClosesSocketsWith1012() throws Exception {
        Client client = connect();
        client.next();
        client.send("ping");
        assertEquals("pong", client.next());
        signalling.release();
        assertEquals(1012, client.closed.get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        CompletionException e = assertThrows(
                CompletionException.class, () -> upgrade(null, new Client()).join());
        assertEquals(
                503,
                assertInstanceOf(WebSocketHandshakeException.class, e.getCause())
                        .getResponse()
                        .statusCode());
    }

    @Test
    void browserCookieIsIssuedOnceAndRecognised() throws Exception {
        HttpResponse<String> first = get("/device");
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(
                cookie.matches(
                        cookies.name() + "=[A-Za-z0-9_-]{43}\\.[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict"),
                cookie);
        String pair = cookie.substring(0, cookie.indexOf(';'));
        HttpResponse<String> second = http.send(
                request("/device").header("Cookie", "authToken=1; " + pair).build(),
                HttpResponse.BodyHandlers.ofString());
        assertTrue(second.headers().firstValue("Set-Cookie").isEmpty(), "it has one");
        HttpResponse<String> third = get("/device");
        assertTrue(!cookie.equals(third.headers().firstValue("Set-Cookie").orElseThrow()), "each its own");

        Client client = new Client();
        client.socket = http.newWebSocketBuilder()
                .header("Cookie", pair)
                .buildAsync(URI.create("ws://localhost:" + port + "/webrtc/signaling/client"), client)
                .get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
        client.next();
        client.send(Frames.offer("v=0"));
        client.next();
        post("{\"sd\":\"" + Frames.sd("v=0") + "\"}", "application/json");
        String digest = TokenDigest.of(pair.substring(pair.indexOf('=') + 1, pair.indexOf('.')))
                .hex();
        assertEquals(
                List.of(digest, ""),
                coordinator.joinRequests().stream()
                        .map(joinRequest -> joinRequest.login().cookie())
                        .toList());
        assertEquals(
                List.of(true, true),
                coordinator.joinRequests().stream().map(JoinRequest::legacy).toList());
    }

    @Test
    void socketAndPostedOfferCarryTheCookie() throws Exception {
        String upgrade = "GET /webrtc/signaling/client HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
        String first = head(upgrade + "\r\n");
        assertTrue(first.startsWith("HTTP/1.1 101 "), first);
        String given = first.substring(first.indexOf(cookies.name() + "="));
        given = given.substring(0, given.indexOf(';'));
        String has = upgrade + "Cookie: " + given + "\r\n\r\n";
        String second = head(has);
        assertTrue(second.startsWith("HTTP/1.1 101 "), second);
        assertTrue(!second.contains("Set-Cookie"));
        HttpResponse<String> posted = post("{\"sd\":\"" + Frames.sd("v=0") + "\"}", "application/json");
        assertTrue(posted.headers().firstValue("Set-Cookie").orElse("").startsWith(cookies.name() + "="));
        assertTrue(get("/device/status").headers().firstValue("Set-Cookie").isEmpty());
    }

    @Test
    void inventedCookieDoesNotCountAndIsReplaced() throws Exception {
        String invented = cookies.name() + "=" + "A".repeat(43) + "." + "A".repeat(43);
        HttpResponse<String> response =
                http.send(request("/device").header("Cookie", invented).build(), HttpResponse.BodyHandlers.ofString());
        String given = response.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(given.startsWith(cookies.name() + "=") && !given.startsWith(invented), given);
        http.send(
                request("/webrtc/session")
                        .header("Cookie", invented)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"sd\":\"" + Frames.sd("v=0") + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals("", coordinator.joinRequests().getFirst().login().cookie());
    }

    /** The head of the answer to these bytes. */
    private String head(String request) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            return head.toString();
        }
    }

    @Test
    void deactivationReportsEverySocketToCoordinator() throws Exception {
        Client client = connect();
        client.next();
        client.send(Frames.offer("v=0"));
        client.next();
        signalling.release();
        loop.close();
        // the loop is waited for, a second at most
        await().until(() -> coordinator.submitted().stream().anyMatch(Command.SocketClosed.class::isInstance));
        assertEquals(
                1,
                coordinator.submitted().stream()
                        .filter(Command.SocketClosed.class::isInstance)
                        .count());
    }

    @Test
    void statusAndDevice() throws Exception {
        JsonNode status = Frames.read(get("/device/status").body());
        assertEquals("{\"isSetup\":true}", status.toString());
        JsonNode device = Frames.read(get("/device").body());
        assertEquals("noPassword", device.path("authMode").asText());
        assertEquals("box-1", device.path("deviceId").asText());
        assertTrue(device.path("loopbackOnly").asBoolean());
        assertTrue(get("/robots.txt").body().contains("Disallow: /"));
    }

    @Test
    void postedOfferIsAnswered() throws Exception {
        HttpResponse<String> response = post("{\"sd\":\"" + Frames.sd("v=0 posted") + "\"}", "application/json");
        assertEquals(200, response.statusCode());
        JsonNode body = Frames.read(response.body());
        assertEquals("seated", body.path("sessionId").asText());
        assertTrue(body.path("sd").isTextual());
        assertEquals(List.of("v=0 posted"), peers.offers);
    }

    /** Without the header a client keeps the connection for its next request, which is then lost. */
    @Test
    void refusalBeforeTheBodySaysThatTheConnectionCloses() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String head = "POST /webrtc/session HTTP/1.1\r\nHost: 127.0.0.1:" + port
                    + "\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(response.startsWith("HTTP/1.1 415 "), response);
            assertTrue(response.contains("\r\nConnection: close\r\n"), response);
        }
    }

    @Test
    void badBodyIsAnsweredWithProblem() throws Exception {
        assertProblem(400, "malformed_json", post("{", "application/json"));
        assertProblem(400, "bad_offer", post("{}", "application/json"));
        assertProblem(415, "not_json", post("{}", "text/plain"));
        assertProblem(413, "too_large", post("x".repeat(FrameReader.MAX_FRAME + 1), "application/json"));
        assertProblem(405, "wrong_method", get("/webrtc/session"));
        assertProblem(426, "upgrade_required", get("/webrtc/signaling/client"));
    }

    @Test
    void malformedBodyIsClientError() throws Exception {
        String head = "POST /webrtc/session HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((head + "zz\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 400 ") && answer.contains("\"code\":\"bad_body\""), answer);
        }
    }

    @Test
    void missingBodyDoesNotBlockOthers() throws Exception {
        String head = "POST /webrtc/session HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * THREADS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                slow.add(socket);
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            }
            assertEquals(200, get("/device").statusCode());
            String answer = new String(slow.getFirst().getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 408 ") && answer.contains("\"code\":\"too_slow\""), answer);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void onlyGetIsUpgraded() throws Exception {
        assertProblem(
                426,
                "upgrade_required",
                http.send(
                        request("/webrtc/signaling/client")
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade\r\n",
                "Connection: Upgrade\r\nSec-WebSocket-Key: short\r\n",
                "Connection: Upgrade\r\nSec-WebSocket-Key: \r\n",
                "Connection: keep-alive\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n",
                "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Extensions: ;;=\r\n"
            })
    void malformedUpgradeIsClientError(String headers) throws Exception {
        String head = head("GET /webrtc/signaling/client HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" + headers + "\r\n");
        assertTrue(head.startsWith("HTTP/1.1 400 "), head);
        assertEquals(0, signalling.openSockets());
    }

    @Test
    void missingServiceIsAnsweredWithRetryHint() throws Exception {
        joinService.coordinator = null;
        HttpResponse<String> response = post("{\"sd\":\"" + Frames.sd("v=0") + "\"}", "application/json");
        assertProblem(503, "temporarily_unavailable", response);
        assertEquals("1", response.headers().firstValue("Retry-After").orElse(""));
    }

    private static void assertProblem(int status, String code, HttpResponse<String> response) {
        assertEquals(status, response.statusCode());
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("Content-Type").orElse(""));
        JsonNode problem = Frames.read(response.body());
        assertEquals(code, problem.path("code").asText());
        assertEquals(status, problem.path("status").asInt());
        assertTrue(problem.path("error").isTextual());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body, String type) throws Exception {
        return http.send(
                request("/webrtc/session")
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private Client connect() throws Exception {
        Client client = new Client();
        client.socket = upgrade(null, client).get(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
        return client;
    }

    private CompletableFuture<WebSocket> upgrade(@Nullable String origin, Client client) {
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(Patience.LONGEST);
        if (origin != null) {
            builder.header("Origin", origin);
        }
        return builder.buildAsync(URI.create("ws://localhost:" + port + "/webrtc/signaling/client"), client);
    }

    /** A client's text frame (RFC 6455 §5.2), masked with zeros. */
    private static byte[] masked(String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
        frame.put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    private static final class Client implements WebSocket.Listener {

        final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private @Nullable WebSocket socket;

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                frames.add(text.toString());
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

        WebSocket socket() {
            return Objects.requireNonNull(socket);
        }

        /** The device may hang up while it is still being written to. */
        void sendAsFarAsItGoes(CompletableFuture<WebSocket> sending) {
            sending.exceptionally(e -> socket()).join();
        }

        void send(String frame) {
            socket().sendText(frame, true).join();
        }

        String next() throws InterruptedException {
            String frame = frames.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no frame came");
            }
            return frame;
        }
    }
}
