// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.fleet.hawkbit.ActionStore;
import io.baton.fleet.hawkbit.Agent;
import io.baton.fleet.hawkbit.AgentLoop;
import io.baton.fleet.hawkbit.AgentSettings;
import io.baton.fleet.hawkbit.DdiClient;
import io.baton.testkit.DdiRollout;
import io.baton.testkit.DdiServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Rolls one file out to many devices in one process: the agents that ship, each with a simulated upgrade service, and a
 * server of the same API that starts group after group. A file that is good, one that fails on a few devices, and one
 * that fails on all.
 */
final class Fleet {
    private static final int GROUPS = 10;
    private static final int SUCCESS_PERCENT = 80;
    private static final int ERROR_PERCENT = 20;
    private static final int FILE_BYTES = 1024 * 1024;
    private static final int POLL_SECONDS = 2;
    private static final int FEW_PERCENT = 2;
    private static final Duration LONGEST_GROUP = Duration.ofMinutes(3);
    private static final double NANOS = 1e9;
    private static final double MIB = 1024.0 * 1024;

    private final int devices;
    private final List<AgentLoop> loops = new ArrayList<>();
    private final List<Agent> agents = new ArrayList<>();

    Fleet(int devices) {
        this.devices = devices;
    }

    /** Returns whether each rollout ended as it must. */
    boolean run() throws Exception {
        CpuTimes started = Host.print();
        Path work =
                Files.createTempDirectory(Files.createDirectories(Path.of(System.getProperty("baton.work"))), "fleet-");
        List<String> names = new ArrayList<>();
        for (int device = 0; device < devices; device++) {
            names.add(String.format(Locale.ROOT, "kvm-%03d", device));
        }
        int size = Math.ceilDiv(devices, GROUPS);
        System.out.printf(
                Locale.ROOT,
                "fleet: %d devices in groups of %d; the next group begins at %d %% success, the rollout stops at %d %%"
                        + " errors%n",
                devices,
                size,
                SUCCESS_PERCENT,
                ERROR_PERCENT);
        System.out.printf(
                Locale.ROOT,
                "file: %,d bytes; the devices poll every %d s, give or take a tenth; a simulated upgrade takes %d ms%n",
                FILE_BYTES,
                POLL_SECONDS,
                SimulatedDevice.UPGRADE_MILLIS);
        System.out.println(
                "rollout              updated  failed  untouched  stopped in group  time, s  requests  requests/s"
                        + "  MiB served");
        boolean sound;
        try (DdiServer server = DdiServer.start();
                HttpClient http = HttpClient.newHttpClient();
                ExecutorService threads = Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("baton-fleet-", 0).factory());
                ScheduledExecutorService upgrades = Executors.newScheduledThreadPool(2)) {
            server.sleep(String.format(Locale.ROOT, "00:00:%02d", POLL_SECONDS));
            Random random = new Random(1);
            for (String name : names) {
                start(name, server, http, work, upgrades, threads, random.nextLong());
            }
            server.await(() -> names.stream().allMatch(server::isRegistered), LONGEST_GROUP);
            DdiRollout rollout = new DdiRollout(server, names, size, SUCCESS_PERCENT, ERROR_PERCENT);
            DdiRollout.Result good = measure("good", server, rollout, file(0));
            DdiRollout.Result few = measure("fails on " + FEW_PERCENT + " %", server, rollout, file(FEW_PERCENT));
            DdiRollout.Result bad = measure("fails on all", server, rollout, file(100));
            sound = good.updated() == devices
                    && few.stoppedGroup() == 0
                    && few.updated() + few.failed() == devices
                    && bad.updated() == 0
                    && bad.stoppedGroup() == 1
                    && bad.untouched() == devices - size;
            long problems =
                    agents.stream().filter(agent -> !agent.problem().isEmpty()).count();
            System.out.println("agents with a problem at the end: " + problems);
            sound &= problems == 0;
            loops.forEach(AgentLoop::stop);
            upgrades.shutdownNow();
        }
        Host.printAfter(started);
        System.out.println(sound ? "each rollout ended as it must" : "A ROLLOUT DID NOT END AS IT MUST");
        return sound;
    }

    private void start(
            String name,
            DdiServer server,
            HttpClient http,
            Path work,
            ScheduledExecutorService upgrades,
            ExecutorService threads,
            long seed)
            throws IOException {
        AgentSettings settings = new AgentSettings(
                server.address(),
                false,
                "DEFAULT",
                name,
                "GatewayToken bench",
                Optional.empty(),
                2L * FILE_BYTES,
                false);
        SimulatedDevice device = new SimulatedDevice(upgrades, seed);
        Agent agent = new Agent(
                settings,
                new DdiClient(http, settings),
                new ActionStore(work.resolve(name)),
                () -> device,
                () -> Map.of("product", "baton"),
                InstantSource.system(),
                new Random(seed));
        AgentLoop loop = new AgentLoop(agent);
        device.listener(loop::wake);
        agents.add(agent);
        loops.add(loop);
        var unused = threads.submit(loop);
    }

    /** The first byte says on how many devices of a hundred it fails. */
    private static byte[] file(int failingPercent) {
        byte[] file = new byte[FILE_BYTES];
        new Random(failingPercent).nextBytes(file);
        file[0] = (byte) failingPercent;
        return file;
    }

    private static DdiRollout.Result measure(String label, DdiServer server, DdiRollout rollout, byte[] file)
            throws InterruptedException {
        long requests = server.requests();
        long served = server.bytesServed();
        long begun = System.nanoTime();
        DdiRollout.Result result = rollout.run(file, LONGEST_GROUP);
        double seconds = (System.nanoTime() - begun) / NANOS;
        long sent = server.requests() - requests;
        System.out.printf(
                Locale.ROOT,
                "%-20s %7d %7d %10d  %16s %8.1f %9d %11.1f %11.1f%n",
                label,
                result.updated(),
                result.failed(),
                result.untouched(),
                result.stoppedGroup() == 0 ? "–" : Integer.toString(result.stoppedGroup()),
                seconds,
                sent,
                sent / seconds,
                (server.bytesServed() - served) / MIB);
        return result;
    }
}
