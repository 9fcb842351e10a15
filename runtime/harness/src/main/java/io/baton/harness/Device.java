// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Baton process, started and stopped as {@code ./baton run} does it. */
public final class Device implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("Baton is ready: (https?://\\S+)");
    private static final Pattern KEY_EDGE = Pattern.compile("Z ((?:down|up) 0x[0-9A-F]{2})$");
    private static final Pattern SESSION = Pattern.compile("session\\.coordinator - session (joined|left) id=(\\S+)");
    private static final int START_SECONDS = 240;
    private static final int STOP_SECONDS = 120;

    private final Process process;
    private final Thread reader;
    private final Path data;
    private final int plainPort;
    private final List<String> log = new ArrayList<>();
    private final List<String> keyEdges = new ArrayList<>();
    private final Set<String> sessions = new HashSet<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile Optional<URI> address = Optional.empty();

    private Device(Process process, Path data, int plainPort) {
        this.process = process;
        this.data = data;
        this.plainPort = plainPort;
        reader = new Thread(this::read, "device-log");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a device on a free port with an empty data directory and waits until it reports ready. */
    public static Device start() throws Exception {
        return start(Map.of());
    }

    /**
     * As {@link #start()}, with an operator's configuration files.
     *
     * @param configs the JSON for each PID
     */
    public static Device start(Map<String, String> configs) throws Exception {
        return start(configs, List.of());
    }

    /** As {@link #start()}, with further options. */
    public static Device startWith(String... options) throws Exception {
        return start(Map.of(), List.of(options));
    }

    /** As {@link #start()}, with a shell on its standard input, see {@link #command} and {@link #ask}. */
    public static Device startWithShell() throws Exception {
        return startWithShell(Map.of());
    }

    /** As {@link #start(Map)}, with a shell. */
    public static Device startWithShell(Map<String, String> configs) throws Exception {
        Device device = start(configs, List.of("--shell"));
        // told as they come: the shell keeps what each command needed until it ends, so it is not to be polled
        device.ask("target:follow", KEY_EDGE);
        return device;
    }

    /** As {@link #start(Map)}, on a host of its own, in the appliance profile and on all addresses. */
    public static Device startOn(DeviceNetwork network, Map<String, String> configs) throws Exception {
        return start(network.prefix(), configs, List.of("--profile", "appliance", "--host", "0.0.0.0"));
    }

    private static Device start(Map<String, String> configs, List<String> options) throws Exception {
        return start(List.of(), configs, options);
    }

    private static Device start(List<String> prefix, Map<String, String> configs, List<String> options)
            throws Exception {
        Path home = Path.of(System.getProperty("baton.dist")).toRealPath();
        Path work = Files.createDirectories(Path.of(System.getProperty("baton.work")));
        Path data = Files.createTempDirectory(work, "data-");
        Path operator = Files.createDirectories(data.resolve("configs"));
        for (Map.Entry<String, String> config : configs.entrySet()) {
            Files.writeString(operator.resolve(config.getKey() + ".json"), config.getValue());
        }
        int plainPort = freePort();
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                System.getProperty("baton.java"),
                jvmOptions(),
                "-Dbaton.home=" + home,
                "-cp",
                home.resolve("lib") + "/*",
                "io.baton.launcher.Main",
                "--port",
                Integer.toString(plainPort),
                "--data",
                data.toString()));
        command.addAll(options);
        Device device =
                new Device(new ProcessBuilder(command).redirectErrorStream(true).start(), data, plainPort);
        if (!device.ready.await(START_SECONDS, TimeUnit.SECONDS) || device.address.isEmpty()) {
            device.process.destroyForcibly();
            throw new IllegalStateException("the device did not become ready:\n" + String.join("\n", device.log()));
        }
        return device;
    }

    /** The argument of the java command for the options that ship, as {@code ./baton run} and the image pass it. */
    public static String jvmOptions() {
        return "@" + Path.of(System.getProperty("baton.dist")).resolve("jvm.options");
    }

    /** The address it printed. */
    public URI address() {
        return address.orElseThrow();
    }

    /** The port of plain HTTP, also where the printed address is one of HTTPS. */
    public int plainPort() {
        return plainPort;
    }

    /** Where offers are posted by clients without a WebSocket. */
    public URI sessions() {
        return address().resolve("/webrtc/session");
    }

    /** Its data directory. */
    public Path data() {
        return data;
    }

    public List<String> log() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    /** Sends a line to the shell. */
    public void command(String line) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
    }

    /** Sends a line to the shell and returns the lines of its output that match; other log lines are left out. */
    public List<String> ask(String line, Pattern answer) throws IOException, InterruptedException {
        int from = log().size();
        String end = "answered-" + from;
        command(line);
        command("echo " + end);
        awaitLine(from, Pattern.compile(end + "$"));
        return log().stream()
                .skip(from)
                .filter(printed -> answer.matcher(printed).find())
                .toList();
    }

    /** Waits for a matching line after the first {@code from} lines of the log; returns the match. */
    private Matcher awaitLine(int from, Pattern pattern) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        synchronized (log) {
            while (true) {
                for (String line : log.subList(from, log.size())) {
                    Matcher matcher = pattern.matcher(line);
                    if (matcher.find()) {
                        return matcher;
                    }
                }
                if (System.nanoTime() - end >= 0) {
                    throw new IllegalStateException("no " + pattern + ":\n" + String.join("\n", log()));
                }
                log.wait(1000);
            }
        }
    }

    /**
     * Key edges seen by the virtual computer's keyboard driver since it started: {@code down 0x04}, {@code up 0x04}.
     * Needs the shell.
     */
    public List<String> keyLog() throws IOException, InterruptedException {
        ask("echo", KEY_EDGE);
        synchronized (log) {
            return List.copyOf(keyEdges);
        }
    }

    /** Waits until the keyboard driver has seen at least {@code count} edges since it started. Needs the shell. */
    public void awaitKeyEdges(int count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        synchronized (log) {
            while (keyEdges.size() < count) {
                if (System.nanoTime() - end >= 0) {
                    throw new IllegalStateException("%d key edges instead of %d".formatted(keyEdges.size(), count));
                }
                log.wait(1000);
            }
        }
    }

    /**
     * Waits until each session that joined has left, sessions in grace included, by the lines of the log: the shell
     * keeps what each command needed until it ends, so it is not to be polled.
     */
    public void awaitNoSessions() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        synchronized (log) {
            while (!sessions.isEmpty()) {
                if (System.nanoTime() - end >= 0) {
                    throw new IllegalStateException("sessions stay: " + sessions);
                }
                log.wait(1000);
            }
        }
    }

    /** Waits until the device has printed a line with this text; its output goes on after it is ready. */
    public void awaitPrinted(String text) throws InterruptedException {
        awaitLine(0, Pattern.compile(Pattern.quote(text)));
    }

    public long pid() {
        return process.pid();
    }

    /** Stops the process as Ctrl-C does, and reads its log to the end; an exit code other than 0 is a failure. */
    @Override
    public void close() {
        process.toHandle().destroy(); // SIGTERM; the process itself would close the stream that is read
        try {
            process.onExit().orTimeout(STOP_SECONDS, TimeUnit.SECONDS).join();
            reader.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CompletionException e) {
            process.destroyForcibly();
            throw new IllegalStateException("the device did not stop:\n" + String.join("\n", log()), e);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    "the device ended with " + process.exitValue() + ":\n" + String.join("\n", log()));
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                append(line);
                Matcher matcher = READY.matcher(line);
                if (matcher.find()) {
                    address = Optional.of(URI.create(matcher.group(1)));
                    ready.countDown();
                }
            }
        } catch (IOException e) {
            append("(the device's output ended: " + e.getMessage() + ")");
        } finally {
            ready.countDown();
        }
    }

    private void append(String line) {
        synchronized (log) {
            log.add(line);
            Matcher edge = KEY_EDGE.matcher(line);
            if (edge.find()) {
                keyEdges.add(edge.group(1));
            }
            Matcher session = SESSION.matcher(line);
            if (session.find()) {
                if (session.group(1).equals("joined")) {
                    sessions.add(session.group(2));
                } else {
                    sessions.remove(session.group(2));
                }
            }
            log.notifyAll();
        }
    }

    /** Returns a port, of TCP and of UDP, that no program had a moment ago. */
    public static int freePort() throws IOException {
        return FreePorts.next();
    }
}
