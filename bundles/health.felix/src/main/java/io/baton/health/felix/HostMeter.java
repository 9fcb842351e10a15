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

/** Reads how much disk and heap are left. */
final class HostMeter {

    private static final long MIB = 1024L * 1024;

    private HostMeter() {}

    /** Returns the MiB that may still be written in a directory; empty where that is unknown. */
    static OptionalLong freeDiskMiB(Path directory) {
        try {
            return OptionalLong.of(Files.getFileStore(directory).getUsableSpace() / MIB);
        } catch (IOException | SecurityException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Returns the percent of the heap that was free after the last collection of each of its pools: what a collection
     * would free is not used.
     */
    static double freeHeapPercent() {
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage usage = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            used += usage == null ? 0 : usage.getUsed();
        }
        long max = Runtime.getRuntime().maxMemory();
        return 100.0 * (max - Math.min(used, max)) / max;
    }
}
