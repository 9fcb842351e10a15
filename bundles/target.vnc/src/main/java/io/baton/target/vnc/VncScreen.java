// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import io.baton.shared.frames.FrameSinks;
import io.baton.shared.frames.I420Frame;
import io.baton.shared.frames.Rect;
import io.baton.target.vnc.rfb.CursorImage;
import io.baton.target.vnc.rfb.Framebuffer;
import io.baton.video.FrameSink;
import io.baton.video.FrameSource;
import io.baton.video.RawFrame;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Makes frames of the server's desktop: at a change, at the frame rate at most, and a few per second without one, so
 * that a key frame can be had. Asks the server for the next update only when the last one is shown, and for none
 * without a sink.
 *
 * <p>Threading. {@link #tick} belongs to one thread, all else to any.
 */
final class VncScreen implements FrameSource {

    /** Between two frames while nothing changes. */
    static final long KEEP_ALIVE_NANOS = 200_000_000;

    /** Between two calls of {@link #tick} without a sink, which look after the connection. */
    static final long IDLE_NANOS = 1_000_000_000;

    private static final long SECOND = 1_000_000_000;
    private static final VideoSignal NO_SIGNAL = VideoSignal.absent(VideoSignal.State.NO_SIGNAL);

    private final LongSupplier nanoTime;
    private final double framesPerSecond;
    private final Supplier<RemoteComputer.@Nullable Place> pointer;
    private final Runnable wake;
    private final FrameSinks sinks;
    private final long intervalNanos;
    private volatile @Nullable Desktop desktop;
    private volatile @Nullable CursorImage cursor;
    private volatile @Nullable UpdateRequests requests;
    private @Nullable Shown shown;
    private @Nullable CursorOverlay overlaid;
    private VideoSignal delivered = NO_SIGNAL;
    private long lastTickNanos;
    private long lastFrameNanos;
    private long frames;

    /** Asks the server for what changed. */
    interface UpdateRequests {

        /** Asks unless an answer is outstanding. */
        void request();
    }

    /** The frame of a desktop, which it does not keep from being collected. */
    private record Shown(Object desktop, I420Frame frame, VideoMode mode) {}

    /**
     * @param pointer where the cursor is drawn
     * @param wake makes the thread call {@link #tick}
     */
    VncScreen(
            LongSupplier nanoTime,
            double framesPerSecond,
            Supplier<RemoteComputer.@Nullable Place> pointer,
            Runnable wake,
            Logger log) {
        this.nanoTime = nanoTime;
        this.framesPerSecond = framesPerSecond;
        this.pointer = pointer;
        this.wake = wake;
        intervalNanos = (long) (SECOND / framesPerSecond);
        sinks = new FrameSinks(log, wake);
        lastTickNanos = nanoTime.getAsLong() - intervalNanos;
    }

    @Override
    public VideoSignal signal() {
        Desktop present = desktop;
        return present == null ? NO_SIGNAL : VideoSignal.ready(mode(present.framebuffer()));
    }

    @Override
    public Subscription open(FrameSink sink) {
        return sinks.open(sink);
    }

    /** A desktop takes the place of the former one; null when the connection is lost. */
    void desktop(@Nullable Desktop next, @Nullable UpdateRequests from) {
        requests = from;
        desktop = next;
        wake.run();
    }

    void cursor(@Nullable CursorImage image) {
        cursor = image;
        wake.run();
    }

    /** The pointer moved, which matters if its cursor is drawn here. */
    void pointerMoved() {
        if (cursor != null) {
            wake.run();
        }
    }

    /** The desktop changed. */
    void changed() {
        wake.run();
    }

    /**
     * Does what is due.
     *
     * @return nanoseconds after which it must be called again, even if nothing happens
     */
    long tick() {
        if (sinks.isEmpty()) {
            shown = null;
            return IDLE_NANOS;
        }
        long now = nanoTime.getAsLong();
        boolean hasNew = sinks.hasNew();
        long wait = lastTickNanos + intervalNanos - now;
        if (wait > 0 && !hasNew) {
            return wait;
        }
        lastTickNanos = now;
        UpdateRequests from = requests;
        Desktop present = desktop;
        VideoSignal signal = present == null ? NO_SIGNAL : VideoSignal.ready(mode(present.framebuffer()));
        if (present == null) {
            shown = null;
            delivered = signal;
            sinks.deliver(signal, null);
            return KEEP_ALIVE_NANOS;
        }
        boolean due = hasNew || !signal.equals(delivered) || now - lastFrameNanos >= KEEP_ALIVE_NANOS;
        boolean drawn = present.isDrawn();
        due |= drawn && convert(present);
        Shown current = shown;
        if (due) {
            delivered = signal;
            RawFrame frame = drawn && current != null
                    ? new RawFrame(current.frame().buffer(), current.mode(), frames++, now)
                    : null;
            lastFrameNanos = now;
            sinks.deliver(signal, frame);
        }
        if (from != null) {
            from.request();
        }
        return Math.max(0, lastFrameNanos + KEEP_ALIVE_NANOS - now);
    }

    /** Brings the frame up to date; returns whether it changed. */
    private boolean convert(Desktop present) {
        Framebuffer framebuffer = present.framebuffer();
        List<Rect> areas = new ArrayList<>(present.takeChanged());
        Shown current = shown;
        if (current == null || current.desktop() != present.identity()) {
            VideoMode mode = mode(framebuffer);
            shown = null;
            current = new Shown(present.identity(), new I420Frame(framebuffer.width(), framebuffer.height()), mode);
            shown = current;
            overlaid = null;
            areas.clear();
            areas.add(new Rect(0, 0, framebuffer.width(), framebuffer.height()));
        }
        CursorOverlay next = overlay();
        CursorOverlay last = overlaid;
        if (next != null ? !next.equals(last) : last != null) {
            if (last != null) {
                areas.add(last.area());
            }
            if (next != null) {
                areas.add(next.area());
            }
            overlaid = next;
        }
        for (Rect area : areas) {
            current.frame().update(framebuffer.pixels(), area, next == null ? (row, left, span, y) -> {} : next);
        }
        return !areas.isEmpty();
    }

    private @Nullable CursorOverlay overlay() {
        CursorImage image = cursor;
        RemoteComputer.Place place = pointer.get();
        return image == null || place == null || image.width() == 0 || image.height() == 0
                ? null
                : CursorOverlay.at(place, image);
    }

    private VideoMode mode(Framebuffer framebuffer) {
        return new VideoMode(framebuffer.width() + 1 & ~1, framebuffer.height() + 1 & ~1, framesPerSecond);
    }
}
