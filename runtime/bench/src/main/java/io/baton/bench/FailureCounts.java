// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** Counts of events, and the problems found. */
final class FailureCounts {
    private static final int SHOWN = 20;

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();

    void count(String what) {
        counts.computeIfAbsent(what, none -> new LongAdder()).increment();
    }

    /** Prints and records a problem. */
    void problem(String what) {
        problems.add(what);
        if (problems.size() <= SHOWN) {
            System.out.println("DIFFERENCE: " + what);
        }
    }

    int problems() {
        return problems.size();
    }

    long total() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    void print() {
        new TreeMap<>(counts).forEach((what, times) -> System.out.printf("%8d  %s%n", times.sum(), what));
    }
}
