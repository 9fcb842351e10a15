// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Prerequisites;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Invalid input over HTTP: one problem document each, without internals, and without effect on other sessions. */
final class BadRequestsIT {
    private static final String JSON = "Content-Type: application/json";
    private static final int SOCKETS = 400;

    /** More than four times the threads of the web server. */
    private static final int NOT_READING = 100;

    private static WorkingPrimary primary;
    private static Http http;

    @BeforeAll
    static void open() throws Exception {
        // As shipped, but with a shorter idle timeout, so that the test need not wait.
        primary = WorkingPrimary.start(Map.of("org.apache.felix.http", """
                {
                  "org.apache.felix.http.host": "0.0.0.0",
                  "org.osgi.service.http.port:Integer": ${baton.port},
                  "org.apache.felix.http.timeout:Integer": 3000,
                  "org.apache.felix.jetty.websocket.enable:Boolean": true,
                  "org.apache.felix.http.jetty.threadpool.max:Integer": 24,
                  "org.apache.felix.http.jetty.acceptors:Integer": 1,
                  "org.apache.felix.http.jetty.selectors:Integer": 1,
                  "org.apache.felix.http.jetty.sendServerHeader:Boolean": false
                }
                """));
        http = new Http(primary.device.address());
    }

    @AfterEach
    void assertUnaffected() {
        primary.assertUnaffected();
    }

    @AfterAll
    static void close() {
        primary.close();
    }

    @Test
    void invalidOffersAreRefused() throws IOException {
        http.post("/webrtc/session", "garbage", JSON).assertProblem(400, "malformed_json");
        http.post("/webrtc/session", "[]", JSON).assertProblem(400, "malformed_json");
        http.post("/webrtc/session", "{\"sd\":1,\"sd\":2}", JSON).assertProblem(400, "malformed_json");
        http.post("/webrtc/session", "{}", JSON).assertProblem(400, "bad_offer");
        http.post("/webrtc/session", "{\"sd\":\"%%%\"}", JSON).assertProblem(400, "bad_base64");
        http.post("/webrtc/session", Offers.body("v=0\r\nnonsense"), JSON).assertProblem(400, "bad_offer");
        http.post("/webrtc/session", Offers.body(Offers.WITHOUT_MEDIA), JSON).assertProblem(400, "bad_offer");
        http.post("/webrtc/session", Offers.body(Offers.VP8_ONLY), JSON).assertProblem(400, "unsupported_offer");
    }

    @Test
    void bodyAboveTheLimitIsRefusedBeforeItIsRead() throws IOException {
        http.raw("POST /webrtc/session HTTP/1.1\r\nHost: " + http.host() + "\r\n" + JSON
                        + "\r\nContent-Length: 99999999\r\n\r\n{")
                .assertProblem(413, "too_large");
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        http.raw("POST /webrtc/session HTTP/1.1\r\nHost: " + http.host() + "\r\n" + JSON
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(4))
                .assertProblem(413, "too_large");
    }

    @Test
    void bodiesThatContradictTheirHeadersAreRefused() throws IOException {
        http.post("/webrtc/session", "{}", "Content-Type: text/plain").assertProblem(415, "not_json");
        String head = "POST /webrtc/session HTTP/1.1\r\nHost: " + http.host() + "\r\n" + JSON + "\r\n";
        http.raw(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n").assertProblem(400, "bad_body");
        refused(400, http.raw(head + "Content-Length: -1\r\n\r\n"));
        refused(400, http.raw(head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    }

    @Test
    void wrongMethodIsRefused() throws IOException {
        Http.Response wrong = http.get("/webrtc/session");
        wrong.assertProblem(405, "wrong_method");
        assertEquals("POST", wrong.header("Allow"));
        http.send("DELETE", "/device", "").assertProblem(405, "wrong_method");
        http.send("FROBNICATE", "/device/status", "").assertProblem(405, "wrong_method");
        http.post("/", "x").assertProblem(405, "wrong_method");
        Http.Response trace = http.send("TRACE", "/", "", "Cookie: secret=canary");
        trace.assertProblem(405, "wrong_method");
        assertFalse(trace.body().contains("canary"), "headers are not echoed");
        http.post("/webrtc/signaling/client", "").assertProblem(426, "upgrade_required");
    }

    @Test
    void pathThatLeavesTheDirectoryIsRefused() throws IOException {
        for (String path : List.of(
                "/static/../../etc/passwd",
                "/static/%2e%2e/%2e%2e/etc/passwd",
                "/static/..%2f..%2fetc/passwd",
                "/static/..%5c..%5cetc/passwd",
                "/static/%00",
                "/static/;/../index.html",
                "/%zz",
                "/static//index.html")) {
            Http.Response response = http.get(path);
            assertTrue(response.status() == 400 || response.status() == 404, path + response);
            response.assertLeaksNothing();
            assertFalse(response.body().contains("root:"), path);
        }
    }

    @Test
    void unknownPathIsNotFound() throws IOException {
        for (String path : List.of("/metric", "/device/x", "/auth/x", "/static/nothing.js", "/developer/pprof/")) {
            Http.Response response = http.get(path);
            assertEquals(404, response.status(), path);
            assertEquals("", response.body(), "as the protocol has it");
        }
    }

    @Test
    void missingOrOverlongHeadersAreRefused() throws IOException {
        refused(431, http.get("/", "X-Long: " + "x".repeat(20_000)));
        refused(414, http.get("/" + "x".repeat(20_000)));
        refused(400, http.raw("GET / HTTP/1.1\r\n\r\n"));
        refused(400, http.raw("GET / HTTP/1.1\r\nHost: " + http.host() + "\r\nHost: evil.example\r\n\r\n"));
        refused(400, http.raw("\0\1\2garbage\r\n\r\n"));
        refused(505, http.raw("GET /\r\n\r\n"));
    }

    @Test
    void foreignHostNameIsRefused() throws IOException {
        for (String host : List.of(
                "evil.example",
                "localhost.evil.example",
                "0.0.0.0:" + primary.device.address().getPort())) {
            for (String path : List.of("/", "/device", "/device/status", "/system/console")) {
                http.raw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                        .assertProblem(421, "unknown_host");
            }
        }
    }

    @Test
    void requestOfAForeignPageIsRefused() throws IOException {
        for (String path : List.of("/", "/device", "/webrtc/session", "/system/console/bundles/0")) {
            http.post(
                            path,
                            "action=stop",
                            "Origin: http://evil.example",
                            "Content-Type: application/x-www-form-urlencoded")
                    .assertProblem(403, "foreign_origin");
        }
    }

    /**
     * The web server is configured to listen on all addresses, although {@code --host} is loopback: there is no HTTPS.
     */
    @Test
    void plainHttpBeyondLoopbackIsRefused() throws IOException {
        List<InetAddress> addresses = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address.getAddress().length == 4)
                .toList();
        Prerequisites.unless(!addresses.isEmpty(), "no address but loopback: not tried from elsewhere");
        URI device = primary.device.address();
        for (InetAddress address : addresses) {
            for (String path : List.of("/", "/device", "/system/console")) {
                try (Socket socket = new Socket(address, device.getPort())) {
                    socket.setSoTimeout(Http.TIMEOUT_MILLIS);
                    socket.getOutputStream()
                            .write(("GET " + path + " HTTP/1.1\r\nHost: " + http.host()
                                            + "\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                    Http.read(socket).assertProblem(426, "tls_required");
                }
            }
        }
    }

    @Test
    void statusWithoutLoginHasOneField() throws IOException {
        Http.Response status = http.get("/device/status");
        assertEquals("{\"isSetup\":true}", status.body());
        status.assertLeaksNothing();
    }

    /** More incomplete requests than the web server has threads: others are served, and the incomplete are dropped. */
    @Test
    void slowClientsDelayNoOther() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SOCKETS; i++) {
                String begin = i % 2 == 0
                        ? "GET / HTTP/1.1\r\nHost: " + http.host() + "\r\nX-Slow: "
                        : "POST /webrtc/session HTTP/1.1\r\nHost: " + http.host() + "\r\n" + JSON
                                + "\r\nContent-Length: 1000\r\n\r\n{";
                Socket socket = http.connect();
                slow.add(socket);
                socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
            }
            assertEquals(200, http.get("/device").status());
            assertEquals(200, http.get("/").status());
            primary.assertUnaffected();
            for (Socket socket : slow) {
                Http.Response end = Http.read(socket);
                assertTrue(end.status() == 0 || end.status() == 408 || end.status() == 400, end.toString());
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** Clients that request the largest file again and again and never read: no thread waits for them. */
    @Test
    void clientsThatDoNotReadDelayNoOther() throws IOException {
        List<Socket> notReading = new ArrayList<>();
        String script = scriptOfThePage();
        try {
            String page = "GET " + script + " HTTP/1.1\r\nHost: " + http.host() + "\r\n\r\n";
            for (int i = 0; i < NOT_READING; i++) {
                Socket socket = new Socket();
                notReading.add(socket);
                socket.setReceiveBufferSize(2048);
                socket.connect(http.address());
                socket.getOutputStream().write(page.repeat(40).getBytes(StandardCharsets.US_ASCII));
            }
            assertEquals(200, http.get("/device").status());
            assertEquals(200, http.get(script).status());
        } finally {
            for (Socket socket : notReading) {
                socket.close();
            }
        }
    }

    /** A refusal of the web server itself, before any servlet, without internals. */
    private static void refused(int status, Http.Response response) {
        assertEquals(status, response.status(), response.toString());
        response.assertLeaksNothing();
    }

    private static String scriptOfThePage() throws IOException {
        Matcher script = Pattern.compile("src=\"(/static/[^\"]+\\.js)\"")
                .matcher(http.get("/").body());
        assertTrue(script.find(), "the page has a script");
        return script.group(1);
    }
}
