// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine's processor time since it started, of all processors together (proc(5), {@code /proc/stat}).
 *
 * @param total ticks
 * @param idle ticks without work, waiting for input and output included
 * @param steal ticks that the hypervisor gave to other machines
 */
record CpuTimes(long total, long idle, long steal) {
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int STEAL = 7;

    static CpuTimes now() throws IOException {
        return parse(Files.readString(Path.of("/proc/stat")));
    }

    /** Reads the first line: {@code cpu user nice system idle iowait irq softirq steal guest guest_nice}. */
    static CpuTimes parse(String stat) {
        String[] fields =
                stat.lines().findFirst().orElse("").replaceFirst("cpu +", "").split(" ", -1);
        long total = 0;
        // guest time is part of user time
        for (int i = 0; i <= STEAL; i++) {
            total += Long.parseLong(fields[i]);
        }
        return new CpuTimes(
                total, Long.parseLong(fields[IDLE]) + Long.parseLong(fields[IO_WAIT]), Long.parseLong(fields[STEAL]));
    }

    double stealPercentSince(CpuTimes before) {
        return percent(steal - before.steal, before);
    }

    double busyPercentSince(CpuTimes before) {
        return percent(total - before.total - (idle - before.idle) - (steal - before.steal), before);
    }

    private double percent(long ticks, CpuTimes before) {
        return 100.0 * ticks / Math.max(1, total - before.total);
    }
}
