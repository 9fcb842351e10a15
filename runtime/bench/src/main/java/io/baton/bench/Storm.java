// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.Device;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;

/** Latency of hand-overs, approvals and kicks, as clients see it. */
final class Storm {
    /** All clients come from one address here. */
    private static final Map<String, String> CONFIGS = Map.of(
            "io.baton.ratelimit.tokenbucket",
            "{\"joinPerSecond:Double\": 50}",
            "io.baton.session.coordinator",
            "{\"maxSessions:Integer\": 14, \"reconnectGraceSeconds:Integer\": 1}");

    private static final int CALLS = 200;

    private final int rounds;

    Storm(int rounds) {
        this.rounds = rounds;
    }

    /** Runs the bench; returns whether all events and key edges came in order. */
    boolean run() throws Exception {
        CpuTimes started = Host.print();
        System.out.printf(
                Locale.ROOT, "storm: %d rounds; all times in ms, from the moment a call was due to be made%n", rounds);
        boolean right;
        try (Device device = Device.startWithShell(CONFIGS);
                PeerProcess process = PeerProcess.start()) {
            calls(device, process);
            right = new HandOverLatency(device, process, rounds).run();
            right &= new ApprovalLatency(device, process, rounds).run();
            right &= new KickLatency(device, process, rounds).run();
        }
        Host.printAfter(started);
        return right;
    }

    /** Measures the round trip of a call. */
    private static void calls(Device device, PeerProcess process) throws Exception {
        Histogram histogram = histogram();
        try (RpcPeer peer = join(device, process, "Ada")) {
            for (int i = 0; i < CALLS; i++) {
                long start = System.nanoTime();
                peer.call("ping");
                histogram.recordValue(System.nanoTime() - start);
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        System.out.println("a call and its answer, client and pipes to it included: " + line(histogram));
    }

    static RpcPeer join(Device device, PeerProcess process, String name) throws Exception {
        return RpcPeer.join(
                process,
                SignallingClient.post(SignallingClient.browser(), device.address()),
                OfferFields.plain().named(name));
    }

    /** Waits until a session has control; sessions of an earlier part may still be in grace. */
    static void awaitControl(RpcPeer peer) {
        peer.awaitList(
                "a primary", list -> list.path("control").path("state").asText().equals("held"));
    }

    /** A histogram of nanoseconds up to a minute. */
    static Histogram histogram() {
        return new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    }

    static String line(Histogram histogram) {
        return String.format(
                Locale.ROOT,
                "p50 %.1f, p90 %.1f, p99 %.1f, longest %.1f (%d times)",
                histogram.getValueAtPercentile(50) / 1e6,
                histogram.getValueAtPercentile(90) / 1e6,
                histogram.getValueAtPercentile(99) / 1e6,
                histogram.getMaxValue() / 1e6,
                histogram.getTotalCount());
    }

    /** Sleeps until a time of {@link System#nanoTime}. */
    static void until(long nanoTime) throws InterruptedException {
        long left = nanoTime - System.nanoTime();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    /** Starts a thread that runs the work once a millisecond until interrupted. */
    static Thread eachMillisecond(Runnable work, LongConsumer late) {
        return Thread.ofPlatform().daemon().name("each-millisecond").start(() -> {
            long due = System.nanoTime();
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    until(due);
                    late.accept(System.nanoTime() - due);
                    work.run();
                    due += 1_000_000;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
