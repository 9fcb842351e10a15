// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.OtherPeers;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One clip to 1, 5 and 10 viewers, by Baton's peers and by a Pion sender in turn. The viewers are the same Pion program
 * for both. CPU is the sender process's time after it has warmed up.
 */
final class Fanout {
    private static final int[] VIEWERS = {1, 5, 10};
    private static final int WARM_UP_SECONDS = 8;
    private static final int FRAMES_PER_SECOND = 30;
    private static final Pattern PACKETS = Pattern.compile("\"packets\":(\\d+)");
    private static final Pattern MISSING = Pattern.compile("\"missing\":(\\d+)");

    private final int rounds;
    private final int seconds;

    Fanout(int rounds, int seconds) {
        this.rounds = rounds;
        this.seconds = seconds;
    }

    private record Sample(double cpuPercent, double packetsPerSecond, double rssMib, long missing) {}

    void run() throws Exception {
        CpuTimes started = Host.print();
        try (Clip clip = Clip.make(FRAMES_PER_SECOND)) {
            System.out.printf(
                    Locale.ROOT,
                    "fanout: %s at %d/s, %.2f Mbit/s; %d rounds of %d s each, after %d s of warm-up%n",
                    clip.describe(),
                    FRAMES_PER_SECOND,
                    clip.megabitsPerSecond(),
                    rounds,
                    seconds,
                    WARM_UP_SECONDS);
            System.out.println(
                    "viewers sender   CPU, percent of a core: median (min–max)   per viewer   packets/s   missing   RSS MiB");
            for (int viewers : VIEWERS) {
                List<Sample> baton = new ArrayList<>();
                List<Sample> pion = new ArrayList<>();
                for (int round = 0; round < rounds; round++) {
                    try (Sender sender = Sender.baton(clip)) {
                        baton.add(measure(sender, viewers));
                    }
                    try (Sender sender = Sender.pion(clip)) {
                        pion.add(measure(sender, viewers));
                    }
                }
                double batonMedian = row(viewers, "Baton", baton);
                double pionMedian = row(viewers, "Pion", pion);
                System.out.printf(Locale.ROOT, "%7d ratio    %.2f%n", viewers, batonMedian / pionMedian);
            }
        }
        Host.printAfter(started);
    }

    private Sample measure(Sender sender, int viewers) throws IOException, InterruptedException {
        Process receiver = new ProcessBuilder(
                        OtherPeers.pionPrograms().resolve("pion-receiver").toString(),
                        "-url",
                        sender.sessions().toString(),
                        "-n",
                        Integer.toString(viewers),
                        "-seconds",
                        Integer.toString(WARM_UP_SECONDS + seconds + 1))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = receiver.inputReader(StandardCharsets.UTF_8);
        if (!"joined".equals(output.readLine())) {
            throw new IOException("viewers could not join " + sender.name());
        }
        long pid = sender.process().pid();
        TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
        long start = System.nanoTime();
        ProcessUsage before = ProcessUsage.of(pid);
        TimeUnit.SECONDS.sleep(seconds);
        ProcessUsage after = ProcessUsage.of(pid);
        double cpu = 100.0 * (after.cpuNanos() - before.cpuNanos()) / (System.nanoTime() - start);
        long packets = 0;
        long missing = 0;
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            packets += number(PACKETS, line);
            missing += number(MISSING, line);
        }
        receiver.waitFor();
        return new Sample(cpu, packets / (double) (WARM_UP_SECONDS + seconds + 1), after.rssKib() / 1024.0, missing);
    }

    private static double row(int viewers, String sender, List<Sample> samples) {
        List<Double> cpu = samples.stream().map(Sample::cpuPercent).sorted().toList();
        double median = Join.median(cpu);
        System.out.printf(
                Locale.ROOT,
                "%7d %-8s %14.1f (%.1f–%.1f) %20.2f %11.0f %9d %9.0f%n",
                viewers,
                sender,
                median,
                cpu.getFirst(),
                cpu.getLast(),
                median / viewers,
                Join.median(samples.stream().map(Sample::packetsPerSecond).toList()),
                samples.stream().mapToLong(Sample::missing).sum(),
                Join.median(samples.stream().map(Sample::rssMib).toList()));
        return median;
    }

    private static long number(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
