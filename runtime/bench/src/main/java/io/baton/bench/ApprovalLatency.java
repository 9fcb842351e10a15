// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Device;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Latency of approvals: a primary that holds a key approves a request while the requester presses another key each
 * millisecond, until the device reports that key down. The target must see one key up, then the other down, each time.
 */
final class ApprovalLatency {
    private static final int TIMES_IN_A_ROUND = 40;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int PAUSE_MILLIS = 30;
    private static final int KEY_PRESS = 5;
    private static final int[] KEYS = {4, 5};
    private static final Pattern EDGE = Pattern.compile("(\\S+Z) (down|up) 0x(04|05)");

    private record Edge(int usage, boolean down) {}

    private final Device device;
    private final PeerProcess process;
    private final int rounds;
    private final List<RpcPeer> peers = new ArrayList<>();
    private final AtomicLong downAt = new AtomicLong();
    private volatile int awaited;

    ApprovalLatency(Device device, PeerProcess process, int rounds) {
        this.device = device;
        this.process = process;
        this.rounds = rounds;
    }

    boolean run() throws Exception {
        for (String name : List.of("Ada", "Ben")) {
            RpcPeer peer = Storm.join(device, process, name);
            peers.add(peer);
            peer.bytes("hidrpc", 1, 1);
            peer.awaitBytes("hidrpc", "0101");
        }
        peers.getFirst().watch((line, at) -> received(line, at));
        Storm.awaitControl(peers.getFirst());
        System.out.printf(
                Locale.ROOT,
                "approvals: %d a round; the new primary presses its key each ms all along, the old one holds its own%n",
                TIMES_IN_A_ROUND);
        Histogram all = Storm.histogram();
        for (int round = 1; round <= rounds; round++) {
            Histogram histogram = Storm.histogram();
            for (int i = 0; i < TIMES_IN_A_ROUND; i++) {
                histogram.recordValue(approval());
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            all.add(histogram);
            System.out.println("  round " + round + ": " + Storm.line(histogram));
            peers.forEach(RpcPeer::forget);
        }
        System.out.println("  approval → first input of the new primary is down: " + Storm.line(all));
        for (RpcPeer peer : peers) {
            peer.close();
        }
        return order(rounds * TIMES_IN_A_ROUND);
    }

    private long approval() throws InterruptedException {
        int holder = peers.get(0).notifiedMode().equals("primary") ? 0 : 1;
        RpcPeer primary = peers.get(holder);
        RpcPeer next = peers.get(1 - holder);
        next.call("requestPrimary");
        await(KEYS[holder]);
        primary.bytes("hidrpc", KEY_PRESS, KEYS[holder], 1);
        awaitDown();
        Thread presses = Storm.eachMillisecond(() -> next.bytes("hidrpc", KEY_PRESS, KEYS[1 - holder], 1), late -> {});
        TimeUnit.MILLISECONDS.sleep(10);
        await(KEYS[1 - holder]);
        long start = System.nanoTime();
        primary.begin("approvePrimaryRequest", Map.of("requesterID", next.id()));
        long down = awaitDown();
        presses.interrupt();
        presses.join();
        next.bytes("hidrpc", KEY_PRESS, KEYS[1 - holder], 0);
        primary.awaitMode("observer");
        next.awaitMode("primary");
        return down - start;
    }

    private void await(int key) {
        awaited = key;
        downAt.set(0);
    }

    private long awaitDown() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
        while (downAt.get() == 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("key " + awaited + " never went down");
            }
            TimeUnit.MICROSECONDS.sleep(100);
        }
        return downAt.get();
    }

    /** Message type 0x33 carries the keys that are down: modifiers, then up to six usages. */
    private void received(JsonNode line, long at) {
        String text = line.path("text").asText();
        if (line.path("what").asText().equals("bytes")
                && text.startsWith(String.format(Locale.ROOT, "3300%02x", awaited))) {
            downAt.compareAndSet(0, at);
        }
    }

    /** Checks the target's log: never two keys down at a time, and two edges for each approval. */
    private boolean order(int approvals) throws Exception {
        int before = device.log().size();
        device.command("target:log");
        TimeUnit.SECONDS.sleep(2);
        List<Edge> edges = new ArrayList<>();
        for (String line : device.log().subList(before, device.log().size())) {
            Matcher edge = EDGE.matcher(line);
            while (edge.find()) {
                edges.add(new Edge(
                        Integer.parseInt(edge.group(3), 16), edge.group(2).equals("down")));
            }
        }
        int down = 0;
        int passes = 0;
        int last = 0;
        int wrong = 0;
        for (Edge edge : edges) {
            wrong += edge.down() == (down != 0) || (!edge.down() && down != edge.usage()) ? 1 : 0;
            down = edge.down() ? edge.usage() : 0;
            passes += edge.down() && last != 0 && last != edge.usage() ? 1 : 0;
            last = edge.down() ? edge.usage() : last;
        }
        boolean right = wrong == 0 && passes >= approvals && down == 0;
        System.out.printf(
                Locale.ROOT,
                "  the target's log: %d edges, %d times another key than before, %d out of order%s%n",
                edges.size(),
                passes,
                wrong,
                right ? "" : ": NOT RIGHT");
        return right;
    }
}
