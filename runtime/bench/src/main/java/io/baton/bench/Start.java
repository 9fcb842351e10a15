// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.Device;
import io.baton.harness.Prerequisites;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * From the start of the image's process to the page over HTTP, with the phases that the launcher prints: the first
 * start with an empty data directory, later starts, and later starts without the ahead-of-time cache. The three
 * alternate within one run.
 */
final class Start {
    private static final Pattern READY = Pattern.compile("Baton is ready: ");
    private static final Pattern PHASE = Pattern.compile("([a-z]+) (\\d+\\.\\d+)");
    private static final int IDLE_SECONDS = 10;
    private static final String WITHOUT_CACHE = "-XX:AOTMode=off";

    private final int rounds;
    private final Path image = Path.of(System.getProperty("baton.image"));
    private final Path work = Path.of(System.getProperty("baton.work"));

    Start(int rounds) {
        this.rounds = rounds;
    }

    /**
     * One start.
     *
     * @param readySeconds from the start of the process to the line that says ready
     * @param phases seconds of each phase, by name
     * @param rssKib resident memory when the device has been idle for a while
     */
    private record Sample(double readySeconds, Map<String, Double> phases, long rssKib) {}

    void run() throws Exception {
        Prerequisites.unless(Files.isExecutable(image.resolve("run")), "there is no image; ./baton image makes it");
        CpuTimes started = Host.print();
        List<Sample> first = new ArrayList<>();
        List<Sample> later = new ArrayList<>();
        List<Sample> uncached = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Path data = Files.createTempDirectory(Files.createDirectories(work), "start-");
            first.add(start(data, Map.of()));
            later.add(start(data, Map.of()));
            uncached.add(start(data, Map.of("BATON_AOT_OPTION", WITHOUT_CACHE)));
        }
        System.out.println("process start → ready (page answered, services active), s: median (min–max) of " + rounds);
        row("first start", first);
        row("later start", later);
        row("later start without the ahead-of-time cache", uncached);
        Host.printAfter(started);
    }

    private Sample start(Path data, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        image.resolve("run").toString(),
                        "--host",
                        "127.0.0.1",
                        "--data",
                        data.toString(),
                        "--port",
                        Integer.toString(Device.freePort()))
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        long begin = System.nanoTime();
        Process process = builder.start();
        try {
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (READY.matcher(line).find()) {
                    double seconds = (System.nanoTime() - begin) / 1e9;
                    return new Sample(seconds, phases(output.readLine()), idleKib(process));
                }
            }
            throw new IOException("the image did not become ready");
        } finally {
            process.destroy();
            process.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    private static Map<String, Double> phases(String line) {
        Map<String, Double> phases = new LinkedHashMap<>();
        PHASE.matcher(line.substring(line.indexOf(':') + 1))
                .results()
                .forEach(phase -> phases.put(phase.group(1), Double.valueOf(phase.group(2))));
        return phases;
    }

    /** Returns the resident memory after a while without any client. */
    private static long idleKib(Process shell) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        ProcessHandle java = shell.children()
                .findFirst()
                .orElseThrow(() -> new IOException("the image's script has started no Java"));
        return ProcessUsage.of(java.pid()).rssKib();
    }

    private static void row(String label, List<Sample> samples) {
        List<Double> seconds = samples.stream().map(Sample::readySeconds).toList();
        List<Double> mib =
                samples.stream().map(sample -> sample.rssKib() / 1024.0).toList();
        System.out.printf(
                Locale.ROOT,
                "  %-46s %5.2f (%.2f–%.2f)   idle RSS %.0f MiB%n",
                label,
                Join.median(seconds),
                Collections.min(seconds),
                Collections.max(seconds),
                Join.median(mib));
        StringBuilder line = new StringBuilder("    ");
        for (String phase : samples.getFirst().phases().keySet()) {
            List<Double> each = samples.stream()
                    .map(sample -> sample.phases().getOrDefault(phase, 0.0))
                    .toList();
            line.append(String.format(Locale.ROOT, "%s %.2f  ", phase, Join.median(each)));
        }
        System.out.println(line.toString().stripTrailing());
    }
}
