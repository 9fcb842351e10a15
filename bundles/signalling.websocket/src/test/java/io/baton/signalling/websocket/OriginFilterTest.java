// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter on a real Jetty, before a servlet that answers with the headers it sees and sets a cookie. */
@Timeout(60)
final class OriginFilterTest {

    private static final String ALLOWED = "https://viewer.example:8443";

    private final Server server = new Server(0);
    private final HttpClient http = HttpClient.newHttpClient();
    private String authority = "";

    @BeforeEach
    void open() throws Exception {
        serve(CorsPolicy.of(List.of(ALLOWED, "*", "null", "https://viewer.example/page"), null));
    }

    private void serve(CorsPolicy corsPolicy) throws Exception {
        OriginPolicy originPolicy = new OriginPolicy(List.of("localhost"));
        ServletContextHandler context = new ServletContextHandler();
        context.addFilter(
                new FilterHolder(new OriginFilter(originPolicy, corsPolicy)), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new SeenHeaders()), "/*");
        server.setHandler(context);
        server.start();
        authority = "localhost:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @AfterEach
    void close() throws Exception {
        server.stop();
        http.close();
    }

    @Test
    void s9AllowedOriginIsAdmittedWithATokenAndWithoutTheCookie() throws Exception {
        HttpResponse<String> response =
                send("GET", "/device", ALLOWED, "Cookie", "authToken=stolen", "Authorization", "Bearer mine");
        assertEquals(200, response.statusCode());
        assertFalse(response.body().contains("stolen"), response.body());
        assertFalse(response.body().contains("origin:"), "a servlet's own check takes it for a program");
        assertTrue(response.body().contains("authorization: Bearer mine"), response.body());
        assertEquals("", header(response, "Set-Cookie"), "could replace that of the device's page");
    }

    @Test
    void s9TokenInASubprotocolBecomesAnAuthorization() throws Exception {
        HttpResponse<String> response =
                send("GET", "/device", ALLOWED, "Sec-WebSocket-Protocol", "baton, baton.token.abc-_123");
        assertTrue(response.body().contains("authorization: Bearer abc-_123"), response.body());
    }

    @Test
    void s9OwnPageKeepsItsCookie() throws Exception {
        HttpResponse<String> response = send("GET", "/device", "http://" + authority, "Cookie", "authToken=mine");
        assertTrue(response.body().contains("cookie: authToken=mine"), response.body());
        assertEquals("servlet=1", header(response, "Set-Cookie"));
        assertEquals("", header(response, "Access-Control-Allow-Origin"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "https://viewer.example",
                "https://viewer.example:8444",
                "http://viewer.example:8443",
                "https://viewer.example.evil.example:8443",
                "https://eviewer.example:8443",
                "https://viewer.example:8443/",
                "https://viewer.example:8443@evil.example",
                "*",
            })
    void s11OtherOriginGetsNoCorsHeaderAndNoAnswer(String origin) throws Exception {
        for (String method : List.of("GET", "POST", "OPTIONS")) {
            HttpResponse<String> response = send(method, "/device", origin, "Access-Control-Request-Method", "POST");
            assertEquals(403, response.statusCode(), method);
            assertTrue(response.body().contains("foreign_origin"), response.body());
            assertEquals("", header(response, "Access-Control-Allow-Origin"), method);
        }
    }

    @Test
    void s11NoOriginIsAllowedByDefault() throws Exception {
        server.stop();
        serve(CorsPolicy.of(List.of(), ""));
        assertEquals(403, send("GET", "/device", ALLOWED).statusCode());
    }

    @Test
    void s11EnvironmentTakesPrecedence() throws Exception {
        server.stop();
        serve(CorsPolicy.of(List.of(ALLOWED), "http://a.example , https://b.example"));
        assertEquals(403, send("GET", "/device", ALLOWED).statusCode());
        assertEquals(200, send("GET", "/device", "http://a.example").statusCode());
        assertEquals(200, send("GET", "/device", "https://b.example").statusCode());
    }

    @Test
    void s11PreflightNamesTheExactOriginAndNoCredentials() throws Exception {
        HttpResponse<String> response =
                send("OPTIONS", "/webrtc/session", ALLOWED, "Access-Control-Request-Method", "POST");
        assertEquals(204, response.statusCode());
        assertEquals("", response.body(), "the servlet did not run");
        assertEquals(ALLOWED, header(response, "Access-Control-Allow-Origin"));
        assertTrue(header(response, "Access-Control-Allow-Methods").contains("POST"));
        assertTrue(header(response, "Access-Control-Allow-Headers").contains("Authorization"));
        assertEquals("", header(response, "Access-Control-Allow-Credentials"));
        assertEquals("Origin", header(response, "Vary"));
    }

    @Test
    void s11StatusIsReadableForEveryPageAsInJetKvm() throws Exception {
        HttpResponse<String> response = send("GET", "/device/status", "https://evil.example", "Cookie", "a=b");
        assertEquals(200, response.statusCode());
        assertEquals("*", header(response, "Access-Control-Allow-Origin"));
        assertFalse(response.body().contains("a=b"), response.body());
        HttpResponse<String> preflight =
                send("OPTIONS", "/device/status", "https://evil.example", "Access-Control-Request-Method", "GET");
        assertEquals(204, preflight.statusCode());
        assertEquals("Content-Type", header(preflight, "Access-Control-Allow-Headers"));
        assertEquals(403, send("POST", "/device/status", "https://evil.example").statusCode());
    }

    @ParameterizedTest
    @CsvSource({"/system/console", "/system/console/bundles", "/%73ystem/console", "/system;x=y/console"})
    void s11WebConsoleIsNeverShared(String path) throws Exception {
        assertEquals(403, send("GET", path, ALLOWED).statusCode());
    }

    @Test
    void s13ForeignHostNameIsRefusedFromAnAllowedOriginToo() throws Exception {
        String request = "GET /device/status HTTP/1.1\r\nHost: kvm.evil.example\r\nOrigin: " + ALLOWED
                + "\r\nConnection: close\r\n\r\n";
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(response.startsWith("HTTP/1.1 421 "), response);
        }
    }

    private HttpResponse<String> send(String method, String path, @Nullable String origin, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + authority + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (origin != null) {
            request.header("Origin", origin);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static final class SeenHeaders extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            StringBuilder seen = new StringBuilder();
            for (String name : Collections.list(request.getHeaderNames())) {
                seen.append(name.toLowerCase(Locale.ROOT))
                        .append(": ")
                        .append(request.getHeader(name))
                        .append('\n');
            }
            response.addHeader("Set-Cookie", "servlet=1");
            response.getOutputStream().write(seen.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
