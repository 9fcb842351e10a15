// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.shared.frames.FrameSinks;
import io.baton.video.FrameSink;
import io.baton.video.FrameSource;
import io.baton.video.RawFrame;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes frames of the computer's screen for the sinks that opened it; none without a sink.
 *
 * <p>Threading. {@link #tick} belongs to one thread, all else to any.
 */
final class ScreenSource implements FrameSource {

    private static final Logger LOG = LoggerFactory.getLogger("target.virtual");

    private final Computer computer;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final ZoneId zone;
    private final Typefaces faces = Typefaces.load();
    private final FrameSinks sinks;
    private volatile VideoMode mode;
    private volatile boolean display = true;
    private @Nullable Screen screen;
    private long frames;

    /** @param opened called when a sink was added */
    ScreenSource(
            Computer computer,
            InstantSource clock,
            LongSupplier nanoTime,
            ZoneId zone,
            VideoMode mode,
            Runnable opened) {
        this.computer = computer;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.zone = zone;
        this.mode = mode;
        sinks = new FrameSinks(LOG, opened);
    }

    @Override
    public VideoSignal signal() {
        return display ? VideoSignal.ready(mode) : VideoSignal.absent(VideoSignal.State.NO_SIGNAL);
    }

    @Override
    public Subscription open(FrameSink sink) {
        return sinks.open(sink);
    }

    VideoMode mode() {
        return mode;
    }

    void mode(VideoMode next) {
        mode = next;
        computer.resize(next.width(), next.height());
    }

    /** Connects the display cable or pulls it. */
    void display(boolean on) {
        display = on;
    }

    boolean wanted() {
        return !sinks.isEmpty();
    }

    /** Draws a frame without a sink, so that the first one does not wait for code and fonts to be loaded. */
    void prepare() {
        frame(mode);
        frames = 0;
    }

    /** Makes one frame and hands it to all sinks; makes none if there is no sink. */
    void tick() {
        if (sinks.isEmpty()) {
            return;
        }
        VideoSignal signal = signal();
        VideoMode current = signal.mode();
        RawFrame frame = current == null ? null : frame(current);
        sinks.deliver(signal, frame);
    }

    private RawFrame frame(VideoMode current) {
        Screen present = screen;
        if (present == null || !present.mode().equals(current)) {
            present = new Screen(current, faces);
            screen = present;
        }
        Instant now = clock.instant();
        long captured = nanoTime.getAsLong();
        ComputerState state = computer.state();
        FrameCode code = new FrameCode(
                frames,
                now.toEpochMilli(),
                state.typed(),
                state.lastTyped(),
                state.leds(),
                state.keys().size(),
                state.pointerX(),
                state.pointerY(),
                state.buttons(),
                state.wheel());
        LocalDateTime time = LocalDateTime.ofInstant(now, zone);
        ByteBuffer i420 = present.draw(new ScreenContents(state, current, time, frames, code.words()));
        return new RawFrame(i420, current, frames++, captured);
    }
}
