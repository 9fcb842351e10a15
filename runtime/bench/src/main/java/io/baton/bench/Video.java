// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Each encoder that this machine has, on the virtual target: processor time, delay, how evenly frames arrive in
 * Chromium, and the time from a change of the source to its first picture there.
 */
final class Video {
    private static final List<String> ENCODERS = List.of("h264_v4l2m2m", "h264_vaapi", "libx264", "libopenh264");
    private static final String[] MODES = {"1920x1080", "1280x720"};
    private static final String ENCODER_THREAD = "baton-video";
    private static final Pattern OPENED = Pattern.compile("encoder opened name=(\\S+)");
    private static final Pattern PASSED_OVER = Pattern.compile("passedOver=\"([^\"]+)\"");
    private static final Pattern NOT_OPENED = Pattern.compile("the encoder cannot be opened: ([^;\\n]+)");
    private static final double FRAME_MILLIS = 1000.0 / 30;
    private static final double[] BUCKETS = {0.25, 0.5, 0.75, 1.25, 1.5, 2, 3};
    private static final long TICK_NANOS = 10_000_000;

    /**
     * Notes when each frame's last packet came, and when the first frame of each size, and after each mark, was shown.
     */
    private static final String WATCH = """
            const video = document.querySelector('video');
            window.frames = {received: [], sized: {}, after: null, shown: null};
            const state = window.frames;
            const frame = (now, data) => {
              state.received.push(data.receiveTime ?? now);
              const wall = performance.timeOrigin + now;
              state.sized[data.width] ??= wall;
              if (state.after !== null && wall > state.after) { state.shown = wall; state.after = null; }
              video.requestVideoFrameCallback(frame);
            };
            video.requestVideoFrameCallback(frame);
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int seconds;
    private final int changes;

    /**
     * @param seconds of measurement for each encoder and mode
     * @param changes of the mode, and of the cable, for each encoder
     */
    Video(int seconds, int changes) {
        this.seconds = seconds;
        this.changes = changes;
    }

    void run() throws Exception {
        CpuTimes started = Host.print();
        for (String encoder : ENCODERS) {
            try {
                measure(encoder);
            } catch (IllegalStateException e) {
                // a device whose encoder is asked for by name, and cannot be opened, is not ready
                Matcher reason = NOT_OPENED.matcher(String.valueOf(e.getMessage()));
                if (!reason.find()) {
                    throw e;
                }
                System.out.println(encoder + ": not on this machine (" + reason.group(1) + ")");
            }
        }
        Host.printAfter(started);
    }

    private void measure(String encoder) throws Exception {
        String config = "{\"codec\": \"%s\"}".formatted(encoder);
        try (Device device = Device.startWithShell(Map.of("io.baton.video.libav", config));
                Browser browser = Browser.open()) {
            browser.visit(device.address());
            if (!isUsed(device, browser, encoder)) {
                return;
            }
            browser.run(WATCH);
            for (String mode : MODES) {
                change(device, browser, mode);
                steady(device, browser, encoder, mode);
            }
            changes(device, browser);
        }
    }

    /** Prints why not, where the device took another encoder, or none. */
    private static boolean isUsed(Device device, Browser browser, String encoder) throws IOException {
        List<String> opened = new ArrayList<>();
        browser.await("an encoder, or a reason", () -> {
            device.log().stream().map(OPENED::matcher).filter(Matcher::find).forEach(line -> opened.add(line.group(1)));
            boolean failed = device.log().stream().anyMatch(line -> line.contains("encoder failed"));
            return (!opened.isEmpty() || failed) ? true : null;
        });
        if (opened.contains(encoder)) {
            browser.awaitPicture();
            return true;
        }
        String reason = device.log().stream()
                .map(PASSED_OVER::matcher)
                .filter(Matcher::find)
                .map(line -> line.group(1))
                .findFirst()
                .orElse("this libav has no " + encoder);
        System.out.println(encoder + ": not on this machine (" + reason + ")");
        return false;
    }

    private void steady(Device device, Browser browser, String encoder, String mode) throws Exception {
        TimeUnit.SECONDS.sleep(2);
        browser.run("window.frames.received = []");
        Map<String, Double> before = metrics(device);
        long cpu = threadNanos(device.pid());
        long began = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        double share = (threadNanos(device.pid()) - cpu) / (double) (System.nanoTime() - began);
        Map<String, Double> after = metrics(device);
        double frames = growth(before, after, "baton_video_frames_total{result=\"encoded\"}");
        double encode = growth(before, after, "baton_video_encode_seconds_total");
        System.out.printf(
                Locale.ROOT,
                "%s %s: %.1f frames/s, encoder's thread %.0f %% of a core, encoding %.1f ms a frame;"
                        + " capture → encoded p50 %.1f p99 %.1f ms, → sent p50 %.1f p99 %.1f ms%n",
                encoder,
                mode,
                frames / seconds,
                100 * share,
                1000 * encode / Math.max(1, frames),
                millis(after, "encoded", "0.5"),
                millis(after, "encoded", "0.99"),
                millis(after, "sent", "0.5"),
                millis(after, "sent", "0.99"));
        pacing(browser);
    }

    /** How far apart frames arrive, in frame times. */
    private static void pacing(Browser browser) {
        List<Double> received = times(browser, "received");
        int[] counts = new int[BUCKETS.length + 1];
        double longest = 0;
        for (int i = 1; i < received.size(); i++) {
            double gap = (received.get(i) - received.get(i - 1)) / FRAME_MILLIS;
            longest = Math.max(longest, gap);
            int bucket = 0;
            while (bucket < BUCKETS.length && gap >= BUCKETS[bucket]) {
                bucket++;
            }
            counts[bucket]++;
        }
        StringBuilder line =
                new StringBuilder("  frames in Chromium, by the time since the one before, in frame times:");
        for (int i = 0; i < counts.length; i++) {
            String bound = i < BUCKETS.length ? "<" + BUCKETS[i] : "≥" + BUCKETS[i - 1];
            line.append(String.format(Locale.ROOT, " %s: %d", bound, counts[i]));
        }
        System.out.printf(Locale.ROOT, "%s; longest %.1f%n", line, longest);
    }

    private void changes(Device device, Browser browser) throws Exception {
        Histogram modes = Storm.histogram();
        Histogram cable = Storm.histogram();
        for (int i = 0; i < changes; i++) {
            modes.recordValue((long) (1e6 * change(device, browser, MODES[i % 2])));
            cable.recordValue((long) (1e6 * plug(device, browser)));
        }
        System.out.printf(
                Locale.ROOT, "  change of mode → first picture of it in Chromium, ms: %s%n", Storm.line(modes));
        System.out.printf(Locale.ROOT, "  cable put in → picture in Chromium, ms: %s%n", Storm.line(cable));
    }

    private static double change(Device device, Browser browser, String mode) throws IOException {
        String width = mode.substring(0, mode.indexOf('x'));
        browser.run("window.frames.sized = {}");
        double asked = System.currentTimeMillis();
        device.command("target:mode " + mode + "@30");
        return browser.await("the mode " + mode, () -> number(browser, "sized[" + width + "]")) - asked;
    }

    private static double plug(Device device, Browser browser) throws Exception {
        device.command("target:display false");
        browser.await("no signal", () -> noSignal(browser) ? true : null);
        browser.run("window.frames.shown = null; window.frames.after = performance.timeOrigin + performance.now()");
        double asked = System.currentTimeMillis();
        device.command("target:display true");
        return browser.await("the picture", () -> number(browser, "shown")) - asked;
    }

    private static boolean noSignal(Browser browser) {
        return String.valueOf(browser.run("return document.body.innerText")).contains("No signal");
    }

    private static @Nullable Double number(Browser browser, String name) {
        return browser.run("return window.frames." + name) instanceof Number value ? value.doubleValue() : null;
    }

    private static List<Double> times(Browser browser, String name) {
        if (!(browser.run("return window.frames." + name) instanceof List<?> values)) {
            throw new IllegalStateException("no " + name);
        }
        return values.stream().map(value -> ((Number) value).doubleValue()).toList();
    }

    private static double growth(Map<String, Double> before, Map<String, Double> after, String name) {
        return after.getOrDefault(name, 0.0) - before.getOrDefault(name, 0.0);
    }

    private static double millis(Map<String, Double> metrics, String what, String quantile) {
        return 1000
                * metrics.getOrDefault("baton_video_" + what + "_delay_seconds{quantile=\"" + quantile + "\"}", 0.0);
    }

    private Map<String, Double> metrics(Device device) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(device.address().resolve("/metrics")).build();
        Map<String, Double> values = new HashMap<>();
        http.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    int blank = line.lastIndexOf(' ');
                    values.put(line.substring(0, blank), Double.parseDouble(line.substring(blank + 1)));
                });
        return values;
    }

    /** Processor time of the thread that encodes (proc(5)); a name is cut to 15 characters. */
    private static long threadNanos(long pid) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks.toList()) {
                if (Files.readString(task.resolve("comm")).strip().equals(ENCODER_THREAD)) {
                    String stat = Files.readString(task.resolve("stat"));
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS;
                }
            }
        }
        throw new IOException("no thread " + ENCODER_THREAD);
    }
}
