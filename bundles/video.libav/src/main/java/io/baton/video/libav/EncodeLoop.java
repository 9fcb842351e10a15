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
    /** A source may send frames only when its picture changes; a subscriber or a request does not wait for that. */
    static final long REPEAT_KEY_NANOS = 100_000_000;

    /**
     * So that a viewer of a picture that stands still sees that the link lives, and gets what the last frame lacked.
     */
    static final long REPEAT_NANOS = 1_000_000_000;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long SECOND = 1_000_000_000;
    private static final int MICRO = 1_000;
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
    private final PendingFrames pending = new PendingFrames();
    private volatile int bitrate = 4_000_000;
    private volatile double quality = 1;
    private volatile long keyIntervalNanos;
    private volatile long frameIntervalNanos;
    private @Nullable FrameSource opened;
    private @Nullable Subscription input;
    private VideoSignal announced = NO_SIGNAL;
    private long lastKeyNanos;
    private long lastMicros;
    /** When the last frame was encoded, and when it was due by the frame rate wanted; of the source's clock. */
    private long lastEncodedNanos;

    private long nextDueNanos;

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

    /** @param framesPerSecond the most that is encoded; 0 for as many as the source has */
    void frameRate(double framesPerSecond) {
        frameIntervalNanos = framesPerSecond <= 0 ? 0 : (long) (SECOND / framesPerSecond);
    }

    /** @param share of the bitrate that consumers ask for, above 0, at most 1 */
    void quality(double share) {
        quality = share;
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
        wake.run();
    }

    @Override
    public void setTargetBitrate(int bitsPerSecond) {
        bitrate = Math.clamp(bitsPerSecond, MIN_BITRATE, MAX_BITRATE);
    }

    @Override
    public VideoStats stats() {
        return counters.stats(wantedBitrate());
    }

    /**
     * Brings everything up to date and encodes the waiting frame, if there is one and it is due.
     *
     * @return nanoseconds after which the next step is wanted, whatever happens
     */
    long step() {
        followSource();
        LatestFrameSlot.Slot slot = latestFrame.take();
        VideoMode mode = slot == null ? null : slot.mode();
        if (slot != null && mode != null) {
            publishSignal(VideoSignal.ready(mode));
            if (isDue(slot)) {
                counters.framesIn.incrementAndGet();
                encode(slot, mode, slot.captureNanos());
            }
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
        return slot == null ? repeat(signal) : REPEAT_KEY_NANOS;
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

    /** Whether the frame is to be encoded at the wanted rate; a quarter of an interval early is in time. */
    private boolean isDue(LatestFrameSlot.Slot slot) {
        long interval = frameIntervalNanos;
        long late = slot.captureNanos() - nextDueNanos;
        if (interval > 0 && late < -interval / 4 && late > -2 * interval && !isKeyWanted()) {
            return false;
        }
        nextDueNanos = late > interval || late < -interval ? slot.captureNanos() + interval : nextDueNanos + interval;
        return true;
    }

    private boolean isKeyWanted() {
        return keyFrameRequested.get() || subscribers.stream().anyMatch(Subscriber::awaitingKeyFrame);
    }

    /** Encodes the last frame again where the source has been silent for long enough. */
    private long repeat(VideoSignal signal) {
        LatestFrameSlot.Slot last = latestFrame.last();
        VideoMode mode = last == null ? null : last.mode();
        if (last == null
                || mode == null
                || input == null
                || !VideoSignal.ready(mode).equals(signal)) {
            return NEVER;
        }
        long now = nanoTime.getAsLong();
        long wait = lastEncodedNanos + (isKeyWanted() ? REPEAT_KEY_NANOS : REPEAT_NANOS) - now;
        if (wait > 0) {
            return Math.min(wait, REPEAT_KEY_NANOS);
        }
        encode(last, mode, now);
        return REPEAT_KEY_NANOS;
    }

    private void encode(LatestFrameSlot.Slot slot, VideoMode mode, long captureNanos) {
        lastEncodedNanos = nanoTime.getAsLong();
        FrameEncoder encoder = supervisor.encoder(mode, wantedBitrate());
        if (encoder == null) {
            counters.encoderErrors.incrementAndGet();
            return;
        }
        boolean key = keyFrameRequested.getAndSet(false)
                || supervisor.awaitingFirstFrame()
                || captureNanos - lastKeyNanos >= keyIntervalNanos
                || subscribers.stream().anyMatch(Subscriber::awaitingKeyFrame);
        long begun = nanoTime.getAsLong();
        try {
            lastMicros = Math.max(captureNanos / MICRO, lastMicros + 1);
            pending.add(lastMicros, slot.number(), captureNanos);
            boolean sent = encoder.send(slot.i420(), key, lastMicros);
            FrameEncoder.Output output = sent ? encoder.receive() : null;
            counters.encodeNanos.addAndGet(nanoTime.getAsLong() - begun);
            if (output == null) {
                counters.framesSkipped.incrementAndGet();
                keyFrameRequested.compareAndSet(false, key);
            }
            while (output != null) {
                deliver(output, mode, slot);
                output = encoder.receive();
            }
        } catch (EncoderException e) {
            counters.encoderErrors.incrementAndGet();
            keyFrameRequested.set(true);
            supervisor.failed(e);
        }
    }

    private void deliver(FrameEncoder.Output output, VideoMode mode, LatestFrameSlot.Slot newest) {
        supervisor.succeeded();
        counters.framesEncoded.incrementAndGet();
        int frame = pending.indexOf(output.micros());
        long number = frame < 0 ? newest.number() : pending.number(frame);
        long captureNanos = frame < 0 ? newest.captureNanos() : pending.captureNanos(frame);
        if (output.key()) {
            counters.keyFrames.incrementAndGet();
            lastKeyNanos = captureNanos;
        }
        AccessUnit unit = new AccessUnit(output.annexB(), output.key(), mode, number, captureNanos);
        subscribers.forEach(subscriber -> subscriber.accessUnit(unit));
    }

    private int wantedBitrate() {
        return Math.clamp((long) (bitrate * quality), MIN_BITRATE, MAX_BITRATE);
    }

    /** Receives frames on the source's thread. */
    private final class SourceSink implements FrameSink {

        @Override
        public void frame(RawFrame frame) {
            if (!latestFrame.put(frame)) {
                counters.framesIn.incrementAndGet();
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
