// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.Device;
import io.baton.harness.PeerProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Each control bundle is replaced again and again while a primary types and observers watch: in place, beside its
 * predecessor, and not at all, turn by turn. The longest delay of a key in each turn, lost keys, lost packets, memory.
 */
final class Swap {
    private static final List<String> BUNDLES = List.of(
            "hid.usb",
            "input.hidrpc",
            "ratelimit.tokenbucket",
            "policy.handover",
            "nickname.unicode",
            "rpc.jsonrpc",
            "signalling.websocket",
            "session.coordinator",
            "audit.journal",
            "auth.local",
            "web.ui");

    private static final int KEYS_PER_SECOND = 100;
    private static final int OBSERVERS = 9;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    /** Input waits for 500 ms; a measured time does not contain all of it. */
    private static final long INPUT_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    /** The target's log has 4096 edges: 8 rounds of three turns are at most about 2,000 of them. */
    private static final int ROUNDS_PER_PHASE = 8;

    private static final Pattern SWAPPED = Pattern.compile("^(?:g! )?swapped \\w+ micros=\\d+$");

    private enum Turn {
        CONTROL("no swap"),
        IN_PLACE("in-place"),
        BESIDE("beside");

        private final String text;

        Turn(String text) {
            this.text = text;
        }
    }

    private final int swaps;
    private final List<String> problems = new ArrayList<>();

    /** @param swaps of each bundle and kind */
    Swap(int swaps) {
        this.swaps = swaps;
    }

    /**
     * Runs the bench; returns whether every swap succeeded, no key was lost, repeated, reordered or left down, no
     * packet was lost, the encoder was not restarted, and control stayed with the one primary.
     */
    boolean run() throws Exception {
        CpuTimes started = Host.print();
        System.out.printf(
                Locale.ROOT,
                "swap: %d of each kind for each bundle; a primary presses %d keys/s on schedule, %d observers with video;"
                        + " longest delay of a key in a turn of %d ms, in ms%n",
                swaps,
                KEYS_PER_SECOND,
                OBSERVERS,
                TimeUnit.NANOSECONDS.toMillis(TURN_NANOS));
        Path work = Files.createTempDirectory(Path.of(System.getProperty("baton.work")), "swap-");
        try (Device device = Device.startWithShell();
                PeerProcess process = PeerProcess.start();
                WorkingPrimary primary = new WorkingPrimary(device, process, KEYS_PER_SECOND);
                Observers observers = Observers.join(device.sessions(), OBSERVERS)) {
            device.ask("felix:start " + SwapDriver.jar(work).toUri(), SWAPPED);
            System.out.printf(
                    Locale.ROOT,
                    "%-22s %-9s %7s %7s %7s %9s %6s %8s %9s %9s%n",
                    "bundle",
                    "",
                    "p50",
                    "p99",
                    "longest",
                    "swap p50",
                    "lost",
                    "packets",
                    "heap KiB",
                    "RSS KiB");
            for (String bundle : BUNDLES) {
                measure(bundle, device, primary, observers);
            }
        }
        problems.forEach(problem -> System.out.println("PROBLEM: " + problem));
        System.out.println(problems.isEmpty() ? "no problem" : problems.size() + " PROBLEMS");
        Host.printAfter(started);
        return problems.isEmpty();
    }

    private void measure(String bundle, Device device, WorkingPrimary primary, Observers observers) throws Exception {
        Map<Turn, Histogram> delays = new EnumMap<>(Turn.class);
        Map<Turn, Histogram> durations = new EnumMap<>(Turn.class);
        for (Turn turn : Turn.values()) {
            delays.put(turn, Storm.histogram());
            durations.put(turn, Storm.histogram());
        }
        Invariants before = Invariants.of(device);
        long missing = observers.missing();
        int lost = 0;
        memory(bundle, "before", device);
        for (int round = 0; round < swaps; ) {
            primary.begin();
            for (int i = 0; i < ROUNDS_PER_PHASE && round < swaps; i++, round++) {
                for (Turn turn : Turn.values()) {
                    turn(bundle, turn, device, primary, of(delays, turn), of(durations, turn));
                }
            }
            WorkingPrimary.Result result = primary.end();
            lost += result.lost();
            // keys wait for their bundle as long as that, and then are discarded
            boolean late = of(durations, Turn.IN_PLACE).getMaxValue() >= INPUT_WAIT_NANOS;
            if (late && result.lost() > 0) {
                System.out.println(bundle + ": the machine took longer for a swap than keys wait");
            }
            (late ? result.otherProblems() : result.problems())
                    .forEach(problem -> problems.add(bundle + ": " + problem));
        }
        long packets = observers.missing() - missing;
        if (packets != 0) {
            problems.add(bundle + ": " + packets + " packets missing at the observers");
        }
        before.violations(Invariants.of(device)).forEach(violation -> problems.add(bundle + ": " + violation));
        for (Turn turn : Turn.values()) {
            Histogram delay = of(delays, turn);
            System.out.printf(
                    Locale.ROOT,
                    "%-22s %-9s %7.1f %7.1f %7.1f %9.1f %6d %8d%n",
                    bundle,
                    turn.text,
                    delay.getValueAtPercentile(50) / 1e6,
                    delay.getValueAtPercentile(99) / 1e6,
                    delay.getMaxValue() / 1e6,
                    of(durations, turn).getValueAtPercentile(50) / 1e6,
                    lost,
                    packets);
        }
        memory(bundle, "after", device);
    }

    /**
     * What no swap may change.
     *
     * @param epoch the control epoch, which grows with each change of control, however short
     * @param encoderStarts how often an encoder was opened
     * @param primaries sessions in control
     */
    record Invariants(long epoch, long encoderStarts, long primaries) {

        static Invariants of(Device device) throws IOException, InterruptedException {
            HttpRequest request =
                    HttpRequest.newBuilder(device.address().resolve("/metrics")).build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                return of(client.send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
            }
        }

        /** @param metrics in the text format of OpenMetrics; a metric that is missing is -1 */
        static Invariants of(String metrics) {
            return new Invariants(
                    value(metrics, "baton_control_epoch"),
                    value(metrics, "baton_video_encoder_starts_total"),
                    value(metrics, "baton_sessions{mode=\"primary\"}"));
        }

        private static long value(String metrics, String name) {
            return metrics.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElse(-1);
        }

        List<String> violations(Invariants after) {
            List<String> found = new ArrayList<>();
            if (epoch < 0 || after.epoch != epoch) {
                found.add("control changed hands: epoch " + epoch + ", then " + after.epoch);
            }
            if (encoderStarts < 0 || after.encoderStarts != encoderStarts) {
                found.add("the encoder was restarted: starts " + encoderStarts + ", then " + after.encoderStarts);
            }
            if (primaries != 1 || after.primaries != 1) {
                found.add("primaries " + primaries + ", then " + after.primaries);
            }
            return found;
        }
    }

    private static Histogram of(Map<Turn, Histogram> histograms, Turn turn) {
        return Objects.requireNonNull(histograms.get(turn));
    }

    private void turn(
            String bundle, Turn turn, Device device, WorkingPrimary primary, Histogram delay, Histogram duration)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        primary.takeLongest();
        if (turn != Turn.CONTROL) {
            List<String> lines = device.ask("bench:swap io.baton." + bundle + " " + turn.text, SWAPPED);
            if (lines.size() != 1 || !lines.getFirst().contains("swapped DONE")) {
                problems.add(bundle + " " + turn.text + ": " + lines);
            } else {
                String line = lines.getFirst();
                duration.recordValue(1000 * Long.parseLong(line.substring(line.indexOf('=') + 1)));
            }
        }
        Storm.until(start + TURN_NANOS);
        delay.recordValue(primary.takeLongest());
    }

    private static void memory(String bundle, String when, Device device) throws IOException, InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "%-22s %-9s %58s %9d %9d%n",
                bundle,
                when,
                "",
                Heap.kibAfterCollection(device.pid()),
                ProcessUsage.of(device.pid()).rssKib());
    }
}
