// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The machine of a measurement and its load. */
final class Host {
    private Host() {}

    static void print() throws IOException {
        System.out.println("host: " + Runtime.getRuntime().availableProcessors() + " × " + cpu() + ", "
                + firstLine("/proc/meminfo").replaceAll("\\s+", " ") + ", Linux " + System.getProperty("os.version"));
        System.out.println("java: " + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version")
                + "; load before: " + load());
    }

    static String load() {
        return String.format(
                Locale.ROOT,
                "%.2f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
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
