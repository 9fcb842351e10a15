// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** HTTP by bytes, for requests that no client library sends. */
final class Http {
    static final int TIMEOUT_MILLIS = 120_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Internals that no answer may show: packages, source files, the web server's name, paths. */
    private static final Pattern INSIDE = Pattern.compile(
            "io\\.baton|java\\.|org\\.|jakarta|\\.java\\b|Jetty|Felix|Exception|/tmp/|/home/|/root/", 0);

    private final URI device;

    Http(URI device) {
        this.device = device;
    }

    /** A response; the body is what came until the connection ended or Content-Length was reached. */
    record Response(int status, String head, String body) {

        String header(String name) {
            for (String line : head.split("\r\n")) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
                    return line.substring(name.length() + 1).strip();
                }
            }
            return "";
        }

        /** Asserts a problem document with this status and code and without internals. */
        void assertProblem(int expected, String code) {
            assertEquals(expected, status, this::toString);
            assertEquals("application/problem+json", header("Content-Type"));
            JsonNode problem = json(body);
            assertEquals(code, problem.path("code").asText());
            assertEquals(expected, problem.path("status").asInt());
            assertEquals(problem.path("detail"), problem.path("error"), "the flat key older clients read");
            assertFalse(problem.path("detail").asText().isEmpty());
            assertTrue(problem.path("correlationId").asText().matches("[0-9a-f]{8}"), body);
            assertLeaksNothing();
        }

        void assertLeaksNothing() {
            assertFalse(INSIDE.matcher(body).find(), body);
            assertEquals("", header("Server"));
            assertEquals("", header("X-Powered-By"));
        }
    }

    String host() {
        return device.getHost() + ":" + device.getPort();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(device.getHost(), device.getPort());
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(device.getHost(), device.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    Response get(String path, String... headers) throws IOException {
        return send("GET", path, "", headers);
    }

    Response post(String path, String body, String... headers) throws IOException {
        return send("POST", path, body, headers);
    }

    Response send(String method, String path, String body, String... headers) throws IOException {
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host() + "\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return raw(text.append("Connection: close\r\n\r\n").append(body).toString());
    }

    /** Sends these bytes and reads the answer, which may be there before all of them were sent. */
    Response raw(String request) throws IOException {
        try (Socket socket = connect()) {
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            } catch (SocketException e) {
                Response early = read(socket);
                if (early.status() == 0) {
                    throw e;
                }
                return early;
            }
            return read(socket);
        }
    }

    static Response read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder text = new StringBuilder();
        int wanted = -1;
        while (wanted < 0 || text.length() < wanted) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            text.append((char) next);
            if (wanted < 0 && text.indexOf("\r\n\r\n", Math.max(0, text.length() - 4)) >= 0) {
                wanted = text.length() + length(text.toString());
            }
        }
        int end = Math.max(0, text.indexOf("\r\n\r\n"));
        String head = text.substring(0, end);
        int status = head.startsWith("HTTP/1.1 ") ? Integer.parseInt(head.substring(9, 12)) : 0;
        return new Response(status, head, text.substring(Math.min(text.length(), end + 4)));
    }

    private static int length(String head) {
        String length = new Response(0, head, "").header("Content-Length");
        return length.isEmpty() ? 0 : Integer.parseInt(length);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }
}
