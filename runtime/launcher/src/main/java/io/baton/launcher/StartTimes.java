// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** How long each phase of the start took, from the start of the process. Used by one thread. */
final class StartTimes {

    private record Phase(String name, long nanos) {}

    private final LongSupplier nanoTime;
    private final List<Phase> phases = new ArrayList<>();
    private long last;

    /**
     * Begins the phase after {@code java}.
     *
     * @param java how long the virtual machine needed before {@code main}
     */
    StartTimes(Duration java, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        phases.add(new Phase("java", java.toNanos()));
        last = nanoTime.getAsLong();
    }

    /** Begins with the time that has passed since the kernel started this process; its clock ticks in 10 ms. */
    static StartTimes ofThisProcess() {
        Duration java = ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> Duration.between(start, Instant.now()))
                .filter(passed -> !passed.isNegative())
                .orElse(Duration.ZERO);
        return new StartTimes(java, System::nanoTime);
    }

    /** Ends a phase. */
    void ended(String name) {
        long now = nanoTime.getAsLong();
        phases.add(new Phase(name, now - last));
        last = now;
    }

    /** Returns one line: {@code Started in 1.86 s: java 0.12, framework 0.20, …}, in seconds. */
    @Override
    public String toString() {
        return String.format(
                        Locale.ROOT,
                        "Started in %.2f s: ",
                        phases.stream().mapToLong(Phase::nanos).sum() / 1e9)
                + phases.stream()
                        .map(phase -> String.format(Locale.ROOT, "%s %.2f", phase.name(), phase.nanos() / 1e9))
                        .collect(Collectors.joining(", "));
    }
}
