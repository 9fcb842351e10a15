// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** How long each phase of the start took, from the start of the process. Used by one thread. */
final class StartTimes {

    /** The field of stat that has the start of the process, in ticks. */
    private static final int START_TIME = 22;

    /** USER_HZ, which is the same on every architecture that Java runs on. */
    private static final int TICKS_PER_SECOND = 100;

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
        Duration java = Duration.ZERO;
        try {
            java = age(Files.readString(Path.of("/proc/self/stat")), Files.readString(Path.of("/proc/uptime")));
        } catch (IOException e) {
            // no Linux: the phase before main is unknown
        }
        return new StartTimes(java, System::nanoTime);
    }

    /**
     * Returns how long a process has run. Both clocks begin with the computer; the wall clock that
     * {@link ProcessHandle} derives from them is wrong by up to a second, as the time of the computer's start is known
     * in whole seconds.
     *
     * @param stat of the process, see proc_pid_stat(5)
     * @param uptime seconds since the computer started, see proc_uptime(5)
     */
    static Duration age(String stat, String uptime) {
        // the second field is a name that may contain blanks and parentheses
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long startedMillis = Long.parseLong(fields[START_TIME - 3]) * 1000 / TICKS_PER_SECOND;
        long nowMillis = new BigDecimal(uptime.substring(0, uptime.indexOf(' ')))
                .movePointRight(3)
                .longValue();
        return Duration.ofMillis(Math.max(nowMillis - startedMillis, 0));
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
