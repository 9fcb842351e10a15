// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.Device;
import io.baton.harness.OtherPeers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Ten viewers with video and 20 calls a second each for some minutes. The device's use of memory is read after a
 * garbage collection once all have joined, and again at the end; both should agree.
 */
final class Soak {
    private static final int VIEWERS = 10;
    private static final int CALLS_PER_SECOND = 20;
    private static final int SETTLE_SECONDS = 15;

    private final int minutes;

    Soak(int minutes) {
        this.minutes = minutes;
    }

    void run() throws Exception {
        CpuTimes started = Host.print();
        System.out.printf(
                Locale.ROOT,
                "soak: %d viewers of 1280×720 at 30/s, %d calls/s each, %d min%n",
                VIEWERS,
                CALLS_PER_SECOND,
                minutes);
        try (Device device = Device.start()) {
            int seconds = minutes * 60;
            Process viewers = new ProcessBuilder(
                            OtherPeers.pionPrograms().resolve("pion-receiver").toString(),
                            "-url",
                            device.sessions().toString(),
                            "-n",
                            Integer.toString(VIEWERS),
                            "-rate",
                            Integer.toString(CALLS_PER_SECOND),
                            "-seconds",
                            Integer.toString(SETTLE_SECONDS + seconds + 2 * SETTLE_SECONDS))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            viewers.inputReader(StandardCharsets.UTF_8).readLine();
            System.out.println("          heap KiB   RSS KiB  threads  files      CPU %");
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            ProcessUsage before = print(device.pid(), "start", ProcessUsage.of(device.pid()), 0);
            for (int minute = 1; minute <= minutes; minute++) {
                TimeUnit.MINUTES.sleep(1);
                before = print(device.pid(), minute == minutes ? "end" : minute + " min", before, 60);
            }
            viewers.destroy();
            viewers.waitFor();
        }
        Host.printAfter(started);
    }

    private static ProcessUsage print(long pid, String label, ProcessUsage before, int seconds) throws Exception {
        ProcessUsage now = ProcessUsage.of(pid);
        double cpu = seconds == 0 ? 0 : (now.cpuNanos() - before.cpuNanos()) / (seconds * 1e7);
        System.out.printf(
                Locale.ROOT,
                "%-8s %9d %9d %8d %6d %10.1f%n",
                label,
                Heap.kibAfterCollection(pid),
                now.rssKib(),
                now.threads(),
                now.files(),
                cpu);
        return ProcessUsage.of(pid);
    }
}
