// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

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

/**
 * Moves pictures from the source through the encoder to the viewers. With no viewer the source is closed and nothing is
 * encoded.
 *
 * <p>Threading. {@link #step} and {@link #shutDown} belong to one thread, all else to any. The source's thread copies
 * its picture into the mailbox and is free; what {@code wake} does makes the other thread call {@link #step}.
 */
final class EncodeLoop implements EncodedVideo {

    static final int LEAST_BITRATE = 100_000;
    static final int MOST_BITRATE = 100_000_000;
    private static final VideoSignal NOTHING = VideoSignal.absent(VideoSignal.State.NO_SIGNAL);

    private final LongSupplier nanoTime;
    private final Consumer<VideoSignal> announce;
    private final Runnable wake;
    private final Counters counters = new Counters();
    private final EncoderSupervisor bay;
    private final LatestFrameSlot mailbox = new LatestFrameSlot();
    private final List<Subscriber> viewers = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable FrameSource> source = new AtomicReference<>();
    private final AtomicBoolean keyWanted = new AtomicBoolean();
    private volatile VideoSignal seen = NOTHING;
    private volatile int bitrate = 4_000_000;
    private volatile long keyIntervalNanos;
    private @Nullable FrameSource opened;
    private @Nullable Subscription input;
    private VideoSignal announced = NOTHING;
    private long lastKeyNanos;

    /**
     * @param announce told of each change of the input, whether anybody watches or not
     * @param wake makes the thread call {@link #step}
     */
    EncodeLoop(
            PictureEncoder.Factory factory,
            LongSupplier nanoTime,
            long keyIntervalNanos,
            Consumer<VideoSignal> announce,
            Runnable wake) {
        this.nanoTime = nanoTime;
        this.announce = announce;
        this.wake = wake;
        this.keyIntervalNanos = keyIntervalNanos;
        bay = new EncoderSupervisor(factory, nanoTime, counters);
    }

    /** A source has come. */
    void attach(FrameSource next) {
        source.set(next);
        wake.run();
    }

    /** A source is gone; nothing happens if another has already taken its place. */
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
        return present == null ? NOTHING : present.signal();
    }

    @Override
    public Subscription subscribe(AccessUnitSink sink) {
        Subscriber viewer = new Subscriber(sink, gone -> {
            viewers.remove(gone);
            wake.run();
        });
        viewers.add(viewer);
        wake.run();
        return viewer;
    }

    @Override
    public void requestKeyFrame() {
        keyWanted.set(true);
    }

    @Override
    public void setTargetBitrate(int bitsPerSecond) {
        bitrate = Math.clamp(bitsPerSecond, LEAST_BITRATE, MOST_BITRATE);
    }

    @Override
    public VideoStats stats() {
        return counters.stats(bitrate);
    }

    /** Brings everything up to date and encodes the waiting picture, if there is one. */
    void step() {
        followSource();
        LatestFrameSlot.Slot slot = mailbox.take();
        VideoMode mode = slot == null ? null : slot.mode();
        if (slot != null && mode != null) {
            tell(VideoSignal.ready(mode));
            encode(slot, mode);
        }
        VideoSignal signal = input == null ? NOTHING : seen;
        if (slot == null || signal.mode() == null) {
            tell(signal);
        }
        VideoSignal present = signal();
        if (!present.equals(announced)) {
            announced = present;
            announce.accept(present);
        }
    }

    /** Lets go of source and encoder. */
    void shutDown() {
        viewers.clear();
        followSource();
        bay.close();
    }

    private void followSource() {
        boolean watched = !viewers.isEmpty();
        if (!watched) {
            bay.close();
        }
        FrameSource wanted = watched ? source.get() : null;
        if (wanted == opened) {
            return;
        }
        Subscription old = input;
        if (old != null) {
            old.close();
        }
        mailbox.clear();
        opened = wanted;
        seen = wanted == null ? NOTHING : wanted.signal();
        input = wanted == null ? null : wanted.open(new Intake());
        keyWanted.set(true);
    }

    private void tell(VideoSignal signal) {
        viewers.forEach(viewer -> viewer.signal(signal));
    }

    private void encode(LatestFrameSlot.Slot slot, VideoMode mode) {
        PictureEncoder encoder = bay.encoder(mode, bitrate);
        if (encoder == null) {
            counters.encoderErrors.incrementAndGet();
            return;
        }
        boolean key = keyWanted.getAndSet(false)
                || bay.untried()
                || slot.captureNanos() - lastKeyNanos >= keyIntervalNanos
                || viewers.stream().anyMatch(Subscriber::waiting);
        long begun = nanoTime.getAsLong();
        try {
            PictureEncoder.Output output = encoder.encode(slot.i420(), key, slot.captureNanos() / 1_000);
            counters.encodeNanos.addAndGet(nanoTime.getAsLong() - begun);
            if (output == null) {
                counters.framesSkipped.incrementAndGet();
                keyWanted.compareAndSet(false, key);
                return;
            }
            bay.succeeded();
            counters.framesEncoded.incrementAndGet();
            if (output.key()) {
                counters.keyFrames.incrementAndGet();
                lastKeyNanos = slot.captureNanos();
            }
            AccessUnit unit = new AccessUnit(output.annexB(), output.key(), mode, slot.number(), slot.captureNanos());
            viewers.forEach(viewer -> viewer.accessUnit(unit));
        } catch (EncoderException e) {
            counters.encoderErrors.incrementAndGet();
            keyWanted.set(true);
            bay.failed(e);
        }
    }

    /** What the source's thread calls. */
    private final class Intake implements FrameSink {

        @Override
        public void frame(RawFrame frame) {
            counters.framesIn.incrementAndGet();
            if (!mailbox.put(frame)) {
                counters.framesSkipped.incrementAndGet();
            }
            wake.run();
        }

        @Override
        public void signal(VideoSignal signal) {
            seen = signal;
            wake.run();
        }
    }
}
