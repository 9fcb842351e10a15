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
 * for both and accept one SRTP profile only. Both senders run from beginning to end, as a device does, and are measured
 * after a common warm-up.
 */
final class Fanout {
    private static final int[] VIEWERS = {1, 5, 10};
    private static final int WARM_UP_SECONDS = 60;
    private static final int SETTLE_SECONDS = 3;
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
                    "fanout: %s at %d/s, %.2f Mbit/s; SRTP AEAD_AES_128_GCM; %d rounds of %d s each,"
                            + " after %d s with %d viewers to warm up%n",
                    clip.describe(),
                    FRAMES_PER_SECOND,
                    clip.megabitsPerSecond(),
                    rounds,
                    seconds,
                    WARM_UP_SECONDS,
                    VIEWERS[VIEWERS.length - 1]);
            try (Sender baton = Sender.baton(clip);
                    Sender pion = Sender.pion(clip)) {
                warmUp(baton);
                warmUp(pion);
                System.out.println(
                        "viewers sender   CPU, percent of a core: median (min–max)   per viewer   packets/s   missing   RSS MiB");
                for (int viewers : VIEWERS) {
                    compare(baton, pion, viewers);
                }
            }
        }
        Host.printAfter(started);
    }

    private static void warmUp(Sender sender) throws IOException, InterruptedException {
        Process receiver = watch(sender, VIEWERS[VIEWERS.length - 1], WARM_UP_SECONDS);
        try (BufferedReader output = receiver.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                // reports of viewers who are not measured
            }
        }
        receiver.waitFor();
    }

    private void compare(Sender baton, Sender pion, int viewers) throws IOException, InterruptedException {
        List<Sample> ofBaton = new ArrayList<>();
        List<Sample> ofPion = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            ofBaton.add(measure(baton, viewers));
            ofPion.add(measure(pion, viewers));
        }
        double ratio = row(viewers, "Baton", ofBaton) / row(viewers, "Pion", ofPion);
        System.out.printf(Locale.ROOT, "%7d ratio    %.2f%n", viewers, ratio);
    }

    private static Process watch(Sender sender, int viewers, int seconds) throws IOException {
        return new ProcessBuilder(
                        OtherPeers.pionPrograms().resolve("pion-receiver").toString(),
                        "-url",
                        sender.sessions().toString(),
                        "-n",
                        Integer.toString(viewers),
                        "-gcm",
                        "-seconds",
                        Integer.toString(seconds))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private Sample measure(Sender sender, int viewers) throws IOException, InterruptedException {
        int watched = SETTLE_SECONDS + seconds + 1;
        Process receiver = watch(sender, viewers, watched);
        BufferedReader output = receiver.inputReader(StandardCharsets.UTF_8);
        if (!"joined".equals(output.readLine())) {
            throw new IOException("viewers could not join " + sender.name());
        }
        long pid = sender.process().pid();
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
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
        return new Sample(cpu, packets / (double) watched, after.rssKib() / 1024.0, missing);
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
