// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.Device;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Attacks on a device with a working primary, one kind after the other. A viewer beside it calls twice a second.
 * Before, during and after each: the primary's latency from key to report, the device's live heap, threads and files.
 */
final class Attack {
    private static final int SHORTEST_REST_SECONDS = 2;
    private static final int LONGEST_REST_SECONDS = 10;

    /** Starts hostile traffic; closing it ends the traffic and returns what was sent. */
    interface Traffic {
        String end() throws Exception;
    }

    private interface Start {
        Traffic start() throws Exception;
    }

    private final int seconds;
    private final int restSeconds;
    private final List<String> problems = new ArrayList<>();

    Attack(int seconds) {
        this.seconds = seconds;
        restSeconds = Math.clamp(seconds / 6, SHORTEST_REST_SECONDS, LONGEST_REST_SECONDS);
    }

    /** Runs the bench; returns whether the primary kept its link and control, and the device every key. */
    boolean run() throws Exception {
        CpuTimes started = Host.print();
        System.out.printf(
                Locale.ROOT,
                "attack: %d s each; the primary presses %d keys/s on schedule; key → report: ms from the time a key is due%n",
                seconds,
                WorkingPrimary.KEYS_PER_SECOND);
        try (Device device = Device.startWithShell();
                PeerProcess process = PeerProcess.start()) {
            attack(device, process);
        }
        problems.forEach(problem -> System.out.println("PROBLEM: " + problem));
        System.out.println(problems.isEmpty() ? "no problem" : problems.size() + " PROBLEMS");
        Host.printAfter(started);
        return problems.isEmpty();
    }

    private void attack(Device device, PeerProcess process) throws Exception {
        try (WorkingPrimary primary = new WorkingPrimary(device, process);
                CallingViewer viewer = new CallingViewer(device, process)) {
            System.out.printf(
                    Locale.ROOT,
                    "%-8s %6s %8s %8s %8s %6s %10s %8s %6s %14s%n",
                    "",
                    "keys",
                    "p50",
                    "p99",
                    "longest",
                    "lost",
                    "heap KiB",
                    "threads",
                    "files",
                    "viewer's calls");
            measure("no attack", "before", restSeconds, device, primary, viewer);
            String url = device.sessions().toString();
            String primaryPath = primary.path();
            String viewerPath = viewer.path();
            row(
                    "1 DTLS handshake fragments that claim 16 MiB",
                    () -> Attacker.start("handshake", url, ""),
                    device,
                    primary,
                    viewer);
            row(
                    "2 forged DTLS records of epoch 1",
                    () -> Attacker.start("records", url, primaryPath),
                    device,
                    primary,
                    viewer);
            row(
                    "3 messages on 58 channels with unknown labels, from an observer",
                    () -> Attacker.start("flood", url, ""),
                    device,
                    primary,
                    viewer);
            row(
                    "4 channels opened and reset with a window of zero",
                    () -> Attacker.start("resets", url, ""),
                    device,
                    primary,
                    viewer);
            row(
                    "5 connectivity checks from the viewer's forged address",
                    () -> Attacker.start("checks", url, viewerPath),
                    device,
                    primary,
                    viewer);
            row(
                    "10 requests for control and their cancellation, from an observer",
                    () -> ControlRequests.start(device, process),
                    device,
                    primary,
                    viewer);
            row(
                    "6 join storm of " + JoinStorm.SOCKETS + " sockets while the primary resumes",
                    () -> JoinStorm.start(device, primary),
                    device,
                    primary,
                    viewer);
        }
    }

    /** One kind of attack; the figures after it are those before the next. Nothing follows the loss of the primary. */
    private void row(String name, Start attack, Device device, WorkingPrimary primary, CallingViewer viewer)
            throws Exception {
        if (primary.isEnded()) {
            return;
        }
        System.out.println(name);
        Traffic traffic = attack.start();
        measure(name, "during", seconds, device, primary, viewer);
        System.out.println("         " + traffic.end());
        measure(name, "after", restSeconds, device, primary, viewer);
    }

    private void measure(
            String kind, String phase, int phaseSeconds, Device device, WorkingPrimary primary, CallingViewer viewer)
            throws IOException, InterruptedException {
        primary.begin();
        viewer.begin();
        TimeUnit.SECONDS.sleep(phaseSeconds);
        WorkingPrimary.Result keys = primary.end();
        CallingViewer.Result calls = viewer.end();
        if (!ProcessHandle.of(device.pid()).map(ProcessHandle::isAlive).orElse(false)) {
            throw new IllegalStateException("the device ended:\n" + String.join("\n", device.log()));
        }
        long heap = Heap.kibAfterCollection(device.pid());
        ProcessUsage usage = ProcessUsage.of(device.pid());
        System.out.printf(
                Locale.ROOT,
                "%-8s %6d %8.1f %8.1f %8.1f %6d %10d %8d %6d %9d of %d%n",
                phase,
                keys.pressed(),
                keys.millis(50),
                keys.millis(99),
                keys.millis(100),
                keys.lost(),
                heap,
                usage.threads(),
                usage.files(),
                calls.answered(),
                calls.made());
        keys.problems().forEach(problem -> problems.add(kind + ", " + phase + ": " + problem));
        if (calls.answered() < calls.made()) {
            problems.add(kind + ", " + phase + ": the viewer's calls were not answered");
        }
    }

    static RpcPeer join(Device device, PeerProcess process, OfferFields fields) throws Exception {
        return RpcPeer.join(process, SignallingClient.post(SignallingClient.browser(), device.address()), fields);
    }
}
