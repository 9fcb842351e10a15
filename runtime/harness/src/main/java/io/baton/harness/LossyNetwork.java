// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A viewer's host: a network namespace joined to this one by a pair of virtual interfaces that lose UDP packets in both
 * directions. The demo profile listens on loopback only; a forwarder makes that address reachable in the namespace.
 */
public final class LossyNetwork implements AutoCloseable {
    /** A network of its own for each test runner. */
    private static final String NETWORK = "10.77." + (100 + FreePorts.runner());

    private static final String DEVICE_ADDRESS = NETWORK + ".1";
    private static final String VIEWER_ADDRESS = NETWORK + ".2";
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final String name = "baton-" + ProcessHandle.current().pid();
    private final String hostInterface = "bt" + ProcessHandle.current().pid() % 100_000;
    private final String viewerInterface = hostInterface + "v";
    private final List<Process> forwarders = new ArrayList<>();
    private final List<String[]> losses = new ArrayList<>();
    private final Path directory;

    private LossyNetwork(Path directory) {
        this.directory = directory;
    }

    /** Creates the namespace; skips the test with an explanation where that is not permitted. */
    public static LossyNetwork create(int httpPort) throws IOException {
        for (String program : List.of("ip", "iptables", "socat", "ethtool", "tc")) {
            Prerequisites.unless(Commands.isInstalled(program), program + " is not installed: loss is not tested");
        }
        Path directory = Files.createTempDirectory("baton-lossy");
        LossyNetwork network = new LossyNetwork(directory);
        Prerequisites.unless(
                Commands.run("ip", "netns", "add", network.name) == 0,
                "network namespaces are not permitted here: loss is not tested");
        try {
            Commands.removeInterfacesWith(DEVICE_ADDRESS);
            network.connect(httpPort);
            return network;
        } catch (IOException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** A program that runs Chromium on the viewer's host. */
    public String chromium() throws IOException {
        Path script = directory.resolve("chromium");
        Files.writeString(script, "#!/bin/sh\nexec ip netns exec " + name + " /usr/bin/chromium \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script.toString();
    }

    /** Drops this share of the UDP packets in each direction; 0 to 1. */
    public void setLoss(double probability) throws IOException {
        String[] rule = {
            "-p",
            "udp",
            "-m",
            "statistic",
            "--mode",
            "random",
            "--probability",
            Double.toString(probability),
            "-j",
            "DROP"
        };
        Commands.require(Commands.prefixed(rule, "ip", "netns", "exec", name, "iptables", "-w", "-I", "INPUT", "1"));
        Commands.require(Commands.prefixed(rule, "iptables", "-w", "-I", "INPUT", "1", "-i", hostInterface));
        losses.add(rule);
    }

    /** Lets so many bits a second through towards the viewer; more wait for up to 200 ms, then are dropped. */
    public void setRate(int kilobitsPerSecond) throws IOException {
        Commands.require(
                "tc",
                "qdisc",
                "replace",
                "dev",
                hostInterface,
                "root",
                "tbf",
                "rate",
                kilobitsPerSecond + "kbit",
                "burst",
                "8kb",
                "latency",
                "200ms");
    }

    @Override
    public void close() throws IOException {
        for (Process forwarder : forwarders) {
            forwarder.destroy();
        }
        for (String[] rule : losses) {
            Commands.run(Commands.prefixed(rule, "iptables", "-w", "-D", "INPUT", "-i", hostInterface));
        }
        Commands.run("ip", "netns", "del", name);
        Commands.run("ip", "link", "del", hostInterface);
    }

    private void connect(int httpPort) throws IOException {
        Commands.require(
                "ip", "link", "add", hostInterface, "type", "veth", "peer", "name", viewerInterface, "netns", name);
        Commands.require("ip", "addr", "add", DEVICE_ADDRESS + "/24", "dev", hostInterface);
        Commands.require("ip", "link", "set", hostInterface, "up");
        runInNamespace("ip", "addr", "add", VIEWER_ADDRESS + "/24", "dev", viewerInterface);
        runInNamespace("ip", "link", "set", viewerInterface, "up");
        runInNamespace("ip", "link", "set", "lo", "up");
        runInNamespace("ip", "route", "add", "default", "via", DEVICE_ADDRESS);
        // A batch that the kernel has not split yet would be lost as a whole.
        Commands.require("ethtool", "-K", hostInterface, "tx-udp-segmentation", "off");
        Path socket = directory.resolve("http");
        forward("socat", "UNIX-LISTEN:" + socket + ",fork", "TCP:127.0.0.1:" + httpPort);
        Process inNamespace = forward(
                "ip",
                "netns",
                "exec",
                name,
                "socat",
                "TCP-LISTEN:" + httpPort + ",bind=127.0.0.1,fork,reuseaddr",
                "UNIX-CONNECT:" + socket);
        awaitListening(inNamespace, httpPort, socket);
    }

    /** A browser that comes before the forwarders would be refused. */
    private void awaitListening(Process inNamespace, int port, Path socket) throws IOException {
        String listening = String.format(Locale.ROOT, ":%04X 00000000:0000 0A", port);
        while (!Files.exists(socket)
                || Commands.run("ip", "netns", "exec", name, "grep", "-q", listening, "/proc/net/tcp") != 0) {
            if (!inNamespace.isAlive()) {
                throw new IOException("the forwarder ended with " + inNamespace.exitValue());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void runInNamespace(String... command) throws IOException {
        Commands.require(Commands.prefixed(command, "ip", "netns", "exec", name));
    }

    private Process forward(String... command) throws IOException {
        Process forwarder = new ProcessBuilder(command).inheritIO().start();
        forwarders.add(forwarder);
        return forwarder;
    }
}
