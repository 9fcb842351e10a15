// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import io.baton.shared.video.Counters;
import io.baton.shared.video.Subscriber;
import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.FrameSink;
import io.baton.video.FrameSource;
import io.baton.video.RawFrame;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves frames from the source through the encoder to the subscribers. With no subscriber the source is closed and
 * nothing is encoded.
 *
 * <p>Threading. {@link #step} and {@link #shutDown} belong to one thread, all else to any. The source's thread copies
 * its frame into the slot of the latest one and is free; {@code wake} makes the other thread call {@link #step}.
 */
final class EncodeLoop implements EncodedVideo {

    static final int MIN_BITRATE = 100_000;
    static final int MAX_BITRATE = 100_000_000;
    private static final VideoSignal NO_SIGNAL = VideoSignal.absent(VideoSignal.State.NO_SIGNAL);

    private static final Logger LOG = LoggerFactory.getLogger("video.libav");

    private final LongSupplier nanoTime;
    private final Consumer<VideoSignal> announce;
    private final Runnable wake;
    private final Counters counters = new Counters();
    private final EncoderSupervisor supervisor;
    private final LatestFrameSlot latestFrame = new LatestFrameSlot();
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable FrameSource> source = new AtomicReference<>();
    private final AtomicBoolean keyFrameRequested = new AtomicBoolean();
    private volatile VideoSignal sourceSignal = NO_SIGNAL;
    private volatile int bitrate = 4_000_000;
    private volatile long keyIntervalNanos;
    private @Nullable FrameSource opened;
    private @Nullable Subscription input;
    private VideoSignal announced = NO_SIGNAL;
    private long lastKeyNanos;

    /**
     * @param announce called with each change of the input, with or without subscribers
     * @param wake makes the thread call {@link #step}
     */
    EncodeLoop(
            FrameEncoder.Factory factory,
            LongSupplier nanoTime,
            long keyIntervalNanos,
            Consumer<VideoSignal> announce,
            Runnable wake) {
        this.nanoTime = nanoTime;
        this.announce = announce;
        this.wake = wake;
        this.keyIntervalNanos = keyIntervalNanos;
        supervisor = new EncoderSupervisor(factory, nanoTime, counters);
    }

    /** Takes a new source. */
    void attach(FrameSource next) {
        source.set(next);
        wake.run();
    }

    /** Drops a source; no effect if another has already taken its place. */
    void detach(FrameSource gone) {
        source.compareAndSet(gone, null);
        wake.run();
    }

    void keyInterval(long nanos) {
        keyIntervalNanos = nanos;
    }

    @Override
    public VideoSignal signal() {
        FrameSource present = source.get();
        return present == null ? NO_SIGNAL : present.signal();
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
        wake.run();
        return subscriber;
    }

    @Override
    public void requestKeyFrame() {
        keyFrameRequested.set(true);
    }

    @Override
    public void setTargetBitrate(int bitsPerSecond) {
        bitrate = Math.clamp(bitsPerSecond, MIN_BITRATE, MAX_BITRATE);
    }

    @Override
    public VideoStats stats() {
        return counters.stats(bitrate);
    }

    /** Brings everything up to date and encodes the waiting frame, if there is one. */
    void step() {
        followSource();
        LatestFrameSlot.Slot slot = latestFrame.take();
        VideoMode mode = slot == null ? null : slot.mode();
        if (slot != null && mode != null) {
            publishSignal(VideoSignal.ready(mode));
            encode(slot, mode);
        }
        VideoSignal signal = input == null ? NO_SIGNAL : sourceSignal;
        if (slot == null || signal.mode() == null) {
            publishSignal(signal);
        }
        VideoSignal present = signal();
        if (!present.equals(announced)) {
            announced = present;
            announce.accept(present);
        }
    }

    /** Closes source and encoder. */
    void shutDown() {
        subscribers.clear();
        followSource();
        supervisor.close();
    }

    private void followSource() {
        boolean watched = !subscribers.isEmpty();
        if (!watched) {
            supervisor.close();
        }
        FrameSource wanted = watched ? source.get() : null;
        if (wanted == opened) {
            return;
        }
        Subscription old = input;
        if (old != null) {
            old.close();
        }
        latestFrame.clear();
        opened = wanted;
        sourceSignal = wanted == null ? NO_SIGNAL : wanted.signal();
        input = wanted == null ? null : wanted.open(new SourceSink());
        keyFrameRequested.set(true);
    }

    private void publishSignal(VideoSignal signal) {
        subscribers.forEach(subscriber -> subscriber.signal(signal));
    }

    private void encode(LatestFrameSlot.Slot slot, VideoMode mode) {
        FrameEncoder encoder = supervisor.encoder(mode, bitrate);
        if (encoder == null) {
            counters.encoderErrors.incrementAndGet();
            return;
        }
        boolean key = keyFrameRequested.getAndSet(false)
                || supervisor.awaitingFirstFrame()
                || slot.captureNanos() - lastKeyNanos >= keyIntervalNanos
                || subscribers.stream().anyMatch(Subscriber::awaitingKeyFrame);
        long begun = nanoTime.getAsLong();
        try {
            FrameEncoder.Output output = encoder.encode(slot.i420(), key, slot.captureNanos() / 1_000);
            counters.encodeNanos.addAndGet(nanoTime.getAsLong() - begun);
            if (output == null) {
                counters.framesSkipped.incrementAndGet();
                keyFrameRequested.compareAndSet(false, key);
                return;
            }
            supervisor.succeeded();
            counters.framesEncoded.incrementAndGet();
            if (output.key()) {
                counters.keyFrames.incrementAndGet();
                lastKeyNanos = slot.captureNanos();
            }
            AccessUnit unit = new AccessUnit(output.annexB(), output.key(), mode, slot.number(), slot.captureNanos());
            subscribers.forEach(subscriber -> subscriber.accessUnit(unit));
        } catch (EncoderException e) {
            counters.encoderErrors.incrementAndGet();
            keyFrameRequested.set(true);
            supervisor.failed(e);
        }
    }

    /** Receives frames on the source's thread. */
    private final class SourceSink implements FrameSink {

        @Override
        public void frame(RawFrame frame) {
            counters.framesIn.incrementAndGet();
            if (!latestFrame.put(frame)) {
                counters.framesSkipped.incrementAndGet();
            }
            wake.run();
        }

        @Override
        public void signal(VideoSignal signal) {
            sourceSignal = signal;
            wake.run();
        }
    }
}
