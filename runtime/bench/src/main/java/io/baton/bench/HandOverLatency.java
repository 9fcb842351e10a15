// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.baton.harness.Device;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Latency of ten hand-overs a second among ten sessions, each on schedule whether the one before was answered or not,
 * until every client shows the final state.
 */
final class HandOverLatency {
    private static final int SESSIONS = 10;
    private static final int CHANGES = 10;
    private static final int BURSTS_IN_A_ROUND = 10;
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long TARGET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int QUIET_MILLIS = 400;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Device device;
    private final PeerProcess process;
    private final int rounds;
    private final List<RpcPeer> peers = new ArrayList<>();
    private final AtomicLong messages = new AtomicLong();
    private final Map<String, Long> shownAt = new ConcurrentHashMap<>();
    private final Map<String, Long> promotedAt = new ConcurrentHashMap<>();
    private volatile String last = "";

    HandOverLatency(Device device, PeerProcess process, int rounds) {
        this.device = device;
        this.process = process;
        this.rounds = rounds;
    }

    boolean run() throws Exception {
        for (int i = 0; i < SESSIONS; i++) {
            RpcPeer peer = Storm.join(device, process, "Client " + i);
            peers.add(peer);
            peer.watch((line, at) -> received(peer, line, at));
        }
        Storm.awaitControl(peers.getFirst());
        System.out.printf(
                Locale.ROOT,
                "hand-overs: %d a second for a second, %d sessions, %d storms a round%n",
                CHANGES,
                SESSIONS,
                BURSTS_IN_A_ROUND);
        System.out.println("   round  within 200  messages a change");
        Histogram settled = Storm.histogram();
        Histogram promoted = Storm.histogram();
        boolean all = true;
        for (int round = 1; round <= rounds; round++) {
            int inTime = 0;
            messages.set(0);
            for (int i = 0; i < BURSTS_IN_A_ROUND; i++) {
                long took = burst(promoted);
                settled.recordValue(took);
                inTime += took <= TARGET_NANOS ? 1 : 0;
            }
            double perChange = messages.get() / (double) (BURSTS_IN_A_ROUND * CHANGES);
            System.out.printf(Locale.ROOT, "%8d %7d of %d %18.1f%n", round, inTime, BURSTS_IN_A_ROUND, perChange);
            peers.forEach(RpcPeer::forget);
        }
        System.out.println("  last hand-over → every client shows it: " + Storm.line(settled));
        System.out.println("  a hand-over → its new primary is told:  " + Storm.line(promoted));
        for (RpcPeer peer : peers) {
            all &= ConsistencyCheck.problems(peers).isEmpty();
            peer.watch((line, at) -> {});
        }
        for (RpcPeer peer : peers) {
            peer.close();
        }
        System.out.println(all ? "  all agree at the end" : "  THEY DO NOT AGREE");
        return all;
    }

    /** Runs one burst; returns the time from the last hand-over's due time until all clients showed it. */
    private long burst(Histogram promoted) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
        promotedAt.clear();
        String holder =
                peers.getFirst().list().path("control").path("sessionId").asText();
        int place = 0;
        while (!peers.get(place).id().equals(holder)) {
            place++;
        }
        long start = System.nanoTime() + EVERY_NANOS;
        long due = start;
        for (int i = 1; i <= CHANGES; i++) {
            due = start + (i - 1) * EVERY_NANOS;
            RpcPeer next = peers.get((place + i) % SESSIONS);
            if (i == CHANGES) {
                last = next.id();
                shownAt.clear();
            }
            Storm.until(due);
            peers.getFirst().begin("transferPrimary", Map.of("toId", next.id()));
        }
        for (int i = 1; i <= CHANGES; i++) {
            RpcPeer next = peers.get((place + i) % SESSIONS);
            promoted.recordValue(await(promotedAt, next.id()) - (start + (i - 1) * EVERY_NANOS));
        }
        long took = 0;
        for (RpcPeer peer : peers) {
            took = Math.max(took, await(shownAt, peer.id()) - due);
        }
        return took;
    }

    private static long await(Map<String, Long> times, String id) throws InterruptedException {
        for (int waited = 0; waited < TIMEOUT_MILLIS; waited++) {
            Long at = times.get(id);
            if (at != null) {
                return at;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        throw new IllegalStateException("nothing was received of " + id);
    }

    private void received(RpcPeer peer, JsonNode line, long at) {
        if (!line.path("what").asText().equals("text")
                || !line.path("label").asText().equals("rpc")) {
            return;
        }
        JsonNode message = read(line.path("text").asText());
        JsonNode params = message.path("params");
        switch (message.path("method").asText()) {
            case "" -> {
                // an answer
            }
            case "modeChanged" -> {
                messages.incrementAndGet();
                if (params.path("mode").asText().equals("primary")) {
                    promotedAt.put(peer.id(), at);
                }
            }
            case "sessionsUpdated" -> {
                messages.incrementAndGet();
                if (params.path("control").path("sessionId").asText().equals(last)) {
                    shownAt.putIfAbsent(peer.id(), at);
                }
            }
            default -> messages.incrementAndGet();
        }
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
