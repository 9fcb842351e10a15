// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import io.baton.shared.linux.Posix;
import io.baton.video.RawFrame;
import io.baton.video.TargetDisplay;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a capture device: opens it, again and again while that fails, watches its signal, and streams from it while
 * there is a sink.
 *
 * <p>Threading. {@link #step}, {@link #failed} and {@link #close} belong to one thread, all else to any.
 */
final class CaptureLoop {

    static final int NO_DESCRIPTOR = -1;
    private static final Logger LOG = LoggerFactory.getLogger("video.libav");
    private static final VideoSignal GONE = VideoSignal.absent(VideoSignal.State.DEVICE_GONE);
    private static final VideoSignal STANDBY = VideoSignal.absent(VideoSignal.State.STANDBY);
    private static final VideoSignal NO_SIGNAL = VideoSignal.absent(VideoSignal.State.NO_SIGNAL);
    /** For receivers that send no event for each change. */
    private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** A frame that is hardly early is not left out. */
    private static final double TOLERANCE = 0.9;

    private static final long SECOND = 1_000_000_000;
    /** A viewer and a change of the settings wake the thread before that. */
    private static final long ASLEEP_NANOS = TimeUnit.HOURS.toNanos(1);

    private final CaptureDevice.Opener opener;
    private final CaptureSource source;
    private final BooleanSupplier libavReady;
    private final LongSupplier nanoTime;
    private final Backoff pause = new Backoff();
    private final DisplayControl display = new DisplayControl();
    private final Standby standby;
    private volatile CaptureSettings settings;
    private volatile String problem = "";
    private CaptureSettings applied;
    private @Nullable CaptureDevice device;
    private @Nullable Stream stream;
    /** What the receiver reports; of other devices, whether frames flowed when it was last tried. */
    private VideoSignal reported = NO_SIGNAL;

    private boolean stalled;
    private long nextAttempt;
    private long nextQuestion;
    private long number;

    /** What there is while frames are delivered. */
    private static final class Stream {

        private final StreamFormat format;
        private final FrameConverter converter;
        private final ByteBuffer i420;
        private final @Nullable JpegDecoder decoder;
        private final VideoMode mode;
        private long lastFrame;
        private long lastDelivered;
        private boolean delivered;
        private boolean flows;

        Stream(StreamFormat format, VideoMode mode, @Nullable JpegDecoder decoder, long now) {
            this.format = format;
            this.mode = mode;
            this.decoder = decoder;
            converter = new FrameConverter(format);
            i420 = ByteBuffer.allocateDirect(converter.bytes());
            lastFrame = now;
        }

        boolean convert(CaptureDevice.Picture picture) {
            MemorySegment to = MemorySegment.ofBuffer(i420);
            if (picture.memory().isEmpty()) {
                return false;
            }
            if (decoder == null) {
                return converter.convert(picture.memory(), to);
            }
            Planes planes = decoder.decode(picture.memory().get(0));
            return planes != null && converter.convert(planes, decoder.color(), to);
        }
    }

    /** @param libavReady whether libav's libraries are loaded, which JPEG needs */
    CaptureLoop(
            CaptureDevice.Opener opener,
            CaptureSettings settings,
            StandbySettings standby,
            CaptureSource source,
            BooleanSupplier libavReady,
            LongSupplier nanoTime) {
        this.opener = opener;
        this.settings = settings;
        this.source = source;
        this.libavReady = libavReady;
        this.nanoTime = nanoTime;
        applied = settings;
        nextAttempt = nanoTime.getAsLong();
        this.standby = new Standby(standby, nextAttempt);
    }

    /** Has the device opened anew at the next step if its settings differ. */
    void settings(CaptureSettings next, StandbySettings rest) {
        settings = next;
        standby.settings(rest);
    }

    /** What the target sees of the device. */
    TargetDisplay display() {
        return display;
    }

    /** Why there are no frames though there should be some; empty while all is well, or the target sends nothing. */
    String problem() {
        return problem;
    }

    /** For {@code poll(2)}; {@link #NO_DESCRIPTOR} without a device. */
    int descriptor() {
        CaptureDevice present = device;
        return present == null ? NO_DESCRIPTOR : present.descriptor();
    }

    boolean streaming() {
        return stream != null;
    }

    /** Does what is due. Returns after how many nanoseconds it is to be called again if nothing happens before. */
    long step() {
        CaptureSettings wanted = settings;
        if (!wanted.equals(applied)) {
            applied = wanted;
            close();
            pause.reset();
            nextAttempt = nanoTime.getAsLong();
        }
        standby.note(source.wanted(), nanoTime.getAsLong());
        if (standby.sleeps(nanoTime.getAsLong())) {
            sleep();
        } else {
            run();
        }
        VideoSignal signal = signal();
        boolean isNew = !signal.equals(source.signal());
        source.publish(signal);
        if (isNew) {
            LOG.info("video signal changed state={} mode={}", signal.state(), signal.mode());
        }
        return waitNanos();
    }

    private void run() {
        if (display.isAsleep()) {
            display.asleep(false);
            long now = nanoTime.getAsLong();
            standby.wake(now);
            pause.reset();
            nextAttempt = now;
            LOG.info("capture device wakes");
        }
        try {
            CaptureDevice present = device;
            if (present == null && isDue(nextAttempt)) {
                present = open();
            }
            if (present != null) {
                follow(present);
            }
        } catch (DeviceException e) {
            lost(e);
        }
    }

    private void sleep() {
        if (display.isAsleep()) {
            return;
        }
        CaptureDevice present = device;
        if (present != null) {
            try {
                display.apply(present, applied.edid(), standby.staysHidden());
            } catch (DeviceException e) {
                LOG.debug("the device fails as it falls asleep", e);
            }
        }
        close();
        problem = "";
        display.asleep(true);
        LOG.info("capture device sleeps, nobody watches");
    }

    /** Gives a display that is hidden back to the target. */
    void release() {
        standby.settings(StandbySettings.OFF);
        if (!display.isHidden()) {
            return;
        }
        try {
            CaptureDevice present = device;
            display.apply(present == null ? open() : present, applied.edid(), false);
        } catch (DeviceException e) {
            LOG.warn("display not shown to the target cause={}", e.getMessage());
        }
    }

    /**
     * The device reported an error to {@code poll(2)}: what cannot be explained by a question to it ends the stream.
     */
    void failed() {
        CaptureDevice present = device;
        Stream running = stream;
        if (present != null && running != null && nanoTime.getAsLong() - running.lastFrame > ASK_NANOS) {
            stop(present);
            stalled = true;
            attemptLater();
        } else if (present != null && running == null) {
            // asked for events alone, only a device that is unplugged reports an error
            lost(new DeviceException("waiting for events failed", Posix.ENODEV));
            source.publish(signal());
        }
    }

    void close() {
        CaptureDevice present = device;
        if (present != null) {
            stop(present);
            present.close();
            device = null;
        }
        stalled = false;
        reported = NO_SIGNAL;
    }

    private CaptureDevice open() throws DeviceException {
        CaptureDevice opened = opener.open(applied);
        device = opened;
        nextQuestion = nanoTime.getAsLong();
        display.opened(opened, applied.edid(), standby.staysHidden());
        LOG.info("capture device opened device=\"{}\" reportsSignal={}", opened.name(), opened.reportsSignal());
        return opened;
    }

    private void follow(CaptureDevice present) throws DeviceException {
        long now = nanoTime.getAsLong();
        boolean hides = standby.hides(now) || (display.isHidden() && standby.staysHidden());
        if (display.apply(present, applied.edid(), hides) && !hides) {
            standby.wake(now);
            nextQuestion = now;
        }
        if (present.reportsSignal()) {
            ask(present);
        }
        boolean able = !present.reportsSignal() || reported.state() == VideoSignal.State.READY;
        if (stream != null && !(able && source.wanted())) {
            stop(present);
            stalled = false;
        }
        if (stream == null && able && source.wanted() && isDue(nextAttempt)) {
            start(present);
        }
        if (stream != null) {
            receive(present, stream);
        } else if (!source.wanted() && (present.reportsSignal() || isDue(nextAttempt))) {
            problem = "";
            pause.reset();
        }
    }

    private void ask(CaptureDevice present) throws DeviceException {
        boolean changed = present.takeSignalChange();
        if (!changed && (stream != null || !isDue(nextQuestion))) {
            return;
        }
        VideoSignal now = present.signal();
        nextQuestion = nanoTime.getAsLong() + ASK_NANOS;
        if (stream != null && (changed || !now.equals(reported))) {
            stop(present);
            nextAttempt = nanoTime.getAsLong();
        }
        if (!now.equals(reported)) {
            stalled = false;
        }
        reported = now;
    }

    private void start(CaptureDevice present) {
        try {
            StreamFormat format = present.start();
            JpegDecoder decoder = null;
            if (format.pixels().kind() == PixelFormat.Kind.JPEG) {
                if (!libavReady.getAsBoolean()) {
                    present.stop();
                    nextAttempt = nanoTime.getAsLong() + SECOND / 10;
                    return;
                }
                decoder = new JpegDecoder(format.width(), format.height());
            }
            VideoMode mode = format.mode();
            double most = applied.framesPerSecond();
            if (most > 0 && most < mode.framesPerSecond()) {
                mode = new VideoMode(mode.width(), mode.height(), most);
            }
            stream = new Stream(format, mode, decoder, nanoTime.getAsLong());
            LOG.info(
                    "capture started format={} size={}x{} rate={} strides={} matrix={} fullRange={}",
                    format.pixels(),
                    format.width(),
                    format.height(),
                    format.framesPerSecond(),
                    format.strides(),
                    format.color().matrix(),
                    format.color().fullRange());
        } catch (DeviceException e) {
            present.stop();
            attemptLater();
            if (e.errno() == Posix.ENODEV) {
                lost(e);
            } else {
                report("capture does not start: " + e.getMessage());
            }
        }
    }

    private void receive(CaptureDevice present, Stream running) throws DeviceException {
        try {
            CaptureDevice.Picture picture = present.take();
            if (picture != null) {
                try {
                    received(running, picture);
                } finally {
                    present.release(picture);
                }
            }
        } catch (DeviceException e) {
            if (e.errno() == Posix.ENODEV) {
                throw e;
            }
            stop(present);
            attemptLater();
            report("capture failed: " + e.getMessage());
            return;
        }
        if (nanoTime.getAsLong() - running.lastFrame > STALL_NANOS) {
            LOG.debug("no frames, the stream is started again");
            stop(present);
            stalled = true;
            nextQuestion = nanoTime.getAsLong();
            attemptLater();
        }
    }

    private void received(Stream running, CaptureDevice.Picture picture) {
        long now = nanoTime.getAsLong();
        long captured = picture.captureNanos();
        if (captured <= 0 || captured > now || now - captured > SECOND) {
            captured = now;
        }
        double interval = SECOND / running.mode.framesPerSecond();
        if (running.delivered
                && running.mode.framesPerSecond() < running.format.framesPerSecond()
                && captured - running.lastDelivered < TOLERANCE * interval) {
            running.lastFrame = now;
            return;
        }
        if (!running.convert(picture)) {
            return;
        }
        running.lastFrame = now;
        // by the interval and not by the frame: the mean rate is the wanted one
        long since = captured - running.lastDelivered;
        running.lastDelivered =
                running.delivered && since < 2 * interval ? running.lastDelivered + (long) interval : captured;
        running.delivered = true;
        running.flows = true;
        stalled = false;
        pause.reset();
        solved();
        source.publish(signal());
        source.deliver(new RawFrame(running.i420.asReadOnlyBuffer().clear(), running.mode, number++, captured));
    }

    private VideoSignal signal() {
        if (display.isAsleep() || display.isHidden()) {
            return STANDBY;
        }
        VideoSignal seen = seen();
        return switch (seen.state()) {
            case READY -> {
                standby.awake();
                yield seen;
            }
            case NO_SIGNAL, NO_LOCK -> standby.isWaking() ? STANDBY : seen;
            default -> seen;
        };
    }

    private VideoSignal seen() {
        CaptureDevice present = device;
        if (present == null) {
            return problem.isEmpty() ? NO_SIGNAL : GONE;
        }
        if (present.reportsSignal() && reported.state() != VideoSignal.State.READY) {
            return reported;
        }
        if (!problem.isEmpty() && stream == null) {
            return GONE;
        }
        Stream running = stream;
        if (stalled) {
            return NO_SIGNAL;
        }
        if (running != null && (running.flows || present.reportsSignal())) {
            VideoSignal ready = VideoSignal.ready(running.mode);
            if (!present.reportsSignal()) {
                reported = ready;
            }
            return ready;
        }
        return reported;
    }

    private void stop(CaptureDevice present) {
        Stream running = stream;
        if (running != null) {
            present.stop();
            if (running.decoder != null) {
                running.decoder.close();
            }
            stream = null;
        }
    }

    private void lost(DeviceException e) {
        close();
        attemptLater();
        report(String.valueOf(e.getMessage()));
    }

    private void attemptLater() {
        nextAttempt = nanoTime.getAsLong() + pause.next();
    }

    private void report(String cause) {
        if (!cause.equals(problem)) {
            problem = cause;
            LOG.warn("capture device failed, it is tried again: {}", cause);
        }
    }

    private void solved() {
        if (!problem.isEmpty()) {
            problem = "";
            LOG.info("capture device works again");
        }
    }

    private boolean isDue(long time) {
        return nanoTime.getAsLong() - time >= 0;
    }

    private long waitNanos() {
        if (display.isAsleep()) {
            return ASLEEP_NANOS;
        }
        long now = nanoTime.getAsLong();
        return Math.min(deviceWaitNanos(now), standby.waitNanos(now));
    }

    private long deviceWaitNanos(long now) {
        CaptureDevice present = device;
        if (present == null) {
            return Math.max(0, nextAttempt - now);
        }
        long wait = stream != null ? STALL_NANOS : Long.MAX_VALUE;
        if (stream == null && present.reportsSignal()) {
            wait = Math.max(0, nextQuestion - now);
        }
        if (stream == null && source.wanted()) {
            wait = Math.min(wait, Math.max(SECOND / 50, nextAttempt - now));
        }
        return Math.min(wait, ASK_NANOS);
    }
}
