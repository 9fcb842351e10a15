// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import io.baton.video.EncodedVideo;
import io.baton.video.SignalListener;
import io.baton.video.VideoSignal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** How an HDMI receiver rests while nobody watches: closed, and with no display for the target. */
final class StandbyRows implements AutoCloseable {

    private static final Path NODE = Path.of("/dev/video0");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String SIZE = "640x480";

    private final BundleContext context;
    private final Supplier<EncodedVideo> video;
    private final PrintStream report;
    private final List<VideoSignal.State> states = new CopyOnWriteArrayList<>();
    private final ServiceRegistration<SignalListener> listener;

    StandbyRows(BundleContext context, Supplier<EncodedVideo> video, PrintStream report) {
        this.context = context;
        this.video = video;
        this.report = report;
        listener = context.registerService(SignalListener.class, signal -> states.add(signal.state()), null);
    }

    @Row(1)
    void captureDeviceIsClosedWithoutAViewerAndOpenedForTheNext() throws IOException {
        send();
        try (Change _ = new Change(Map.of("sleepAfterSeconds", 1))) {
            Await.isTrue("a closed device", () -> open() == 0);
            awaitStandby();
            states.clear();
            watch();
        }
    }

    @Row(2)
    void displayIsTakenFromTheTargetWithoutAViewerAndGivenBackToTheNext() throws IOException {
        send();
        try (TestReceiver target = new TestReceiver(NODE)) {
            byte[] edid = target.edid();
            Map<String, Object> hiding =
                    Map.of("hideWithoutViewer", true, "edid", HexFormat.of().formatHex(edid));
            try (Change _ = new Change(hiding)) {
                Await.isTrue("target without a display", () -> edid(target).length == 0);
                awaitStandby();
                states.clear();
                watch();
                if (!Arrays.equals(edid, edid(target))) {
                    throw new AssertionError("the target reads another EDID than before");
                }
                Await.isTrue("target without a display after the viewer", () -> edid(target).length == 0);
            }
            Await.isTrue("display once that is switched off", () -> Arrays.equals(edid, edid(target)));
        }
    }

    @Override
    public void close() {
        listener.unregister();
    }

    /** A viewer comes: it gets the picture, and no error before it. */
    private void watch() throws IOException {
        long began = System.nanoTime();
        try (VideoWatch watch = new VideoWatch(video.get())) {
            watch.awaitFrames(SIZE, 3);
            report.printf("3 frames %.1f s after waking, states %s%n", (System.nanoTime() - began) / 1e9, states);
        }
        // an emulated machine may be too slow for its frames later on
        if (states.stream()
                .takeWhile(state -> state != VideoSignal.State.READY)
                .anyMatch(state -> state != VideoSignal.State.STANDBY)) {
            throw new AssertionError("an error was told before the picture: " + states);
        }
    }

    private void awaitStandby() throws IOException {
        Await.isTrue("standby", () -> video.get().signal().state() == VideoSignal.State.STANDBY);
    }

    /** Has the target send a picture, with the device as it is before the rows. */
    private static void send() throws IOException {
        try (TestReceiver receiver = new TestReceiver(NODE)) {
            receiver.mode(SIZE);
        }
    }

    /** Returns what the target reads; nothing while it sees no display. */
    private static byte[] edid(TestReceiver target) {
        try {
            return target.edid();
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** Returns how often this process has the device open. */
    private static int open() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                count += isNode(descriptor) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean isNode(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).equals(NODE);
        } catch (IOException e) {
            // closed meanwhile
            return false;
        }
    }

    /** Settings of the capture device, until it is closed. */
    private final class Change implements AutoCloseable {

        private final Configuration configuration;
        private final Dictionary<String, Object> before;

        Change(Map<String, Object> settings) throws IOException {
            ServiceReference<ConfigurationAdmin> reference = context.getServiceReference(ConfigurationAdmin.class);
            configuration = context.getService(Objects.requireNonNull(reference))
                    .getConfiguration("io.baton.video.libav.v4l2", "?");
            before = configuration.getProperties();
            Map<String, Object> changed = new HashMap<>(FrameworkUtil.asMap(before));
            changed.putAll(settings);
            configuration.update(FrameworkUtil.asDictionary(changed));
        }

        @Override
        public void close() throws IOException {
            configuration.update(before);
        }
    }
}
