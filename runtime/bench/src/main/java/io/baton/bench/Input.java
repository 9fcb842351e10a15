// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.Device;
import io.baton.harness.PeerProcess;
import io.baton.harness.Prerequisites;
import io.baton.harness.ReportFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * From the message on the data channel to the report on the USB side, which is a named pipe here: a pointer moved a
 * thousand times and twenty keys pressed a second, on schedule. Three kinds of turns alternate: the device with its
 * operator alone; the device with nine observers that watch and call, one of which requests control and cancels without
 * a pause; and a Pion program that writes the same reports into a pipe and sends a clip to nine viewers. Then, in
 * Chromium, from a key to the picture that shows it.
 */
final class Input {
    private static final int OBSERVERS = 9;
    private static final int FRAMES_PER_SECOND = 30;
    private static final Pattern STARTED = Pattern.compile("started");

    /** What a turn measures. */
    private enum Turn {
        CONTROL("Baton, operator alone"),
        BATON("Baton, " + OBSERVERS + " observers"),
        PION("Pion, " + OBSERVERS + " viewers");

        private final String text;

        Turn(String text) {
            this.text = text;
        }
    }

    /** The latencies of one kind of turns, in nanoseconds. */
    private static final class Latencies {
        private final Histogram pointer = Storm.histogram();
        private final Histogram key = Storm.histogram();
        private final Histogram all = Storm.histogram();
        private final Histogram late = Storm.histogram();
        private final Histogram fromDue = Storm.histogram();
        private final List<Double> medians = new ArrayList<>();
        private long merged;

        /** Adds the lines that the driver of the load wrote. */
        void add(Path file) throws IOException {
            Histogram round = Storm.histogram();
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("merged")) {
                    merged += Long.parseLong(words[1]);
                    continue;
                }
                long behind = Math.max(0, Long.parseLong(words[1]));
                long took = Long.parseLong(words[2]);
                (words[0].equals("key") ? key : pointer).recordValue(took);
                all.recordValue(took);
                round.recordValue(took);
                late.recordValue(behind);
                fromDue.recordValue(behind + took);
            }
            medians.add(round.getValueAtPercentile(50) / 1e6);
        }
    }

    private final int rounds;
    private final int seconds;
    private final int presses;
    private final List<String> problems = new ArrayList<>();
    private final Map<Turn, Latencies> latencies = new EnumMap<>(Turn.class);

    /**
     * @param seconds of each turn, at most 30
     * @param presses of the key in the browser
     */
    Input(int rounds, int seconds, int presses) {
        this.rounds = rounds;
        this.seconds = seconds;
        this.presses = presses;
        for (Turn turn : Turn.values()) {
            latencies.put(turn, new Latencies());
        }
    }

    /** Runs the bench; returns whether every key arrived, once and in order. */
    boolean run() throws Exception {
        CpuTimes started = Host.print();
        Path work = Files.createTempDirectory(Path.of(System.getProperty("baton.work")), "input-");
        Path reports = pipe(work.resolve("baton"));
        Path pionReports = pipe(work.resolve("pion"));
        try (Clip clip = Clip.make(FRAMES_PER_SECOND);
                Device device = Device.startWithShell();
                PeerProcess process = PeerProcess.start();
                Sender pion = Sender.pion(clip, pionReports)) {
            device.ask("felix:start " + ReportFile.jar(work, reports).toUri(), STARTED);
            try (InputDriver baton = InputDriver.join(device.sessions(), reports, work);
                    InputDriver yardstick = InputDriver.join(pion.sessions(), pionReports, work)) {
                baton.drive(seconds);
                yardstick.drive(seconds);
                for (int round = 0; round < rounds; round++) {
                    turn(Turn.CONTROL, baton);
                    try (Observers observers = Observers.join(device.sessions(), OBSERVERS - 1)) {
                        ListStorm storm = ListStorm.start(device, process);
                        turn(Turn.BATON, baton);
                        storm.end();
                        noPacketMissing("Baton", observers);
                    }
                    try (Observers viewers = Observers.join(pion.sessions(), OBSERVERS)) {
                        turn(Turn.PION, yardstick);
                        noPacketMissing("Pion", viewers);
                    }
                }
            }
        }
        print();
        new KeyToPicture(presses).run();
        problems.forEach(problem -> System.out.println("PROBLEM: " + problem));
        System.out.println(problems.isEmpty() ? "no problem" : problems.size() + " PROBLEMS");
        Host.printAfter(started);
        return problems.isEmpty();
    }

    private static Path pipe(Path path) throws IOException, InterruptedException {
        int code = new ProcessBuilder("mkfifo", path.toString())
                .inheritIO()
                .start()
                .waitFor();
        Prerequisites.unless(code == 0, "mkfifo is not installed");
        return path;
    }

    private void turn(Turn turn, InputDriver driver) throws IOException {
        Path file = driver.drive(seconds);
        of(turn).add(file);
        driver.problem().ifPresent(problem -> problems.add(turn.text + ": " + problem));
    }

    private void noPacketMissing(String name, Observers observers) throws IOException {
        long missing = observers.missing();
        if (missing != 0) {
            System.out.println(name + ": " + missing + " packets missing at the observers");
        }
    }

    private Latencies of(Turn turn) {
        return Objects.requireNonNull(latencies.get(turn));
    }

    private void print() {
        System.out.printf(
                Locale.ROOT,
                "input: message sent → report written, ms; %d turns of %d s of each kind, which alternate%n",
                rounds,
                seconds);
        System.out.printf(
                Locale.ROOT,
                "%-22s %8s %8s %8s %8s %8s %8s %9s %9s %7s %17s%n",
                "",
                "messages",
                "p50",
                "p99",
                "p99.9",
                "longest",
                "key p99",
                "late p99",
                "due p99",
                "merged",
                "p50 of the turns");
        for (Turn turn : Turn.values()) {
            Latencies measured = of(turn);
            System.out.printf(
                    Locale.ROOT,
                    "%-22s %8d %8.3f %8.3f %8.3f %8.3f %8.3f %9.3f %9.3f %7d %8.3f–%.3f%n",
                    turn.text,
                    measured.all.getTotalCount(),
                    millis(measured.all, 50),
                    millis(measured.all, 99),
                    millis(measured.all, 99.9),
                    millis(measured.all, 100),
                    millis(measured.key, 99),
                    millis(measured.late, 99),
                    millis(measured.fromDue, 99),
                    measured.merged,
                    measured.medians.stream().min(Double::compare).orElse(0.0),
                    measured.medians.stream().max(Double::compare).orElse(0.0));
        }
        ratio(Turn.BATON, Turn.PION);
        ratio(Turn.BATON, Turn.CONTROL);
        System.out.println("late: sent after it was due; due: from the time it was due to the report;"
                + " merged: positions that a later one stands for");
    }

    private void ratio(Turn of, Turn to) {
        System.out.printf(
                Locale.ROOT,
                "%s / %s: p50 %.2f, p99 %.2f%n",
                of.text,
                to.text,
                millis(of(of).all, 50) / millis(of(to).all, 50),
                millis(of(of).all, 99) / millis(of(to).all, 99));
    }

    static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e6;
    }

    /** The ninth observer: it requests control and cancels, and counts the lists it receives. */
    private record ListStorm(ControlRequests requests, AtomicLong lists, long began) {

        static ListStorm start(Device device, PeerProcess process) throws Exception {
            AtomicLong lists = new AtomicLong();
            ControlRequests requests = ControlRequests.start(device, process);
            requests.session().watch((line, at) -> {
                if (line.path("text").asText().contains("sessionsUpdated")) {
                    lists.incrementAndGet();
                }
            });
            return new ListStorm(requests, lists, System.nanoTime());
        }

        void end() throws InterruptedException {
            System.out.printf(
                    Locale.ROOT,
                    "list storm: %.1f lists a second to each client%n",
                    lists.get() / ((System.nanoTime() - began) / 1e9));
            requests.end();
        }
    }

    /** Where a load is sent: a viewer of the device or of the Pion program, without video. */
    private static final class InputDriver implements AutoCloseable {
        private final ViewerProcess viewer;
        private final Path reports;
        private final Path out;
        private String problem = "";

        private InputDriver(ViewerProcess viewer, Path reports, Path out) {
            this.viewer = viewer;
            this.reports = reports;
            this.out = out;
        }

        static InputDriver join(URI sessions, Path reports, Path work) throws IOException {
            return new InputDriver(
                    ViewerProcess.join(sessions, "-video=false"),
                    reports,
                    work.resolve(reports.getFileName() + ".latencies"));
        }

        /** Sends for some seconds; returns the file with the latencies. */
        Path drive(int seconds) throws IOException {
            problem = viewer.ask("0 drive " + seconds + " " + reports + " " + out)
                    .path("error")
                    .asText();
            return out;
        }

        Optional<String> problem() {
            return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
        }

        @Override
        public void close() {
            viewer.close();
        }
    }
}
