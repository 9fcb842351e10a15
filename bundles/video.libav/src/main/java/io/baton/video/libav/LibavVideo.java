// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_get_level;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import io.baton.shared.threads.ThreadProbe;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.FrameSource;
import io.baton.video.SignalListener;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one encoded stream, made by libav in this process. */
@Component(
        service = {EncodedVideo.class, Supplier.class, LibavVideo.class},
        immediate = true,
        property = "baton.role=readiness",
        configurationPid = LibavVideoConfig.PID)
@Designate(ocd = LibavVideoConfig.class)
public final class LibavVideo implements EncodedVideo, Supplier<String> {

    private static final Logger LOG = LoggerFactory.getLogger("video.libav");
    private static final String DATA = "baton.data";
    private static final String NATIVES = "cache/video.libav";
    private static final VideoMode WARM_UP = new VideoMode(320, 240, 30);
    private static final int WARM_UP_FRAMES = 3;
    /** Loading the libraries and opening an encoder included. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(30);

    private static final long SECOND = 1_000_000_000;

    private static final Path DEVICES = Path.of("/dev");

    private final EncoderSelector encoders;
    private final EncodeLoop loop;
    private final EncodeThread thread;
    private volatile Settings settings;
    private volatile @Nullable ServiceRegistration<?> liveness;
    private volatile String notReady = "no encoder was opened yet";
    /** Whether libav's libraries are loaded. Belongs to the encoder's thread. */
    private boolean loaded;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<SignalListener> listeners = List.of();

    /** Ends the process and takes the reason; offered by the launcher. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    /** The configured values. */
    record Settings(
            String codec,
            int bitrate,
            double keyFrameIntervalSeconds,
            int slices,
            int qualityPercent,
            double framesPerSecond) {

        private static Settings of(LibavVideoConfig config) {
            return new Settings(
                    config.codec(),
                    config.bitrateBitsPerSecond(),
                    config.keyFrameIntervalSeconds(),
                    config.slices(),
                    config.qualityPercent(),
                    config.maxFramesPerSecond());
        }

        /** Settings that leave the rate and the quality as the source and the consumers of the stream want them. */
        static Settings of(String codec, int bitrate) {
            return new Settings(codec, bitrate, 2, 1, 100, 0);
        }

        private double quality() {
            return Math.clamp(qualityPercent, 10, 100) / 100.0;
        }

        private double frameRate() {
            return Math.clamp(framesPerSecond, 0, 240);
        }

        private long keyIntervalNanos() {
            return (long) (Math.clamp(keyFrameIntervalSeconds, 0.5, 3600) * SECOND);
        }
    }

    @Activate
    public LibavVideo(BundleContext context, LibavVideoConfig config) {
        this(natives(context), Settings.of(config));
        // beside the component's own service of this type
        liveness = context.registerService(
                Supplier.class,
                new ThreadProbe("baton-video", thread::execute, System::nanoTime, LONGEST_STEP),
                FrameworkUtil.asDictionary(Map.of("baton.role", ThreadProbe.ROLE)));
    }

    LibavVideo(Path natives, Settings settings) {
        this.settings = settings;
        encoders = new EncoderSelector(
                () -> EncoderKind.candidates(this.settings.codec, DEVICES), this::encoder, System::nanoTime);
        loop = new EncodeLoop(encoders, System::nanoTime, settings.keyIntervalNanos(), this::announce, this::wake);
        loop.setTargetBitrate(settings.bitrate);
        apply(settings);
        thread = new EncodeThread(
                running -> {
                    load(natives);
                    warmUp(running);
                },
                loop::step,
                loop::shutDown,
                new DaemonThreads(LOG, new FatalReporter(() -> fatal)));
        thread.start();
    }

    @Modified
    void modified(LibavVideoConfig config) {
        Settings next = Settings.of(config);
        if (next.bitrate != settings.bitrate) {
            loop.setTargetBitrate(next.bitrate);
        }
        settings = next;
        apply(next);
    }

    private void apply(Settings next) {
        loop.keyInterval(next.keyIntervalNanos());
        loop.quality(next.quality());
        loop.frameRate(next.frameRate());
    }

    @Deactivate
    public void close() {
        ServiceRegistration<?> probe = liveness;
        if (probe != null) {
            probe.unregister();
        }
        thread.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindSource(FrameSource source) {
        loop.attach(source);
    }

    /** A property of the source changed: its signal, perhaps, of which it tells nothing without a sink. */
    void updatedSource(FrameSource source) {
        wake();
    }

    void unbindSource(FrameSource source) {
        loop.detach(source);
    }

    /** Returns why the device is not ready; an empty text once an encoder was opened. */
    @Override
    public String get() {
        return notReady;
    }

    @Override
    public VideoSignal signal() {
        return loop.signal();
    }

    @Override
    public Subscription subscribe(AccessUnitSink sink) {
        return loop.subscribe(sink);
    }

    @Override
    public void requestKeyFrame() {
        loop.requestKeyFrame();
    }

    @Override
    public void setTargetBitrate(int bitsPerSecond) {
        loop.setTargetBitrate(bitsPerSecond);
    }

    @Override
    public VideoStats stats() {
        return loop.stats();
    }

    @Override
    public String encoder() {
        return encoders.name();
    }

    private void announce(VideoSignal signal) {
        for (SignalListener listener : listeners) {
            try {
                listener.signal(signal);
            } catch (RuntimeException | LinkageError e) {
                LOG.error("signal listener failed", e);
            }
        }
    }

    private void wake() {
        thread.wake();
    }

    /** Takes half a second of a start, in which the other bundles are not to wait. */
    private void load(Path natives) {
        try {
            NativeLibraries.load(natives);
            loaded = true;
        } catch (UncheckedIOException | LinkageError e) {
            notReady = "the encoder's libraries cannot be loaded: " + e.getMessage();
            LOG.error("libraries not loaded directory={}", natives, e);
        }
    }

    /** The first encoder of a process takes a second where later ones take milliseconds; no subscriber waits for it. */
    private void warmUp(BooleanSupplier running) {
        if (!loaded) {
            return;
        }
        ByteBuffer grey = ByteBuffer.allocateDirect(WARM_UP.width() * WARM_UP.height() * 3 / 2);
        while (running.getAsBoolean() && !notReady.isEmpty()) {
            try (FrameEncoder encoder = openQuietly()) {
                warmUp(encoder, grey, running);
            } catch (EncoderException e) {
                notReady = "the encoder cannot be opened: " + e.getMessage();
                LOG.warn("encoder warm-up failed cause={}", e.getMessage());
                return;
            }
        }
    }

    /** Encoders that are not on this machine are no errors. */
    private FrameEncoder openQuietly() throws EncoderException {
        int level = av_log_get_level();
        av_log_set_level(AV_LOG_QUIET);
        try {
            return encoders.open(WARM_UP, EncodeLoop.MIN_BITRATE);
        } finally {
            av_log_set_level(level);
        }
    }

    /** A device may open and then not encode: the next encoder is tried. */
    private void warmUp(FrameEncoder encoder, ByteBuffer grey, BooleanSupplier running) throws EncoderException {
        try {
            for (int i = 0; i < WARM_UP_FRAMES && running.getAsBoolean(); i++) {
                encoder.send(grey, i == 0, i + 1);
                encoder.receive();
                encoder.bitrate(EncodeLoop.MIN_BITRATE + i);
            }
            notReady = "";
        } catch (EncoderException e) {
            encoders.failed(encoder, e);
            if (!EncoderKind.isHardware(encoder.name())) {
                throw e;
            }
        }
    }

    private FrameEncoder encoder(String name, VideoMode mode, int bitrate) throws EncoderException {
        if (!loaded) {
            throw new EncoderException(notReady);
        }
        return LibavEncoder.open(name, mode, bitrate, Math.clamp(settings.slices, 1, 8), DEVICES);
    }

    private static Path natives(BundleContext context) {
        @Nullable String data = context.getProperty(DATA);
        return data == null
                ? context.getDataFile("natives").toPath()
                : Path.of(data).resolve(NATIVES);
    }
}
