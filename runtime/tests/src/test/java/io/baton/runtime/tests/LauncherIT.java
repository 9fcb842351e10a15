// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.baton.launcher.RunBundles;
import io.baton.shared.sets.BundleSet;
import io.baton.shared.sets.SetFiles;
import io.baton.shared.sets.Sha256;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/** The process as a terminal or an init system sees it: output, address, signals, exit codes. */
public class LauncherIT {
    @Rule
    public final Timeout timeout = new Timeout(900, TimeUnit.SECONDS);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void reportsReadyWhenThePageAnswersAndStopsCleanlyOnSigterm() throws Exception {
        int port = Provisioning.freeTcpPort();
        Process process = launch("--profile", "demo", "--port", Integer.toString(port), "--data", data());
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> seen = readUntil(output, "Stop with Ctrl-C.");
            assertTrue(seen.toString(), seen.contains("Baton is ready: http://127.0.0.1:" + port + "/"));
            assertTrue("answers on the printed port", accepts(port));
            process.toHandle().destroy(); // SIGTERM; the process itself would close the stream we read
            List<String> rest = output.lines().toList();
            assertEquals(rest.toString(), 0, process.waitFor());
            assertTrue(rest.toString(), rest.stream().noneMatch(line -> line.contains("ERROR")));
            assertFalse("the port is closed", accepts(port));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    public void takenPortIsReportedWithItsOwnExitCode() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = launch("--port", Integer.toString(taken.getLocalPort()), "--data", data());
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(output, 7, process.waitFor());
            assertTrue(output, output.contains("choose one with --port"));
        }
    }

    @Test
    public void unknownOptionIsReportedWithTheUsage() throws Exception {
        Process process = launch("--frobnicate");
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(output, 2, process.waitFor());
        assertTrue(output, output.contains("--frobnicate") && output.contains("Usage:"));
    }

    @Test
    public void networkIsRefusedWithoutAPassword() throws Exception {
        for (String host : List.of("0.0.0.0", "::")) {
            Process process =
                    launch("--host", host, "--port", Integer.toString(Provisioning.freeTcpPort()), "--data", data());
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(output, 2, process.waitFor());
            assertTrue(
                    output,
                    output.contains("--host " + host
                            + " is refused: the demo profile has no password here, so it serves this computer only. Take"
                            + " --profile appliance, or write { \"modeBeforeSetup\": \"unset\" } to "));
        }
    }

    @Test
    public void hostThatIsNoAddressOfThisComputerIsRefused() throws Exception {
        for (String host : List.of("192.0.2.1", "127.0.0.1.example.org")) {
            Process process = launch("--profile", "appliance", "--host", host, "--data", data());
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(output, 2, process.waitFor());
            assertTrue(output, output.startsWith("--host ") && output.contains(host));
        }
    }

    @Test
    public void applianceServesTheNetworkOverHttps() throws Exception {
        int port = Provisioning.freeTcpPort();
        int https = Provisioning.freeTcpPort();
        Path data = folder.newFolder().toPath();
        Files.writeString(
                Files.createDirectories(data.resolve("configs")).resolve("io.baton.tls.jetty.json"),
                "{ \"port:Integer\": " + https + " }");
        Process process = launch(
                "--profile",
                "appliance",
                "--host",
                "0.0.0.0",
                "--port",
                Integer.toString(port),
                "--data",
                data.toString());
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> seen = readUntil(output, "Stop with Ctrl-C.");
            assertTrue(
                    seen.toString(),
                    seen.contains("Listens on all addresses: HTTPS port " + https + ", HTTP port " + port
                            + " (plainHttp=redirect)."));
            assertTrue(
                    seen.toString(),
                    seen.stream()
                            .anyMatch(line ->
                                    line.matches("Baton is ready: https://(\\[[0-9a-f:]+]|[0-9.]+):" + https + "/")));
            assertTrue(
                    seen.toString(),
                    seen.stream().anyMatch(line -> line.startsWith("Certificate (selfSigned), SHA-256: ")));
            process.toHandle().destroy();
            output.lines().forEach(line -> {});
            assertEquals(0, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    public void applianceListensOnLoopbackAndReportsIt() throws Exception {
        int port = Provisioning.freeTcpPort();
        Process process = launch("--profile", "appliance", "--port", Integer.toString(port), "--data", data());
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> seen = readUntil(output, "Stop with Ctrl-C.");
            assertTrue(
                    seen.toString(),
                    seen.contains(
                            "Listens on 127.0.0.1 only. To serve the network: --profile appliance --host 0.0.0.0"));
            assertTrue("no Web Console", seen.stream().noneMatch(line -> line.contains("Web Console")));
            process.toHandle().destroy();
            output.lines().forEach(line -> {});
            assertEquals(0, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    public void invalidEnvironmentVariableIsNamedAndNothingStarts() throws Exception {
        Process process = launch(
                Map.of("SESSION_MAX_CONCURRENT", "all"),
                "--port",
                Integer.toString(Provisioning.freeTcpPort()),
                "--data",
                data());
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(output, 1, process.waitFor());
        String last = output.lines().toList().getLast();
        assertTrue(
                output,
                last.startsWith("Baton could not start: maxSessions = all from environment:SESSION_MAX_CONCURRENT"));
    }

    @Test
    public void invalidStoredSettingsFallBackToTheLastGoodOrFail() throws Exception {
        Path data = folder.newFolder().toPath();
        Path stored = Files.createDirectories(data.resolve("configs")).resolve("io.baton.session.coordinator.json");
        Files.writeString(stored, "{ \"maxSessions:Integer\": 0 }");
        int port = Provisioning.freeTcpPort();
        Process refused = launch("--port", Integer.toString(port), "--data", data.toString());
        String output = new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(output, 1, refused.waitFor());
        assertTrue(output, output.lines().toList().getLast().contains("maxSessions = 0 from configuration"));

        Path lastGood = Files.createDirectories(data.resolve("session")).resolve("last-good.properties");
        Files.writeString(lastGood, "maxSessions=6\n");
        Process process = launch("--port", Integer.toString(port), "--data", data.toString());
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> seen = readUntil(lines, "Stop with Ctrl-C.");
            assertTrue(
                    seen.toString(),
                    seen.stream().anyMatch(line -> line.contains("ERROR") && line.contains("the last good settings")));
            process.toHandle().destroy();
            lines.lines().forEach(line -> {});
            assertEquals(0, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
        assertEquals("maxSessions=6", Files.readAllLines(lastGood).getLast());
    }

    @Test
    public void secondInstanceOnADataDirectoryIsRefusedWithItsOwnExitCode() throws Exception {
        String data = data();
        Process first = launch("--port", Integer.toString(Provisioning.freeTcpPort()), "--data", data);
        try (BufferedReader output = first.inputReader(StandardCharsets.UTF_8)) {
            readUntil(output, "Stop with Ctrl-C.");
            Process second = launch("--port", Integer.toString(Provisioning.freeTcpPort()), "--data", data);
            String refusal = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(refusal, 5, second.waitFor());
            assertTrue(refusal, refusal.contains("uses the data directory " + data));
            first.toHandle().destroy();
            output.lines().forEach(line -> {});
            assertEquals(0, first.waitFor());
        } finally {
            first.destroyForcibly();
        }
    }

    @Test
    public void malformedConfigurationFileIsReportedAndTheDeviceStartsWithoutIt() throws Exception {
        Path data = folder.newFolder().toPath();
        Path configs = Files.createDirectories(data.resolve("configs"));
        Path malformed = Files.writeString(configs.resolve("org.apache.felix.http.json"), "{ \"x\": }");
        int port = Provisioning.freeTcpPort();
        Process process = launch("--port", Integer.toString(port), "--data", data.toString());
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> seen = readUntil(output, "Stop with Ctrl-C.");
            assertTrue(
                    seen.toString(),
                    seen.contains("Configuration file " + malformed
                            + ", line 1, column 8: expected a value; the file is ignored."));
            assertTrue(seen.toString(), seen.contains("Baton is ready: http://127.0.0.1:" + port + "/"));
            process.toHandle().destroy();
            output.lines().forEach(line -> {});
            assertEquals(0, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    public void anotherLoopbackAddressIsAnswered() throws Exception {
        int port = Provisioning.freeTcpPort();
        Process process = launch("--host", "127.0.0.2", "--port", Integer.toString(port), "--data", data());
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> seen = readUntil(output, "Stop with Ctrl-C.");
            assertTrue(seen.toString(), seen.contains("Baton is ready: http://127.0.0.2:" + port + "/"));
            process.toHandle().destroy();
            output.lines().forEach(line -> {});
            assertEquals(0, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    public void restartInTheWebConsoleEndsWithItsOwnExitCode() throws Exception {
        int port = Provisioning.freeTcpPort();
        Process process = launch("--port", Integer.toString(port), "--data", data());
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> seen = readUntil(output, "Stop with Ctrl-C.");
            String device = "http://127.0.0.1:" + port;
            assertTrue(
                    seen.toString(), seen.contains("Web Console: " + device + "/system/console (for administrators)"));
            try (HttpClient client = HttpClient.newHttpClient()) {
                HttpResponse<Void> password = client.send(
                        post(device + "/auth/password-local", "application/json", "{\"password\":\"long enough\"}")
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
                assertEquals(201, password.statusCode());
                String cookie = password.headers().firstValue("Set-Cookie").orElseThrow();
                HttpRequest restart = post(
                                device + "/system/console/vmstat",
                                "application/x-www-form-urlencoded",
                                "shutdown_type=Restart")
                        .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                        .header("Origin", device)
                        .build();
                int status = client.send(restart, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                assertTrue("status " + status, status < 400);
            }
            List<String> rest = output.lines().toList();
            assertEquals(rest.toString(), 6, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    public void dataDirectoryThatIsAFileIsNamedWithTheReason() throws Exception {
        Path file = folder.newFile().toPath();
        Process process = launch("--port", Integer.toString(Provisioning.freeTcpPort()), "--data", file.toString());
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(output, 1, process.waitFor());
        assertEquals("Baton could not start: " + file + ": exists and is not a directory", output.strip());
    }

    @Test
    public void exhaustedHeapEndsTheProcessAtOnce() throws Exception {
        Process process = launch("--port", Integer.toString(Provisioning.freeTcpPort()), "--data", data(), "--shell");
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                Writer shell = process.outputWriter(StandardCharsets.UTF_8)) {
            readUntil(output, "Stop with Ctrl-C.");
            shell.write("text = twice\nwhile { true } { text = \"$text$text\" }\n");
            shell.flush();
            List<String> rest = output.lines().toList();
            assertEquals(rest.toString(), 3, process.waitFor());
            assertTrue(rest.toString(), rest.toString().contains("OutOfMemoryError"));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    public void threadThatDiesByAnErrorEndsTheProcessAndItsSetIsGivenUpAfterThreeStarts() throws Exception {
        Path data = folder.newFolder().toPath();
        SetFiles sets = new SetFiles(data.resolve("sets"));
        byte[] jar = DyingBundle.jar();
        String digest = Sha256.of(jar);
        sets.store().add(new ByteArrayInputStream(jar), digest, jar.length);
        String base = RunBundles.base(Path.of(System.getProperty("baton.home", "")));
        sets.write(
                SetFiles.Name.ACTIVE,
                new BundleSet(base, List.of(new BundleSet.Entry(DyingBundle.NAME, DyingBundle.VERSION, digest))));
        String port = Integer.toString(Provisioning.freeTcpPort());
        for (int i = 0; i < 3; i++) {
            Process process = launch("--port", port, "--data", data.toString());
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(output, 8, process.waitFor());
            assertEquals(
                    "Bundle set failed set=active: thread library-thread died: java.lang.NoClassDefFoundError: gone",
                    output.lines().toList().getLast());
        }
        Process process = launch("--port", port, "--data", data.toString());
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> seen = readUntil(output, "Stop with Ctrl-C.");
            assertTrue(seen.toString(), seen.contains("Bundle set given up set=active reason=failed_starts starts=3"));
            assertTrue(seen.toString(), seen.toString().contains("set=shipped reason=failed_starts"));
            process.toHandle().destroy();
            output.lines().forEach(line -> {});
            assertEquals(0, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    private Process launch(String... arguments) throws IOException {
        return launch(Map.of(), arguments);
    }

    private Process launch(Map<String, String> environment, String... arguments) throws IOException {
        Path home =
                Path.of(System.getProperty("baton.home", "")).toAbsolutePath().normalize();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "@" + home.resolve("jvm.options"),
                "-Dbaton.home=" + home,
                "-cp",
                home.resolve("lib") + "/*",
                "io.baton.launcher.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String data() throws IOException {
        return folder.newFolder().toString();
    }

    private static HttpRequest.Builder post(String address, String type, String body) {
        return HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static List<String> readUntil(BufferedReader output, String last) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.add(line);
            if (line.equals(last)) {
                return seen;
            }
        }
        throw new AssertionError("ended before \"" + last + "\": " + seen);
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
