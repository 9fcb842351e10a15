// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import io.baton.shared.h264.H264Exception;
import io.baton.shared.h264.ParameterSets;
import io.baton.shared.h264.Sps;
import io.baton.shared.video.Counters;
import io.baton.shared.video.Subscriber;
import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of the sender that is connected, if one is. Without a sender the input has no signal.
 *
 * <p>Threading. The methods of {@link EncodedVideo} may be called from any thread; all else belongs to the thread of
 * the socket, which {@code wake} makes call {@link #step}.
 */
final class ExternalStream implements EncodedVideo {

    static final int MIN_BITRATE = 100_000;
    static final int MAX_BITRATE = 100_000_000;
    private static final int FIRST_BITRATE = 4_000_000;
    private static final long OLDEST_NANOS = 10_000_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger("video.external");
    private static final VideoSignal NO_SIGNAL = VideoSignal.absent(VideoSignal.State.NO_SIGNAL);

    private final LongSupplier nanoTime;
    private final Consumer<VideoSignal> announce;
    private final Runnable wake;
    private final Counters counters = new Counters();
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean keyFrameRequested = new AtomicBoolean();
    private final ParameterSets parameterSets = new ParameterSets();
    private volatile VideoSignal signal = NO_SIGNAL;
    private volatile int bitrate = FIRST_BITRATE;
    private VideoSignal announced = NO_SIGNAL;
    private @Nullable VideoMode declared;
    private boolean started;
    private long lastNumber;
    private boolean numbered;
    private @Nullable Sps reported;
    private boolean reportedClock;
    private boolean reportedKey;

    /**
     * @param nanoTime the clock of {@link System#nanoTime()}, which is CLOCK_MONOTONIC
     * @param announce called with each change of the input, with or without subscribers
     * @param wake makes the thread of the socket call {@link #step}
     */
    ExternalStream(LongSupplier nanoTime, Consumer<VideoSignal> announce, Runnable wake) {
        this.nanoTime = nanoTime;
        this.announce = announce;
        this.wake = wake;
    }

    @Override
    public VideoSignal signal() {
        return signal;
    }

    @Override
    public Subscription subscribe(AccessUnitSink sink) {
        Subscriber subscriber = new Subscriber(
                sink,
                gone -> {
                    subscribers.remove(gone);
                    wake.run();
                },
                LOG);
        subscribers.add(subscriber);
        requestKeyFrame();
        return subscriber;
    }

    @Override
    public void requestKeyFrame() {
        keyFrameRequested.set(true);
        wake.run();
    }

    @Override
    public void setTargetBitrate(int bitsPerSecond) {
        bitrate = Math.clamp(bitsPerSecond, MIN_BITRATE, MAX_BITRATE);
        wake.run();
    }

    /** What encodes is not known here. */
    @Override
    public String encoder() {
        return "external";
    }

    @Override
    public VideoStats stats() {
        return counters.stats(bitrate);
    }

    /** Whether frames are wanted. */
    boolean isWatched() {
        return !subscribers.isEmpty();
    }

    /** Whether a subscriber waits for a key frame. */
    boolean isKeyFrameMissing() {
        return declared != null && subscribers.stream().anyMatch(Subscriber::awaitingKeyFrame);
    }

    int bitrate() {
        return bitrate;
    }

    /** Takes the request for a key frame, if there is one. */
    boolean takeKeyFrameRequest() {
        return keyFrameRequested.getAndSet(false);
    }

    /** Brings new subscribers up to date and announces a change of the input. */
    void step() {
        VideoSignal present = signal;
        subscribers.forEach(subscriber -> subscriber.signal(present));
        if (!present.equals(announced)) {
            announced = present;
            announce.accept(present);
        }
    }

    /** A sender said hello. */
    void connected() {
        counters.encoderStarts.incrementAndGet();
        reported = null;
        reportedClock = false;
        reportedKey = false;
        reset();
    }

    /** The sender is gone. */
    void disconnected() {
        reset();
        publish(NO_SIGNAL);
    }

    private void reset() {
        declared = null;
        started = false;
        numbered = false;
        parameterSets.clear();
    }

    void mode(VideoMode mode) {
        if (mode.equals(declared)) {
            return;
        }
        declared = mode;
        started = false;
        requestKeyFrame();
        publish(VideoSignal.ready(mode));
    }

    void absent(VideoSignal.State state) {
        declared = null;
        started = false;
        publish(VideoSignal.absent(state));
    }

    void unit(SenderMessage.Unit unit) throws SenderException {
        VideoMode mode = declared;
        if (mode == null) {
            throw new SenderException(ErrorCode.PROTOCOL, "an access unit came before a mode");
        }
        ParameterSets.Checked checked = check(unit.annexB());
        if (checked == null) {
            return;
        }
        count(unit.frameNumber());
        if (checked.key() != unit.key() && !reportedKey) {
            reportedKey = true;
            LOG.warn(
                    "external video flags wrong frameNumber={} key={} idr={}",
                    unit.frameNumber(),
                    unit.key(),
                    checked.key());
        }
        started = isWatched() && (started || checked.key());
        if (!started) {
            counters.framesSkipped.incrementAndGet();
            return;
        }
        if (checked.key()) {
            checkSize(mode);
            counters.keyFrames.incrementAndGet();
        }
        VideoMode shown = signal.mode();
        AccessUnit passed = new AccessUnit(
                checked.annexB(),
                checked.key(),
                shown == null ? mode : shown,
                unit.frameNumber(),
                believable(unit.captureNanos()));
        counters.framesEncoded.incrementAndGet();
        subscribers.forEach(subscriber -> subscriber.accessUnit(passed));
    }

    /** The size in the stream is the one that viewers see, and so the one that is announced. */
    private void checkSize(VideoMode mode) throws SenderException {
        Sps sps = parameterSets.sps();
        if (sps == null) {
            return;
        }
        VideoMode real;
        try {
            real = new VideoMode(sps.width(), sps.height(), mode.framesPerSecond());
        } catch (IllegalArgumentException e) {
            throw new SenderException(ErrorCode.BAD_VIDEO, "the size in the SPS: " + e.getMessage());
        }
        if (!sps.equals(reported)) {
            reported = sps;
            if (!sps.isConstrainedBaseline()) {
                LOG.warn(
                        "external video is not constrained baseline profile={} constraints={}",
                        sps.profile(),
                        sps.constraints());
            }
            if (!real.equals(mode)) {
                LOG.warn(
                        "external video has another size than its mode width={} height={} modeWidth={} modeHeight={}",
                        sps.width(),
                        sps.height(),
                        mode.width(),
                        mode.height());
            }
        }
        publish(VideoSignal.ready(real));
    }

    /** Counts the frames that the sender left out as skipped. */
    private void count(long number) {
        long passed = numbered && number > lastNumber ? number - lastNumber : 1;
        counters.framesIn.addAndGet(passed);
        counters.framesSkipped.addAndGet(passed - 1);
        numbered = true;
        lastNumber = number;
    }

    /** A time of another clock would make the video stutter; the time of arrival takes its place. */
    private long believable(long captureNanos) {
        long now = nanoTime.getAsLong();
        long age = now - captureNanos;
        if (age >= 0 && age <= OLDEST_NANOS) {
            return captureNanos;
        }
        if (!reportedClock) {
            reportedClock = true;
            LOG.warn("external video has a capture time that is not of CLOCK_MONOTONIC ageNanos={}", age);
        }
        return now;
    }

    private void publish(VideoSignal next) {
        signal = next;
        step();
    }

    private ParameterSets.@Nullable Checked check(ByteBuffer annexB) throws SenderException {
        try {
            return parameterSets.check(annexB);
        } catch (H264Exception e) {
            throw new SenderException(ErrorCode.BAD_VIDEO, String.valueOf(e.getMessage()));
        }
    }
}
