// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Device;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** Latency of kicks, until the client sees its connection closed; the reason must arrive before. */
final class KickLatency {
    private static final int TIMES_IN_A_ROUND = 10;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final long TARGET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Device device;
    private final PeerProcess process;
    private final int rounds;

    KickLatency(Device device, PeerProcess process, int rounds) {
        this.device = device;
        this.process = process;
        this.rounds = rounds;
    }

    boolean run() throws Exception {
        System.out.printf(Locale.ROOT, "kicks: %d a round%n", TIMES_IN_A_ROUND);
        Histogram all = Storm.histogram();
        int notified = 0;
        int inTime = 0;
        try (RpcPeer administrator = Storm.join(device, process, "Ada")) {
            for (int round = 1; round <= rounds; round++) {
                Histogram histogram = Storm.histogram();
                for (int i = 0; i < TIMES_IN_A_ROUND; i++) {
                    try (RpcPeer kicked = Storm.join(device, process, "Ben")) {
                        long took = kick(administrator, kicked);
                        inTime += took <= TARGET_NANOS ? 1 : 0;
                        histogram.recordValue(took);
                        notified += kicked.events("sessionRemoved").isEmpty() ? 0 : 1;
                    }
                }
                all.add(histogram);
                System.out.println("  round " + round + ": " + Storm.line(histogram));
            }
        }
        int times = rounds * TIMES_IN_A_ROUND;
        System.out.println("  kick → link closed: " + Storm.line(all));
        System.out.printf(
                Locale.ROOT, "  within 100 ms: %d of %d; told why first: %d of %d%n", inTime, times, notified, times);
        return notified == times;
    }

    private static long kick(RpcPeer administrator, RpcPeer kicked) throws InterruptedException {
        AtomicLong closedAt = new AtomicLong();
        kicked.watch((line, at) -> {
            if (isEnd(line)) {
                closedAt.compareAndSet(0, at);
            }
        });
        long start = System.nanoTime();
        administrator.begin("kickSession", Map.of("sessionId", kicked.id()));
        for (int waited = 0; closedAt.get() == 0; waited++) {
            if (waited > TIMEOUT_MILLIS) {
                throw new IllegalStateException("its link was never closed");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return closedAt.get() - start;
    }

    private static boolean isEnd(JsonNode line) {
        String what = line.path("what").asText();
        return (what.equals("closed") && line.path("label").asText().equals("rpc"))
                || (what.equals("state") && line.path("text").asText().equals("closed"));
    }
}
