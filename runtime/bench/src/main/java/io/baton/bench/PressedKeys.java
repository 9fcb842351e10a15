// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * The keys pressed in a phase: when each was due, the latency until a report showed it, and the edges the target must
 * log. Keys are numbered from 0 to {@value #USAGES} - 1, A to Z.
 *
 * <p>Threading. Not thread-safe.
 */
final class PressedKeys {
    static final int FIRST_USAGE = 4;
    static final int USAGES = 26;

    private final long[] dueAt = new long[USAGES];
    private final List<String> edges = new ArrayList<>();
    private final Instant start;
    private final Histogram latency = Storm.histogram();
    private long longest;

    PressedKeys(Instant start) {
        this.start = start;
    }

    void pressed(int key, long due) {
        if (dueAt[key] != 0) {
            reportedUntil(dueAt[key], due);
        }
        dueAt[key] = due;
        edges.add(String.format(Locale.ROOT, "down 0x%02X", FIRST_USAGE + key));
        edges.add(String.format(Locale.ROOT, "up 0x%02X", FIRST_USAGE + key));
    }

    /** A report shows a key down. It stands for the keys due before as well: the device sends the latest state only. */
    void reported(int usage, long at) {
        int key = usage - FIRST_USAGE;
        if (key >= 0 && key < USAGES && dueAt[key] != 0) {
            reportedUntil(dueAt[key], at);
        }
    }

    /** The latest state is known: keys without a report of their own are as old as this. */
    void settled(long at) {
        reportedUntil(Long.MAX_VALUE, at);
    }

    private void reportedUntil(long lastDue, long at) {
        for (int key = 0; key < USAGES; key++) {
            if (dueAt[key] != 0 && dueAt[key] <= lastDue) {
                long took = Math.max(0, at - dueAt[key]);
                latency.recordValue(took);
                longest = Math.max(longest, took);
                dueAt[key] = 0;
            }
        }
    }

    /** The longest latency, in nanoseconds, of the keys reported since the last call. */
    long takeLongest() {
        long result = longest;
        longest = 0;
        return result;
    }

    int count() {
        return edges.size() / 2;
    }

    Histogram latency() {
        return latency;
    }

    /**
     * The edges of this phase among the lines of the target's log, {@code TIME down|up USAGE} at the end of each, in
     * the order of their times. The target also prints each edge as it comes, so a line may be there twice.
     */
    List<String> seen(List<String> log) {
        return log.stream()
                .map(Edge::of)
                .distinct()
                .filter(edge -> !edge.at().isBefore(start))
                .sorted(Comparator.comparing(Edge::at))
                .map(Edge::text)
                .toList();
    }

    private record Edge(Instant at, String text) {

        static Edge of(String line) {
            String[] words = line.strip().split(" ", -1);
            int last = words.length - 1;
            return new Edge(Instant.parse(words[last - 2]), words[last - 1] + " " + words[last]);
        }
    }

    /** How many keys are missing among these edges. */
    int lost(List<String> seen) {
        return Math.max(0, (edges.size() - seen.size() + 1) / 2);
    }

    boolean isComplete(List<String> seen) {
        return edges.equals(seen);
    }
}
