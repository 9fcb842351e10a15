// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.target.virtual.FrameCode;
import io.baton.target.virtual.HandDrivenTarget;
import io.baton.video.FrameSink;
import io.baton.video.RawFrame;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibavEncoderTest {

    private static final VideoMode MODE = new VideoMode(1280, 720, 30);
    private static final int SECOND = 30;
    private static final String OPENH264 = EncoderKind.OPENH264.wireName;
    private static final Path DEVICES = Path.of("target/no-devices");

    private final HandDrivenTarget target = new HandDrivenTarget(MODE);
    private final Decoder decoder = new Decoder();
    private @Nullable LibavEncoder encoder;
    private ByteBuffer i420 = ByteBuffer.allocateDirect(0);
    private boolean key;
    private boolean wasKey;
    private List<Nal> nals = List.of();
    private Optional<FrameCode> code = Optional.empty();

    @BeforeAll
    static void load() {
        NativeLibraries.load(Path.of("target/natives"));
    }

    @AfterEach
    void close() {
        decoder.close();
        LibavEncoder opened = encoder;
        if (opened != null) {
            opened.close();
            opened.close();
        }
    }

    @Test
    void streamIsConstrainedBaselineWithOneSlicePerFrame() throws EncoderException {
        open(2_000_000, MODE);
        for (int i = 0; i < SECOND; i++) {
            key = i % 10 == 0;
            target.tap(4 + i % 26);
            target.tick();
            assertEquals(key, wasKey, "frame " + i);
            List<Integer> types = nals.stream().map(Nal::type).toList();
            assertEquals(key ? List.of(Nal.SPS, Nal.PPS, Nal.IDR) : List.of(Nal.SLICE), types, "frame " + i);
            if (key) {
                byte[] sps = nals.getFirst().bytes();
                assertEquals(66, sps[1], "profile_idc");
                assertTrue((sps[2] & 0x40) != 0, "constraint_set1_flag");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500_000, 2_000_000, 4_000_000})
    void frameCodeIsReadFromDecodedVideo(int bitrate) throws EncoderException {
        open(bitrate, MODE);
        key = true;
        for (int i = 0; i < SECOND; i++) {
            target.tap(4 + i % 26);
            target.pointTo(i * 1_000, i * 700);
            target.tick();
            key = false;
            FrameCode seen = code.orElseThrow();
            assertEquals(i, seen.frameNumber());
            assertEquals(i + 1, seen.typed());
            assertEquals('a' + i % 26, seen.lastTyped() & 0xFF);
        }
    }

    @Test
    void bitrateChangesWithoutANewEncoder() throws EncoderException {
        open(2_500_000, MODE);
        key = true;
        secondOfBytes();
        int high = secondOfBytes();
        assertTrue(encoder().bitrate(400_000));
        secondOfBytes();
        int low = secondOfBytes();
        assertTrue(low < high / 2, high + " then " + low + " bytes");
        assertTrue(Math.abs(low * 8 - 400_000) < 100_000, low + " bytes");
        assertTrue(encoder().bitrate(2_500_000));
        secondOfBytes();
        int again = secondOfBytes();
        assertTrue(again > low * 3 / 2, low + " then " + again + " bytes");
    }

    @Test
    void unusualSizesAreEncoded() throws EncoderException {
        VideoMode mode = new VideoMode(1366, 768, 59.94);
        open(2_000_000, mode);
        target.mode(mode);
        key = true;
        target.tick();
        target.tick();
        assertEquals(1366, decoder.width());
        assertEquals(1, code.orElseThrow().frameNumber());
    }

    @Test
    void frameHasTheConfiguredNumberOfSlices() throws EncoderException {
        encoder = LibavEncoder.open(OPENH264, MODE, 2_000_000, 2, DEVICES);
        watch();
        key = true;
        target.tick();
        assertEquals(
                List.of(Nal.SPS, Nal.PPS, Nal.IDR, Nal.IDR),
                nals.stream().map(Nal::type).toList());
        assertEquals(0, code.orElseThrow().frameNumber());
    }

    @Test
    void missingEncoderIsNamedInTheException() {
        assertTrue(LibavEncoder.available(OPENH264));
        assertFalse(LibavEncoder.available("no such thing"));
        EncoderException e = assertThrows(
                EncoderException.class, () -> LibavEncoder.open("no such thing", MODE, 2_000_000, 1, DEVICES));
        assertEquals("this libav has no no such thing", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264_v4l2m2m", "h264_vaapi"})
    void hardwareThatIsNotThereIsRefused(String name) {
        assertTrue(LibavEncoder.available(name), "libav has it");
        assertThrows(EncoderException.class, () -> LibavEncoder.open(name, MODE, 2_000_000, 1, DEVICES));
    }

    @Test
    void errorOfLibavIsItsTextAndNothingBehindIt() {
        int invalid = -22;
        EncoderException e = assertThrows(EncoderException.class, () -> LibavError.check(invalid, "opening a device"));
        assertEquals("opening a device: Invalid argument", e.getMessage());
    }

    private int secondOfBytes() {
        int bytes = 0;
        for (int i = 0; i < SECOND; i++) {
            target.tap(4 + i % 26);
            target.pointTo(16_000 + 400 * i, 9_000 + 300 * i);
            target.tick();
            key = false;
            bytes += nals.stream().mapToInt(nal -> nal.bytes().length).sum();
        }
        return bytes;
    }

    private LibavEncoder encoder() {
        return Objects.requireNonNull(encoder);
    }

    private void open(int bitrate, VideoMode mode) throws EncoderException {
        encoder = LibavEncoder.open(OPENH264, mode, bitrate, 1, DEVICES);
        watch();
    }

    private void watch() {
        target.open(new FrameSink() {
            @Override
            public void frame(RawFrame frame) {
                encode(frame);
            }

            @Override
            public void signal(VideoSignal signal) {}
        });
    }

    private void encode(RawFrame frame) {
        if (i420.capacity() != frame.i420().remaining()) {
            i420 = ByteBuffer.allocateDirect(frame.i420().remaining());
        }
        i420.clear();
        i420.put(frame.i420().duplicate()).flip();
        try {
            assertTrue(encoder().send(i420, key, frame.captureNanos() / 1_000));
            FrameEncoder.Output output = encoder().receive();
            assertNotNull(output);
            assertEquals(frame.captureNanos() / 1_000, output.micros());
            wasKey = output.key();
            nals = Nal.split(output.annexB());
            code = decoder.code(output.annexB());
        } catch (EncoderException e) {
            throw new AssertionError(e);
        }
    }
}
