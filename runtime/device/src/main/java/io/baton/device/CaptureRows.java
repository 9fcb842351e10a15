// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import io.baton.device.TestReceiver.Signal;
import io.baton.video.EncodedVideo;
import io.baton.video.SignalListener;
import io.baton.video.VideoSignal;
import java.io.IOException;
import java.io.PrintStream;
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

/** What the device makes of an HDMI receiver: frames, each state of its signal, and its absence. */
final class CaptureRows implements AutoCloseable {

    private static final Path NODE = Path.of("/dev/video0");
    private static final Path DRIVER = Path.of("/sys/bus/platform/drivers/vivid");
    private static final String DEVICE = "vivid.0";
    private static final String SMALL = "640x480";
    private static final String OTHER = "800x600";

    private final BundleContext context;
    private final Supplier<EncodedVideo> video;
    private final PrintStream report;
    private final List<VideoSignal> signals = new CopyOnWriteArrayList<>();
    private final ServiceRegistration<SignalListener> listener;

    CaptureRows(BundleContext context, Supplier<EncodedVideo> video, PrintStream report) {
        this.context = context;
        this.video = video;
        this.report = report;
        listener = context.registerService(SignalListener.class, signals::add, null);
    }

    @Row(1)
    void framesArriveAtTheSizeOfTheSignal() throws IOException {
        try (TestReceiver receiver = new TestReceiver(NODE)) {
            receiver.mode(SMALL);
            try (VideoWatch watch = new VideoWatch(video.get())) {
                long began = System.nanoTime();
                watch.awaitFrames(SMALL, 1);
                report.printf("first picture after %.1f s%n", (System.nanoTime() - began) / 1e9);
                watch.awaitFrames(SMALL, 20);
                report.printf("20 frames after %.1f s%n", (System.nanoTime() - began) / 1e9);
                if (receiver.buffers(0)) {
                    throw new AssertionError("the device does not stream");
                }
            }
            Await.isTrue("a device that is free without a viewer", () -> receiver.buffers(0));
        }
    }

    @Row(2)
    void eachStateOfTheSignalIsToldAndSurvived() throws IOException {
        try (TestReceiver receiver = new TestReceiver(NODE);
                VideoWatch watch = new VideoWatch(video.get())) {
            watch.awaitFrames(SMALL, 1);
            List<Long> threads = threads();
            long errors = video.get().stats().encoderErrors();
            receiver.signal(Signal.NO_SIGNAL);
            watch.await(VideoSignal.State.NO_SIGNAL);
            receiver.signal(Signal.NO_LOCK);
            watch.await(VideoSignal.State.NO_LOCK);
            receiver.signal(Signal.OUT_OF_RANGE);
            watch.await(VideoSignal.State.OUT_OF_RANGE);
            receiver.mode(SMALL);
            watch.awaitFrames(SMALL, 3);
            same("threads", threads, threads());
            same("encoder errors", errors, video.get().stats().encoderErrors());
        }
    }

    @Row(3)
    void changeOfTheModeIsAKeyFrameOfTheNewSize() throws IOException {
        try (TestReceiver receiver = new TestReceiver(NODE);
                VideoWatch watch = new VideoWatch(video.get())) {
            watch.awaitFrames(SMALL, 1);
            List<Long> threads = threads();
            receiver.mode(OTHER);
            watch.awaitFrames(OTHER, 3);
            receiver.mode(SMALL);
            watch.awaitFrames(SMALL, 3);
            same("threads", threads, threads());
        }
    }

    @Row(4)
    void signalIsFollowedWithoutAViewer() throws IOException {
        try (TestReceiver receiver = new TestReceiver(NODE)) {
            for (Signal signal : List.of(Signal.NO_LOCK, Signal.NO_SIGNAL)) {
                receiver.signal(signal);
                Await.isTrue(
                        "listener that is told " + signal,
                        () -> !signals.isEmpty()
                                && signals.getLast().state().name().equals(signal.name()));
                same("signal", signal.name(), video.get().signal().state().name());
            }
            receiver.mode(SMALL);
            Await.isTrue(
                    "listener that is told of the mode", () -> signals.getLast().state() == VideoSignal.State.READY);
        }
    }

    @Row(5)
    void deviceThatIsInUseIsTriedAgain() throws IOException {
        try (TestReceiver receiver = new TestReceiver(NODE)) {
            Await.isTrue("a free device", () -> receiver.buffers(2));
            try (VideoWatch watch = new VideoWatch(video.get())) {
                watch.await(VideoSignal.State.DEVICE_GONE);
                receiver.buffers(0);
                watch.awaitFrames(SMALL, 1);
            }
        }
    }

    @Row(6)
    void edidOfTheSettingsReachesTheTarget() throws IOException {
        try (TestReceiver receiver = new TestReceiver(NODE)) {
            byte[] before = receiver.edid();
            byte[] edid = Arrays.copyOf(before, 128);
            edid[126] = 0;
            // the year of manufacture, and what it does to the checksum
            edid[17]++;
            edid[127] = 0;
            int sum = 0;
            for (byte part : edid) {
                sum += part;
            }
            edid[127] = (byte) -sum;
            Configuration configuration = configuration();
            Dictionary<String, Object> properties = configuration.getProperties();
            configuration.update(with(properties, "edid", HexFormat.of().formatHex(edid)));
            Await.isTrue("the EDID of the settings", () -> Arrays.equals(edid, receiver.edid()));
            configuration.update(properties);
        }
    }

    @Row(7)
    void unpluggedDeviceComesBackByItself() throws IOException {
        try (VideoWatch watch = new VideoWatch(video.get())) {
            watch.awaitFrames(SMALL, 1);
            List<Long> threads = threads();
            Files.writeString(DRIVER.resolve("unbind"), DEVICE);
            watch.await(VideoSignal.State.DEVICE_GONE);
            Files.writeString(DRIVER.resolve("bind"), DEVICE);
            Await.isTrue("a node", () -> Files.exists(NODE));
            try (TestReceiver receiver = new TestReceiver(NODE)) {
                receiver.mode(SMALL);
                watch.awaitFrames(SMALL, 3);
            }
            same("threads", threads, threads());
        }
    }

    @Override
    public void close() {
        listener.unregister();
    }

    private static Dictionary<String, Object> with(Dictionary<String, Object> properties, String key, Object value) {
        Map<String, Object> changed = new HashMap<>(FrameworkUtil.asMap(properties));
        changed.put(key, value);
        return FrameworkUtil.asDictionary(changed);
    }

    /** The encoder's and the capture device's. */
    private static List<Long> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("baton-video"))
                .map(Thread::threadId)
                .sorted()
                .toList();
    }

    private static void same(String what, Object before, Object after) {
        if (!before.equals(after)) {
            throw new AssertionError(what + ": " + before + " became " + after);
        }
    }

    private Configuration configuration() throws IOException {
        ServiceReference<ConfigurationAdmin> reference = context.getServiceReference(ConfigurationAdmin.class);
        return context.getService(Objects.requireNonNull(reference)).getConfiguration("io.baton.video.libav.v4l2", "?");
    }
}
