// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distribution in a process of its own, on one data directory through several starts, with an administrator. */
final class DeviceProcess implements AutoCloseable {
    static final String JSON = "application/json";
    static final String FILE = "application/octet-stream";
    private static final String PASSWORD = "{\"password\":\"long enough\"}";
    private static final Pattern COOKIE = Pattern.compile("authToken=[^;]*");
    private static final int POLLS = 2400;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Path HOME =
            Path.of(System.getProperty("baton.home", "")).toAbsolutePath().normalize();
    private static final String JAVA =
            Path.of(System.getProperty("java.home", ""), "bin", "java").toString();

    private final Path data;
    private final int port = Provisioning.freeTcpPort();
    private final String address = "http://127.0.0.1:" + port;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Duration patience;
    private Process process;
    private String cookie = "";

    /**
     * Starts the device for the first time and sets its password.
     *
     * @param patience how long an answer may take
     */
    DeviceProcess(Path data, Duration patience) throws IOException, InterruptedException {
        this.data = data;
        this.patience = patience;
        process = launch();
        logIn("/auth/password-local", 201);
    }

    static Path home() {
        return HOME;
    }

    /** Starts the device again. */
    void start() throws IOException, InterruptedException {
        process = launch();
        logIn("/auth/login-local", 200);
    }

    private Process launch() throws IOException, InterruptedException {
        Path output = data.resolve("output.txt");
        Files.deleteIfExists(output);
        Process started = new ProcessBuilder(
                        JAVA,
                        "@" + HOME.resolve("jvm.options"),
                        "-Dbaton.home=" + HOME,
                        "-cp",
                        HOME.resolve("lib") + "/*",
                        "io.baton.launcher.Main",
                        "--port",
                        Integer.toString(port),
                        "--data",
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await(
                    "ready",
                    () -> started.isAlive() ? output() : "ended",
                    seen -> !seen.equals("ended") && seen.contains("Stop with Ctrl-C."));
        } catch (IOException | InterruptedException | AssertionError e) {
            started.destroyForcibly();
            throw e;
        }
        return started;
    }

    /** What this start has printed. */
    String output() throws IOException {
        return Files.readString(data.resolve("output.txt"));
    }

    private void logIn(String path, int expected) throws IOException, InterruptedException {
        cookie = "";
        HttpResponse<String> login = post(path, JSON, PASSWORD);
        assertEquals("login " + login.body(), expected, login.statusCode());
        Matcher found = COOKIE.matcher(login.headers().firstValue("Set-Cookie").orElseThrow());
        assertTrue("a cookie", found.find());
        cookie = found.group();
    }

    /** SIGKILL, without waiting for the end. */
    void beginKill() {
        process.destroyForcibly();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private HttpRequest.Builder request(String path, String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(patience)
                .header("Content-Type", type)
                .header("Origin", address);
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    HttpResponse<String> post(String path, String type, String body) throws IOException, InterruptedException {
        return call("POST", path, type, body);
    }

    HttpResponse<String> call(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        return client.send(
                request(path, type)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Sends an upgrade file; the answer may never come. */
    void send(String path, byte[] file) {
        send(request(path, FILE).POST(HttpRequest.BodyPublishers.ofByteArray(file)));
    }

    /** Sends a text; the answer may never come. */
    void send(String path, String type, String body) {
        send(request(path, type).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private void send(HttpRequest.Builder request) {
        var unused = client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
    }

    String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(request(path, JSON).GET().build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(path + response.body(), 200, response.statusCode());
        return response.body();
    }

    /** Asserts that the hash chain of the audit in the data directory is whole. */
    void verifyAudit() throws IOException, InterruptedException {
        Process verify = new ProcessBuilder(
                        JAVA,
                        "-Dbaton.home=" + HOME,
                        "-cp",
                        HOME.resolve("lib") + "/*",
                        "io.baton.launcher.ToolLauncher",
                        "audit",
                        "verify",
                        data.resolve("audit").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(output, 0, verify.waitFor());
    }

    /** What is read from the device. */
    interface Reading {
        String read() throws IOException, InterruptedException;
    }

    /** Reads until the content is as wanted, bounded, and returns it. */
    static String await(String what, Reading reading, Predicate<String> wanted)
            throws IOException, InterruptedException {
        List<String> seen = new ArrayList<>();
        for (int poll = 0; poll < POLLS; poll++) {
            String now = reading.read();
            if (wanted.test(now)) {
                return now;
            }
            if (seen.isEmpty() || !seen.getLast().equals(now)) {
                seen.add(now);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new AssertionError(what + " not within two minutes: " + seen);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        client.shutdownNow();
    }
}
