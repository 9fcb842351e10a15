// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a process has used, as Linux counts it (proc(5)).
 *
 * @param cpuNanos user and system time of all threads, in nanoseconds, at the kernel's resolution of 10 ms
 * @param rssKib resident memory, KiB
 * @param threads threads
 * @param files open file descriptors
 */
record ProcessUsage(long cpuNanos, long rssKib, int threads, int files) {
    private static final long TICKS_PER_SECOND = 100;

    static ProcessUsage of(long pid) throws IOException {
        Path proc = Path.of("/proc", Long.toString(pid));
        String stat = Files.readString(proc.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        String status = Files.readString(proc.resolve("status"));
        int files;
        try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
            files = (int) open.count();
        }
        return new ProcessUsage(
                ticks * TimeUnit.SECONDS.toNanos(1) / TICKS_PER_SECOND,
                field(status, "VmRSS:"),
                (int) field(status, "Threads:"),
                files);
    }

    private static long field(String status, String name) {
        String line = status.lines().filter(l -> l.startsWith(name)).findFirst().orElse(name + " 0");
        return Long.parseLong(line.substring(name.length()).replaceAll("[^0-9]", ""));
    }
}
