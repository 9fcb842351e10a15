// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.screenshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.target.virtual.FrameCode;
import io.baton.target.virtual.HandDrivenTarget;
import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.EncodedVideo;
import io.baton.video.FrameSink;
import io.baton.video.FrameSource;
import io.baton.video.RawFrame;
import io.baton.video.Screenshot;
import io.baton.video.ScreenshotException;
import io.baton.video.ScreenshotException.Reason;
import io.baton.video.Screenshots.Format;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import io.baton.video.VideoStats;
import io.baton.video.libav.TestNatives;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures of the virtual target, read by the JDK's decoders. */
@Timeout(60)
class ScreenshooterTest {

    private static final VideoMode HD = new VideoMode(1280, 720, 30);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Path CLIP = Path.of("../video.external/sender/clip.h264");

    @BeforeAll
    static void load() {
        TestNatives.load();
    }

    private final HandDrivenTarget target = new HandDrivenTarget(HD);
    private final Semaphore opened = new Semaphore(0);
    private final Screenshooter pictures =
            new Screenshooter(() -> new Stream(target.signal()), NoticedTarget::new, LONG);

    /** The target; the test learns when it is opened, so that it makes the one frame then. */
    private final class NoticedTarget implements FrameSource {

        @Override
        public VideoSignal signal() {
            return target.signal();
        }

        @Override
        public Subscription open(FrameSink sink) {
            Subscription subscription = target.open(sink);
            opened.release();
            return subscription;
        }
    }

    @Test
    void pngHasEachPixelOfTheFrame() throws IOException {
        LastFrame last = new LastFrame();
        Screenshot shot = taken(Format.PNG, 8192, last);
        assertEquals("image/png", shot.mediaType());
        BufferedImage image = decoded(shot);
        assertEquals(1280, image.getWidth());
        assertEquals(720, image.getHeight());
        for (int y = 0; y < 720; y++) {
            for (int x = 0; x < 1280; x++) {
                int[] expected = last.rgb(x, y);
                for (int channel = 0; channel < 3; channel++) {
                    int actual = image.getRGB(x, y) >> (16 - 8 * channel) & 0xFF;
                    if (Math.abs(expected[channel] - actual) > 1) {
                        throw new AssertionError("pixel " + x + "," + y + " channel " + channel + ": "
                                + expected[channel] + " became " + actual);
                    }
                }
            }
        }
        FrameCode code = FrameCode.decode((x, y) -> image.getRGB(x, y) >> 8 & 0xFF, 1280, 720)
                .orElseThrow();
        assertEquals(last.number, code.frameNumber(), "a program can read it");
        assertFalse(target.wanted(), "the source is closed again");
    }

    @ParameterizedTest
    @CsvSource({"641, 361", "16, 9", "333, 187", "1279, 719", "1280, 720", "5000, 720"})
    void smallerPictureHasTheMeanOfThePixels(int maxWidth, int height) throws IOException {
        LastFrame last = new LastFrame();
        Screenshot png = taken(Format.PNG, maxWidth, last);
        BufferedImage image = decoded(png);
        int width = Math.min(maxWidth, 1280);
        assertEquals(List.of(width, height), List.of(image.getWidth(), image.getHeight()));
        assertEquals(List.of(width, height), List.of(png.width(), png.height()));
        int[] corner = new int[3];
        int columns = 1280 / width;
        int rows = 720 / height;
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    corner[channel] += last.rgb(x, y)[channel];
                }
            }
        }
        for (int channel = 0; channel < 3; channel++) {
            assertEquals(
                    (double) corner[channel] / (columns * rows), image.getRGB(0, 0) >> (16 - 8 * channel) & 0xFF, 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"1280", "641", "333"})
    void jpegShowsTheSame(int maxWidth) throws IOException {
        BufferedImage png = decoded(taken(Format.PNG, maxWidth, new LastFrame()));
        Screenshot shot = taken(Format.JPEG, maxWidth, new LastFrame());
        assertEquals("image/jpeg", shot.mediaType());
        BufferedImage jpeg = decoded(shot);
        assertEquals(png.getWidth(), jpeg.getWidth());
        assertEquals(png.getHeight(), jpeg.getHeight());
        long[] sums = new long[3];
        for (int y = 0; y < png.getHeight(); y++) {
            for (int x = 0; x < png.getWidth(); x++) {
                for (int channel = 0; channel < 3; channel++) {
                    int shift = 16 - 8 * channel;
                    sums[channel] += Math.abs((png.getRGB(x, y) >> shift & 0xFF) - (jpeg.getRGB(x, y) >> shift & 0xFF));
                }
            }
        }
        for (long sum : sums) {
            double mean = (double) sum / (png.getWidth() * png.getHeight());
            assertTrue(mean < 6, "mean difference of a pixel " + mean);
        }
    }

    @Test
    void qualityChangesTheSizeOfAJpeg() {
        CompletableFuture<Screenshot> poor = take(pictures, Format.JPEG, 10, 8192);
        long small = ticked(poor).size();
        long large = ticked(take(pictures, Format.JPEG, 100, 8192)).size();
        assertTrue(small * 2 < large, small + " and " + large);
    }

    @Test
    void fourKFits() throws IOException {
        target.mode(new VideoMode(3840, 2160, 30));
        BufferedImage image = decoded(taken(Format.PNG, 8192, new LastFrame()));
        assertEquals(3840, image.getWidth());
        assertEquals(2160, image.getHeight());
    }

    @Test
    void streamOfAnotherProviderIsDecoded() throws IOException, ScreenshotException {
        VideoSignal ready = VideoSignal.ready(new VideoMode(320, 240, 30));
        Stream stream = new Stream(ready) {
            @Override
            public Subscription subscribe(AccessUnitSink sink) {
                sink.signal(ready);
                sink.accessUnit(new AccessUnit(clip(), true, new VideoMode(320, 240, 30), 0, 0));
                return () -> closed++;
            }
        };
        Screenshooter shooter = new Screenshooter(() -> stream, () -> null, LONG);
        BufferedImage image = decoded(shooter.take(Format.PNG, 1, 8192));
        assertEquals(List.of(320, 240), List.of(image.getWidth(), image.getHeight()));
        assertEquals(200, image.getRGB(5, 200) >> 16 & 0xFF, 8, "red of the clip");
        assertEquals(30, image.getRGB(5, 200) >> 8 & 0xFF, 8, "green");
        assertEquals(160, image.getRGB(5, 200) & 0xFF, 8, "blue");
        assertEquals(1, stream.closed, "the subscription is closed");
        assertEquals(320, decoded(shooter.take(Format.JPEG, 90, 8192)).getWidth());
    }

    @Test
    void withoutASignalOrAFrameThereIsNoPicture() {
        target.display(false);
        assertEquals(Reason.NO_SIGNAL, refusal(pictures));
        assertEquals(Reason.NO_SIGNAL, refusal(new Screenshooter(() -> null, () -> null, LONG)));
        target.display(true);
        Screenshooter impatient = new Screenshooter(() -> new Stream(target.signal()), () -> target, SHORT);
        assertEquals(Reason.NO_FRAME, refusal(impatient), "the target makes a frame at a tick only");
        assertFalse(target.wanted());
    }

    @Test
    void damagedKeyFrameIsAFailure() {
        Stream stream = new Stream(VideoSignal.ready(HD)) {
            @Override
            public Subscription subscribe(AccessUnitSink sink) {
                sink.accessUnit(new AccessUnit(ByteBuffer.wrap(new byte[] {0, 0, 1, 101, 9}), true, HD, 0, 0));
                return () -> {};
            }
        };
        assertEquals(Reason.FAILED, refusal(new Screenshooter(() -> stream, () -> null, LONG)));
    }

    @Test
    void secondPictureIsNotMadeBesideTheFirst() {
        List<Reason> inside = new ArrayList<>();
        Screenshooter[] one = new Screenshooter[1];
        FrameSource reentrant = new FrameSource() {
            @Override
            public VideoSignal signal() {
                return VideoSignal.ready(HD);
            }

            @Override
            public Subscription open(FrameSink sink) {
                inside.add(refusal(one[0]));
                return () -> {};
            }
        };
        one[0] = new Screenshooter(() -> new Stream(VideoSignal.ready(HD)), () -> reentrant, SHORT);
        assertEquals(Reason.NO_FRAME, refusal(one[0]));
        assertEquals(List.of(Reason.BUSY), inside);
        assertEquals(Reason.NO_FRAME, refusal(one[0]), "free again");
    }

    private static Reason refusal(Screenshooter pictures) {
        return assertThrows(ScreenshotException.class, () -> pictures.take(Format.PNG, 1, 8192))
                .reason();
    }

    /** Takes a picture of the frame that the sink gets too. */
    private Screenshot taken(Format format, int maxWidth, LastFrame last) {
        try (Subscription _ = target.open(last)) {
            return ticked(take(pictures, format, 90, maxWidth));
        }
    }

    private static CompletableFuture<Screenshot> take(
            Screenshooter pictures, Format format, int quality, int maxWidth) {
        CompletableFuture<Screenshot> taken = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                taken.complete(pictures.take(format, quality, maxWidth));
            } catch (ScreenshotException | RuntimeException | Error e) {
                taken.completeExceptionally(e);
            }
        });
        return taken;
    }

    private Screenshot ticked(CompletableFuture<Screenshot> coming) {
        opened.acquireUninterruptibly();
        target.tick();
        return coming.join();
    }

    private static BufferedImage decoded(Screenshot shot) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        shot.parts().forEach(file::writeBytes);
        assertEquals(shot.size(), file.size());
        return ImageIO.read(new ByteArrayInputStream(file.toByteArray()));
    }

    /** The first access unit is what precedes the second frame; a decoder of one frame ignores the rest. */
    private static ByteBuffer clip() {
        try {
            byte[] all = Files.readAllBytes(CLIP);
            int slices = 0;
            for (int i = 0; i + 4 < all.length; i++) {
                boolean code = all[i] == 0 && all[i + 1] == 0 && all[i + 2] == 0 && all[i + 3] == 1;
                if (code && ((all[i + 4] & 0x1F) == 1 || (all[i + 4] & 0x1F) == 5) && slices++ == 1) {
                    return ByteBuffer.wrap(all, 0, i).slice().asReadOnlyBuffer();
                }
            }
            throw new AssertionError("the clip has two frames");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Keeps the frame that the picture is of. */
    private static final class LastFrame implements FrameSink {

        private byte[] i420 = {};
        private int width;
        private int height;
        private long number;

        @Override
        public void frame(RawFrame frame) {
            i420 = new byte[frame.i420().remaining()];
            frame.i420().duplicate().get(i420);
            width = frame.mode().width();
            height = frame.mode().height();
            number = frame.number();
        }

        @Override
        public void signal(VideoSignal signal) {
            // frames say what is needed
        }

        int[] rgb(int x, int y) {
            int luma = width * height;
            double bright = 255.0 / 219 * ((i420[y * width + x] & 0xFF) - 16);
            double u = 255.0 / 224 * ((i420[luma + y / 2 * (width / 2) + x / 2] & 0xFF) - 128);
            double v = 255.0 / 224 * ((i420[luma + luma / 4 + y / 2 * (width / 2) + x / 2] & 0xFF) - 128);
            return new int[] {
                limited(bright + 1.5748 * v), limited(bright - 0.1873 * u - 0.4681 * v), limited(bright + 1.8556 * u)
            };
        }

        private static int limited(double value) {
            return Math.clamp(Math.round(value), 0, 255);
        }
    }

    private static class Stream implements EncodedVideo {

        private final VideoSignal signal;
        int closed;

        Stream(VideoSignal signal) {
            this.signal = signal;
        }

        @Override
        public VideoSignal signal() {
            return signal;
        }

        @Override
        public Subscription subscribe(AccessUnitSink sink) {
            throw new AssertionError("no encoder is started for a picture of a source");
        }

        @Override
        public void requestKeyFrame() {}

        @Override
        public void setTargetBitrate(int bitsPerSecond) {}

        @Override
        public VideoStats stats() {
            return new VideoStats(0, 0, 0, 0, 0, 0, 0, 0);
        }
    }
}
