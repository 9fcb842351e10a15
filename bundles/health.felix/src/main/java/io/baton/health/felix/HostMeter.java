// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Reads how much disk and heap are left.
 *
 * <p>Threading. Any thread.
 */
final class HostMeter {

    private static final long MIB = 1024L * 1024;

    private final Path directory;

    /** @param directory the data directory */
    HostMeter(Path directory) {
        this.directory = directory;
    }

    /** Returns the MiB that may still be written in the data directory; empty where that is unknown. */
    OptionalLong freeDiskMiB() {
        OptionalLong bytes = freeDiskBytes();
        return bytes.isPresent() ? OptionalLong.of(bytes.getAsLong() / MIB) : bytes;
    }

    private OptionalLong freeDiskBytes() {
        try {
            return OptionalLong.of(Files.getFileStore(directory).getUsableSpace());
        } catch (IOException | SecurityException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Returns the percent of the heap that was free after the last collection of each of its pools: what a collection
     * would free is not used.
     */
    double freeHeapPercent() {
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage usage = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            used += usage == null ? 0 : usage.getUsed();
        }
        long max = Runtime.getRuntime().maxMemory();
        return 100.0 * (max - Math.min(used, max)) / max;
    }

    /** Adds what is known of the machine and the process. */
    void read(MetricSamples to) {
        freeDiskBytes().ifPresent(bytes -> to.add(Metric.DISK_FREE, bytes));
        Runtime runtime = Runtime.getRuntime();
        to.add(Metric.HEAP_USED, runtime.totalMemory() - runtime.freeMemory());
        to.add(Metric.HEAP_MAX, runtime.maxMemory());
        to.add(Metric.HEAP_FREE, freeHeapPercent() / 100);
        to.add(Metric.THREADS, ManagementFactory.getThreadMXBean().getThreadCount());
        to.add(Metric.UPTIME, ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
    }
}
