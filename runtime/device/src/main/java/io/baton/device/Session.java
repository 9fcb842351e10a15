// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A session of a user: joins as a page does, by HTTP and WebRTC, with a connection of Pion's in a process of its own.
 *
 * <p>Threading. The rows' thread; what arrives is kept by a thread for each session.
 */
final class Session implements AutoCloseable {

    /** An answer to an HTTP request. */
    record Answer(int status, String body) {}

    /** The channels that a page has, without those of its tools. */
    static final String CHANNELS = "rpc hidrpc hidrpc-unreliable-ordered hidrpc-unreliable-nonordered";

    private static final String DEVICE = "http://127.0.0.1:8080";
    private static final Pattern LINE =
            Pattern.compile("\\{\"peer\":1,\"what\":\"(\\w+)\"(?:,\"label\":\"([^\"]*)\")?(?:,\"text\":\"(.*)\")?\\}");
    private static final Pattern DESCRIPTION = Pattern.compile("\"sd\":\"([^\"]+)\"");
    private static final Pattern SDP = Pattern.compile("\"sdp\":\"([^\"]+)\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-f]{4}|.)");

    private record Received(String what, String label, String text) {}

    private final Process process;
    private final Writer commands;
    private final List<Received> received = new ArrayList<>();
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private int calls;

    private Session(Process process) {
        this.process = process;
        commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("device-test-session").start(this::read);
    }

    /** The program that holds the connection; null where it could not be built. */
    static @Nullable String program() {
        return System.getProperty("baton.device.peer");
    }

    /**
     * Joins.
     *
     * @param labels of its data channels, separated by blanks
     */
    static Session join(String nickname, String labels) throws IOException {
        String program = program();
        if (program == null) {
            throw new IOException("no program for a session");
        }
        Session session = new Session(new ProcessBuilder(program)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        if (session.request("GET", "/device/status", "", new byte[0]).body().contains("\"isSetup\":false")) {
            session.request(
                    "POST",
                    "/device/setup",
                    "application/json",
                    "{\"localAuthMode\":\"noPassword\"}".getBytes(StandardCharsets.US_ASCII));
        }
        session.request("GET", "/device", "", new byte[0]);
        session.send("open", labels, "");
        String offer = session.await("offer", "offer", "", "").text();
        String description = "{\"type\":\"offer\",\"sdp\":" + quoted(offer) + "}";
        Answer answer = session.request(
                "POST",
                "/webrtc/session",
                "application/json",
                ("{\"sd\":\"" + base64(description) + "\",\"baton\":{\"nickname\":" + quoted(nickname) + "}}")
                        .getBytes(StandardCharsets.UTF_8));
        Matcher found = DESCRIPTION.matcher(answer.body());
        if (answer.status() != 200 || !found.find()) {
            throw new AssertionError(nickname + " was not admitted: " + answer);
        }
        Matcher sdp = SDP.matcher(new String(Base64.getDecoder().decode(found.group(1)), StandardCharsets.UTF_8));
        if (!sdp.find()) {
            throw new AssertionError("no SDP in " + answer);
        }
        session.send("answer", "", unquoted(sdp.group(1)));
        for (String label : labels.split(" ", -1)) {
            session.await("open channel " + label, "open", label, "");
        }
        return session;
    }

    /** Calls a method; returns the whole reply. */
    String ask(String method, String params) throws IOException {
        int id = ++calls;
        send(
                "text",
                "rpc",
                "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"id\":" + id + ",\"params\":" + params + "}");
        Pattern mine = Pattern.compile(".*\"id\":" + id + "[,}].*", Pattern.DOTALL);
        return Await.value("reply to " + method, () -> find("text", "rpc", mine))
                .text();
    }

    /** Calls a method; a refusal is a failure. */
    String call(String method, String params) throws IOException {
        String reply = ask(method, params);
        if (reply.contains("\"error\"")) {
            throw new AssertionError(method + params + ": " + reply);
        }
        return reply;
    }

    /** Writes on a data channel. */
    void type(String label, String text) throws IOException {
        send("bytes", label, HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What arrived on a data channel in binary messages, as a text. */
    String shown(String label) {
        StringBuilder shown = new StringBuilder();
        synchronized (received) {
            for (Received each : received) {
                if (each.what().equals("bytes") && each.label().equals(label)) {
                    shown.append(new String(HexFormat.of().parseHex(each.text()), StandardCharsets.UTF_8));
                }
            }
        }
        return shown.toString();
    }

    void awaitShown(String label, String text) throws IOException {
        if (!Await.within(60, () -> shown(label).contains(text))) {
            throw new AssertionError("not shown on " + label + ": " + text + ", but: " + shown(label));
        }
    }

    /** Makes a request as the browser of this session. */
    Answer request(String method, String path, String type, byte[] body) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(DEVICE + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setReadTimeout(60_000);
        if (!cookies.isEmpty()) {
            connection.setRequestProperty("Cookie", String.join("; ", cookies.values()));
        }
        if (method.equals("POST")) {
            connection.setRequestProperty("Content-Type", type);
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        int status = connection.getResponseCode();
        for (String set : connection.getHeaderFields().getOrDefault("Set-Cookie", List.of())) {
            cookies.put(set.substring(0, set.indexOf('=')), set.substring(0, set.indexOf(';')));
        }
        try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(status, in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() throws IOException {
        send("close", "", "");
        await("end", "done", "", "");
        process.destroy();
    }

    private Received await(String name, String what, String label, String text) throws IOException {
        return Await.value(name, () -> find(what, label, Pattern.compile(text + ".*", Pattern.DOTALL)));
    }

    private @Nullable Received find(String what, String label, Pattern text) {
        synchronized (received) {
            for (Received each : received) {
                if (each.what().equals("failed")) {
                    throw new AssertionError("session: " + each);
                }
                if (each.what().equals(what)
                        && each.label().equals(label)
                        && text.matcher(each.text()).matches()) {
                    return each;
                }
            }
        }
        return null;
    }

    private void send(String what, String label, String text) throws IOException {
        commands.append("{\"peer\":1,\"do\":\"" + what + "\",\"label\":\"" + label + "\",\"text\":" + quoted(text)
                        + "}\n")
                .flush();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher parts = LINE.matcher(line);
                if (parts.matches()) {
                    String label = parts.group(2) == null ? "" : parts.group(2);
                    String text = parts.group(3) == null ? "" : unquoted(parts.group(3));
                    synchronized (received) {
                        received.add(new Received(parts.group(1), label, text));
                    }
                }
            }
        } catch (IOException e) {
            synchronized (received) {
                received.add(new Received("failed", "", String.valueOf(e.getMessage())));
            }
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A JSON string, of texts without control characters but line ends. */
    private static String quoted(String text) {
        return "\""
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\r", "\\r")
                        .replace("\n", "\\n") + "\"";
    }

    private static String unquoted(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> {
            String escape = found.group(1);
            String plain = switch (escape.charAt(0)) {
                case 'u' -> String.valueOf((char) Integer.parseInt(escape, 1, 5, 16));
                case 'n' -> "\n";
                case 'r' -> "\r";
                case 't' -> "\t";
                default -> escape;
            };
            return Matcher.quoteReplacement(plain);
        });
    }
}
