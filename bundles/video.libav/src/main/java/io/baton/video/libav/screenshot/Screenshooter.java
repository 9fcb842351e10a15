// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.screenshot;

import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.FrameSink;
import io.baton.video.FrameSource;
import io.baton.video.RawFrame;
import io.baton.video.Screenshot;
import io.baton.video.ScreenshotException;
import io.baton.video.ScreenshotException.Reason;
import io.baton.video.Screenshots;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes still pictures: of a frame of the source while the stream is made of it here, so that no encoder is started for
 * it; else of a key frame of the stream, decoded.
 *
 * <p>Threading. Any thread. One picture at a time, {@value #WAITING} callers wait.
 */
final class Screenshooter implements Screenshots {

    static final int WAITING = 3;
    private static final String INTERRUPTED = "interrupted";

    private final Supplier<@Nullable EncodedVideo> stream;
    private final Supplier<@Nullable FrameSource> source;
    private final Duration longestWait;
    private final Semaphore callers = new Semaphore(1 + WAITING);
    private final Semaphore one = new Semaphore(1, true);

    /**
     * @param stream returns the stream that viewers are shown; null while there is none, or while libav's libraries are
     *     not loaded
     * @param source returns the source that stream is made of here; null when it is made elsewhere
     * @param longestWait for the picture before, and again for a frame
     */
    Screenshooter(
            Supplier<@Nullable EncodedVideo> stream, Supplier<@Nullable FrameSource> source, Duration longestWait) {
        this.stream = stream;
        this.source = source;
        this.longestWait = longestWait;
    }

    @Override
    public Screenshot take(Format format, int quality, int maxWidth) throws ScreenshotException {
        if (!callers.tryAcquire()) {
            throw busy();
        }
        try {
            if (!one.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
            try {
                return takeAlone(format, quality, Math.max(1, maxWidth));
            } finally {
                one.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ScreenshotException(Reason.FAILED, INTERRUPTED);
        } finally {
            callers.release();
        }
    }

    private static ScreenshotException busy() {
        return new ScreenshotException(Reason.BUSY, "other pictures are being made");
    }

    private Screenshot takeAlone(Format format, int quality, int maxWidth)
            throws ScreenshotException, InterruptedException {
        EncodedVideo present = stream.get();
        VideoMode mode = present == null ? null : present.signal().mode();
        if (present == null || mode == null) {
            throw noSignal();
        }
        FrameSource raw = source.get();
        return raw == null ? ofStream(present, format, quality, maxWidth) : ofSource(raw, format, quality, maxWidth);
    }

    private Screenshot ofSource(FrameSource raw, Format format, int quality, int maxWidth)
            throws ScreenshotException, InterruptedException {
        // a frame is large: its memory is given back at once, not when a collection finds it
        try (Arena arena = Arena.ofShared()) {
            FirstFrame first = new FirstFrame(arena);
            VideoMode mode;
            // when this is closed, no frame is written any more
            try (Subscription _ = raw.open(first)) {
                mode = await(first.mode);
            }
            ByteBuffer frame = first.copy;
            if (frame == null) {
                throw noSignal();
            }
            return file(Picture.ofFrame(frame, mode.width(), mode.height()), format, quality, maxWidth);
        }
    }

    private Screenshot ofStream(EncodedVideo video, Format format, int quality, int maxWidth)
            throws ScreenshotException, InterruptedException {
        FirstKeyFrame first = new FirstKeyFrame();
        byte[] unit;
        try (Subscription _ = video.subscribe(first)) {
            unit = await(first.annexB);
        }
        try (KeyFrameDecoder decoder = new KeyFrameDecoder()) {
            return file(decoder.decode(unit), format, quality, maxWidth);
        }
    }

    private static Screenshot file(Picture picture, Format format, int quality, int maxWidth)
            throws ScreenshotException {
        RgbRows rows = new RgbRows(picture, maxWidth);
        return switch (format) {
            case PNG -> new Screenshot("image/png", rows.width(), rows.height(), PngWriter.write(rows));
            case JPEG -> new Screenshot("image/jpeg", rows.width(), rows.height(), JpegWriter.write(rows, quality));
        };
    }

    private <T> T await(CompletableFuture<T> coming) throws ScreenshotException, InterruptedException {
        try {
            return coming.get(longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ScreenshotException(Reason.NO_FRAME, "no frame came within " + longestWait.toMillis() + " ms");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ScreenshotException refused) {
                throw refused;
            }
            throw new ScreenshotException(Reason.FAILED, String.valueOf(e.getCause()));
        }
    }

    private static ScreenshotException noSignal() {
        return new ScreenshotException(Reason.NO_SIGNAL, "the input has no signal");
    }

    /** Copies the first frame. */
    private static final class FirstFrame implements FrameSink {

        private final Arena arena;
        private final CompletableFuture<VideoMode> mode = new CompletableFuture<>();
        private volatile @Nullable ByteBuffer copy;

        FirstFrame(Arena arena) {
            this.arena = arena;
        }

        @Override
        public void frame(RawFrame frame) {
            if (!mode.isDone()) {
                copy = arena.allocate(frame.i420().remaining())
                        .asByteBuffer()
                        .put(frame.i420().duplicate())
                        .flip();
                mode.complete(frame.mode());
            }
        }

        @Override
        public void signal(VideoSignal signal) {
            if (signal.mode() == null) {
                mode.completeExceptionally(noSignal());
            }
        }
    }

    /** Copies the first key frame. */
    private static final class FirstKeyFrame implements AccessUnitSink {

        private final CompletableFuture<byte[]> annexB = new CompletableFuture<>();

        @Override
        public void accessUnit(AccessUnit unit) {
            if (unit.key() && !annexB.isDone()) {
                byte[] copy = new byte[unit.annexB().remaining()];
                unit.annexB().duplicate().get(copy);
                annexB.complete(copy);
            }
        }

        @Override
        public void signal(VideoSignal signal) {
            if (signal.mode() == null) {
                annexB.completeExceptionally(noSignal());
            }
        }
    }
}
