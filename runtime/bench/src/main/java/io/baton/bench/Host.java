// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The machine of a measurement, and whether it was quiet. */
final class Host {
    /** Of one processor: a bench that starts while others compute measures them too. */
    private static final double QUIET_LOAD = 0.5;

    private static final double QUIET_BUSY_PERCENT = 10;
    private static final double QUIET_STEAL_PERCENT = 1;
    private static final int SAMPLE_SECONDS = 2;

    private Host() {}

    /**
     * Prints whether the machine is quiet, and what machine it is. Takes {@value #SAMPLE_SECONDS} s.
     *
     * @return the processor time at the start of the measurement, for {@link #printAfter}
     */
    static CpuTimes print() throws IOException, InterruptedException {
        CpuTimes before = CpuTimes.now();
        TimeUnit.SECONDS.sleep(SAMPLE_SECONDS);
        CpuTimes now = CpuTimes.now();
        System.out.println(verdict(loadAverage(), now.busyPercentSince(before), now.stealPercentSince(before)));
        System.out.println("host: " + Runtime.getRuntime().availableProcessors() + " × " + cpu() + ", "
                + firstLine("/proc/meminfo").replaceAll("\\s+", " ") + ", Linux " + System.getProperty("os.version"));
        System.out.println("java: " + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        return now;
    }

    /** The first line of every bench. */
    static String verdict(double load, double busyPercent, double stealPercent) {
        boolean quiet = load <= QUIET_LOAD && busyPercent <= QUIET_BUSY_PERCENT && stealPercent <= QUIET_STEAL_PERCENT;
        return String.format(
                Locale.ROOT,
                "machine: %s: load %.2f; during %d s before the start busy %.0f %%, steal %.1f %%",
                quiet ? "quiet" : "NOT QUIET, the figures are not reliable",
                load,
                SAMPLE_SECONDS,
                busyPercent,
                stealPercent);
    }

    /** Prints the load after a measurement, and the share of processor time stolen meanwhile. */
    static void printAfter(CpuTimes before) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "load after: %.2f; steal during the measurement: %.1f %%%n",
                loadAverage(),
                CpuTimes.now().stealPercentSince(before));
    }

    private static double loadAverage() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String cpu() throws IOException {
        return Files.readString(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String firstLine(String file) throws IOException {
        return Files.readString(Path.of(file)).lines().findFirst().orElse("");
    }
}
