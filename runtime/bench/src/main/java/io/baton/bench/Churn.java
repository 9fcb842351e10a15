// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Device;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Ten clients join, leave and call methods at random. After each round all clients pause; then all must agree on the
 * state. At the end nothing of them may be left on the device, its journal must verify, and a replay of it must come to
 * the same decisions.
 */
final class Churn {
    private static final int CLIENTS = 10;
    private static final int PROCESSES = 3;
    private static final int ROUND_MILLIS = 10_000;
    private static final int KILL_EVERY = 2;
    private static final int LONGEST_PAUSE_MILLIS = 100;
    private static final int AGREE_SECONDS = 60;
    private static final int FORGET_SECONDS = 20;
    private static final int LEAVE_SECONDS = 60;
    private static final int STABLE_MILLIS = 300;

    /** Short timeouts, so that many expire. */
    private static final String TIMEOUTS = """
            {"maxSessions:Integer": 14, "reconnectGraceSeconds:Integer": 3, "requestTimeoutSeconds:Integer": 5, "pendingTimeoutSeconds:Integer": 6}""";

    /** Higher limits than the defaults: all clients come from one address here. */
    private static final String RATE_LIMITS = """
            {"joinPerSecond:Double": 50, "renamePerSecond:Double": 50, "renameBurst:Integer": 50}""";

    private final int minutes;
    private final long seed;
    private final FailureCounts counts = new FailureCounts();
    private final List<ChurnClient> clients = new ArrayList<>();
    private final AtomicReferenceArray<PeerProcess> processes = new AtomicReferenceArray<>(PROCESSES);
    private final PauseControl pauseControl = new PauseControl(CLIENTS);

    Churn(int minutes, long seed) {
        this.minutes = minutes;
        this.seed = seed;
    }

    /** Runs the bench; returns whether no difference was found. */
    boolean run() throws Exception {
        CpuTimes started = Host.print();
        System.out.printf(
                Locale.ROOT,
                "churn: %d clients in %d processes, rounds of %d s, %d min, seed %d%n",
                CLIENTS,
                PROCESSES,
                ROUND_MILLIS / 1000,
                minutes,
                seed);
        try (Device device = Device.startWithShell(
                Map.of("io.baton.session.coordinator", TIMEOUTS, "io.baton.ratelimit.tokenbucket", RATE_LIMITS))) {
            // a first viewer starts what is started on demand and stays
            joinAndLeave(device);
            ProcessUsage before = memory("before", device.pid());
            Leftovers none = Leftovers.of(device.pid());
            churn(device);
            TimeUnit.SECONDS.sleep(FORGET_SECONDS);
            ProcessUsage after = memory("after", device.pid());
            device.awaitNoSessions();
            leftovers(device, none).forEach(counts::problem);
            System.out.printf(
                    Locale.ROOT,
                    "device: %.1f s of CPU; warnings and errors in its log: %d%n",
                    (after.cpuNanos() - before.cpuNanos()) / 1e9,
                    complaints(device).size());
            complaints(device).stream().limit(10).forEach(line -> System.out.println("    " + line));
            audit("verify", device);
            audit("replay", device);
        }
        counts.print();
        System.out.println(counts.problems() == 0 ? "no difference" : counts.problems() + " DIFFERENCES");
        Host.printAfter(started);
        return counts.problems() == 0;
    }

    /** What is left behind; a slow machine gets some time to end it. */
    private static List<String> leftovers(Device device, Leftovers none) throws Exception {
        List<String> left = Leftovers.of(device.pid()).since(none);
        for (int second = 0; second < LEAVE_SECONDS && !left.isEmpty(); second++) {
            TimeUnit.SECONDS.sleep(1);
            left = Leftovers.of(device.pid()).since(none);
        }
        return left;
    }

    private static void joinAndLeave(Device device) throws Exception {
        try (PeerProcess process = PeerProcess.start()) {
            OfferFields offer = OfferFields.plain().withVideo();
            RpcPeer peer =
                    RpcPeer.join(process, SignallingClient.post(SignallingClient.browser(), device.address()), offer);
            peer.ask("requestPrimary", Map.of());
            peer.ask("updateSessionNickname", Map.of("nickname", "Amber Otter"));
            peer.close();
        }
        device.awaitNoSessions();
        TimeUnit.SECONDS.sleep(FORGET_SECONDS);
    }

    private void churn(Device device) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < PROCESSES; i++) {
            processes.set(i, PeerProcess.start());
        }
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int group = i % PROCESSES;
            SplittableRandom own = random.split();
            ChurnClient client = new ChurnClient(i, device.address(), () -> processes.get(group), counts, own.split());
            clients.add(client);
            threads.add(Thread.ofPlatform().name("client-" + i).start(() -> {
                while (pauseControl.awaitRunning()) {
                    try {
                        client.act();
                        TimeUnit.MILLISECONDS.sleep(own.nextInt(LONGEST_PAUSE_MILLIS));
                    } catch (InterruptedException e) {
                        return;
                    } catch (RuntimeException | AssertionError e) {
                        counts.problem(Thread.currentThread().getName() + ": " + e);
                    }
                }
            }));
        }
        System.out.println("   round  clients  revision  agreed after ms commands  differences");
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        for (int round = 1; System.nanoTime() < end; round++) {
            pauseControl.resume();
            int killAfter = random.nextInt(ROUND_MILLIS);
            TimeUnit.MILLISECONDS.sleep(killAfter);
            if (round % KILL_EVERY == 0) {
                kill(random.nextInt(PROCESSES));
            }
            TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS - killAfter);
            pauseControl.pause();
            compare(round);
        }
        pauseControl.shutdown();
        for (Thread thread : threads) {
            thread.join();
        }
        clients.forEach(ChurnClient::leave);
        for (int i = 0; i < PROCESSES; i++) {
            processes.get(i).close();
        }
    }

    private void kill(int group) throws IOException {
        PeerProcess killed = processes.get(group);
        processes.set(group, PeerProcess.start());
        killed.kill();
        counts.count("killed a process of several clients");
    }

    /** Compares the lists while all clients pause. Timeouts may still change them, so they get time to agree. */
    private void compare(int round) throws InterruptedException {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(AGREE_SECONDS);
        List<RpcPeer> peers = present();
        List<String> problems = ConsistencyCheck.problems(peers);
        while (!problems.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(1);
            peers = present();
            problems = ConsistencyCheck.problems(peers);
        }
        double millis = (System.nanoTime() - start) / 1e6;
        problems.forEach(counts::problem);
        TimeUnit.MILLISECONDS.sleep(STABLE_MILLIS);
        compareWithCalls(System.nanoTime() + TimeUnit.SECONDS.toNanos(AGREE_SECONDS));
        long revision =
                peers.isEmpty() ? 0 : peers.getFirst().list().path("revision").asLong();
        System.out.printf(
                Locale.ROOT,
                "%8d %8d %9d %16.0f %8d %12d%n",
                round,
                peers.size(),
                revision,
                millis,
                counts.total(),
                counts.problems());
        peers.forEach(RpcPeer::forget);
    }

    /** Compares what the device pushed with what it answers to calls; the push may follow a moment later. */
    private void compareWithCalls(long end) throws InterruptedException {
        List<String> problems = compareWithCalls();
        while (!problems.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(STABLE_MILLIS);
            problems = compareWithCalls();
        }
        problems.forEach(counts::problem);
    }

    private List<String> compareWithCalls() {
        List<String> problems = new ArrayList<>();
        present().forEach(peer -> compareWithCalls(peer, problems));
        return problems;
    }

    private static void compareWithCalls(RpcPeer peer, List<String> problems) {
        String mode = peer.list().path("yourMode").asText();
        JsonNode rows = result(peer, "getSessions");
        JsonNode permissions = result(peer, "getPermissions");
        JsonNode keys = mode.equals("pending") ? null : result(peer, "getKeyDownState");
        if (peer.isEnded()) {
            return;
        }
        if (!ConsistencyCheck.rows(rows)
                .equals(ConsistencyCheck.rows(peer.list().path("sessions")))) {
            problems.add(peer.id() + " was told " + peer.list() + ", asked back it hears " + rows);
        }
        if (!permissions.path("mode").asText().equals(mode)) {
            problems.add(peer.id() + " is " + mode + ", its permissions are those of " + permissions.path("mode"));
        }
        if (keys != null && isDown(keys)) {
            problems.add("no client types, but down is " + keys);
        }
    }

    private static boolean isDown(JsonNode keys) {
        int down = keys.path("modifier").asInt();
        for (JsonNode key : keys.path("keys")) {
            down += key.asInt();
        }
        return down > 0;
    }

    private static JsonNode result(RpcPeer peer, String method) {
        return peer.ask(method, Map.of())
                .map(reply -> reply.path("result"))
                .orElseGet(() -> peer.list().path("nothing"));
    }

    private List<RpcPeer> present() {
        List<RpcPeer> present = new ArrayList<>();
        for (ChurnClient client : clients) {
            RpcPeer peer = client.present();
            if (peer != null) {
                present.add(peer);
            }
        }
        return present;
    }

    private static ProcessUsage memory(String when, long pid) throws IOException, InterruptedException {
        long heap = Heap.kibAfterCollection(pid);
        ProcessUsage usage = ProcessUsage.of(pid);
        System.out.printf(
                Locale.ROOT,
                "%-6s heap %d KiB, RSS %d KiB, %d threads, %d files%n",
                when,
                heap,
                usage.rssKib(),
                usage.threads(),
                usage.files());
        return usage;
    }

    private static List<String> complaints(Device device) {
        return device.log().stream()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .toList();
    }

    private void audit(String command, Device device) throws IOException, InterruptedException {
        Path journal = device.data().resolve("audit");
        Process process = new ProcessBuilder(System.getProperty("baton.command"), "audit", command, journal.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        System.out.println("audit " + command + ":");
        output.lines().forEach(line -> System.out.println("    " + line));
        if (code != 0) {
            counts.problem("./baton audit " + command + " ended with " + code);
        }
    }
}
