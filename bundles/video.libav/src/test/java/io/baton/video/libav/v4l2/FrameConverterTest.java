// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each pixel of each format against a reference that works one pixel at a time. */
final class FrameConverterTest {

    private static final byte UNTOUCHED = 0x5A;
    private static final ColorCoding SD = new ColorCoding(ColorCoding.Matrix.BT601, false);
    private static final ColorCoding FULL = new ColorCoding(ColorCoding.Matrix.BT709, true);
    private static final List<ColorCoding> CODINGS = List.of(ColorCoding.TARGET, SD, FULL, ColorCoding.JFIF);
    private static final List<int[]> SIZES = List.of(
            new int[] {2, 2},
            new int[] {1, 1},
            new int[] {3, 1},
            new int[] {5, 7},
            new int[] {17, 3},
            new int[] {64, 33},
            new int[] {46, 90},
            new int[] {1366, 6},
            new int[] {6, 1050},
            new int[] {1680, 4},
            new int[] {1920, 2},
            new int[] {1367, 5});

    static Stream<Arguments> cases() {
        return Arrays.stream(PixelFormat.values())
                .filter(pixels -> pixels.kind() != PixelFormat.Kind.JPEG)
                .flatMap(pixels -> SIZES.stream()
                        .flatMap(size -> Stream.of(0, 13).map(extra -> Arguments.of(pixels, size[0], size[1], extra))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyPixelIsThatOfTheReference(PixelFormat pixels, int width, int height, int extra) {
        for (ColorCoding coding : pixels.kind() == PixelFormat.Kind.RGB ? List.of(FULL, SD) : CODINGS) {
            RandomFrame frame = new RandomFrame(pixels, width, height, extra, coding, new Random(width * 31L + height));
            assertPixels(frame);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shortBufferIsRefusedAndNothingIsWritten(PixelFormat pixels, int width, int height, int extra) {
        RandomFrame frame = new RandomFrame(pixels, width, height, extra, ColorCoding.TARGET, new Random(1));
        Random random = new Random(2);
        for (int i = 0; i < 20; i++) {
            List<MemorySegment> cut = new ArrayList<>(frame.memory);
            int piece = random.nextInt(cut.size());
            long length = cut.get(piece).byteSize();
            long left = i == 0 ? 0 : Math.min(length - 1, random.nextLong(length));
            cut.set(piece, cut.get(piece).asSlice(0, left));
            byte[] out = new byte[frame.converter.bytes()];
            Arrays.fill(out, UNTOUCHED);
            byte[] before = out.clone();
            // some formats have room to spare at the end: then nothing is missing
            if (!frame.converter.convert(cut, MemorySegment.ofArray(out))) {
                assertTrue(Arrays.equals(before, out));
            } else {
                assertTrue(left > 0 && length - left <= 4 * (long) frame.strides.get(piece), pixels + " " + left);
            }
        }
    }

    @Test
    void strideThatIsTooSmallIsRefused() {
        for (PixelFormat pixels : PixelFormat.values()) {
            List<Integer> strides = Collections.nCopies(pixels.buffers(), 3);
            StreamFormat format = new StreamFormat(pixels, 64, 8, strides, ColorCoding.TARGET, 60);
            FrameConverter converter = new FrameConverter(format);
            List<MemorySegment> memory = Collections.nCopies(pixels.buffers(), MemorySegment.ofArray(new byte[65536]));
            assertFalse(converter.convert(memory, MemorySegment.ofArray(new byte[converter.bytes()])), pixels.name());
        }
    }

    @Test
    void whiteIsWhiteAndBlackIsBlack() {
        for (PixelFormat pixels : PixelFormat.values()) {
            if (pixels.kind() == PixelFormat.Kind.RGB) {
                assertGrey(pixels, FULL, 255, 235);
                assertGrey(pixels, FULL, 0, 16);
                assertGrey(pixels, SD, 235, 235);
            }
        }
        for (ColorCoding full : List.of(FULL, ColorCoding.JFIF)) {
            assertEquals(235, mapped(full, 255, 128, 128)[0]);
            assertEquals(16, mapped(full, 0, 128, 128)[0]);
            assertEquals(128, mapped(full, 255, 128, 128)[1]);
            assertEquals(128, mapped(full, 255, 128, 128)[2]);
        }
        for (ColorCoding limited : List.of(ColorCoding.TARGET, SD)) {
            assertEquals(235, mapped(limited, 235, 128, 128)[0]);
            assertEquals(16, mapped(limited, 16, 128, 128)[0]);
        }
    }

    @Test
    void driversDescribeColoursAsTheKernelDocuments() {
        assertEquals(SD, ColorCoding.of(false, 1, 0, 0, 1080));
        assertEquals(ColorCoding.TARGET, ColorCoding.of(false, 3, 0, 0, 1080));
        assertEquals(ColorCoding.TARGET, ColorCoding.of(false, 0, 0, 0, 1080));
        assertEquals(SD, ColorCoding.of(false, 0, 0, 0, 480));
        assertEquals(ColorCoding.JFIF, ColorCoding.of(false, 7, 0, 0, 1080));
        assertEquals(ColorCoding.TARGET, ColorCoding.of(false, 8, 2, 0, 1080));
        assertEquals(FULL, ColorCoding.of(false, 8, 2, 1, 1080));
        assertTrue(ColorCoding.of(true, 8, 0, 0, 1080).fullRange());
        assertFalse(ColorCoding.of(true, 8, 0, 2, 1080).fullRange());
    }

    private static int[] mapped(ColorCoding coding, int y, int u, int v) {
        byte[] upper = {(byte) y, (byte) y};
        byte[] lower = upper.clone();
        byte[] us = {(byte) u};
        byte[] vs = {(byte) v};
        new ColorMap(coding).apply(upper, lower, us, vs, 1);
        return new int[] {lower[1] & 0xFF, us[0] & 0xFF, vs[0] & 0xFF};
    }

    private static void assertGrey(PixelFormat pixels, ColorCoding coding, int value, int luma) {
        byte[] in = new byte[64];
        Arrays.fill(in, (byte) value);
        StreamFormat format = new StreamFormat(pixels, 4, 4, List.of(16), coding, 60);
        FrameConverter converter = new FrameConverter(format);
        byte[] out = new byte[converter.bytes()];
        assertTrue(converter.convert(List.of(MemorySegment.ofArray(in)), MemorySegment.ofArray(out)));
        for (int i = 0; i < out.length; i++) {
            assertEquals(i < 16 ? luma : 128, out[i] & 0xFF, pixels.name());
        }
    }

    private static void assertPixels(RandomFrame frame) {
        byte[] out = new byte[frame.converter.bytes()];
        assertTrue(frame.converter.convert(frame.memory, MemorySegment.ofArray(out)), frame.toString());
        int width = frame.width + 1 & ~1;
        int height = frame.height + 1 & ~1;
        int luma = width * height;
        for (int y = 0; y < height; y += 2) {
            for (int x = 0; x < width; x += 2) {
                double[][] wanted = frame.wanted(x, y);
                for (int i = 0; i < 4; i++) {
                    int at = (y + i / 2) * width + x + i % 2;
                    assertNear(frame, x + i % 2, y + i / 2, wanted[i][0], out[at]);
                }
                int chroma = luma + y / 2 * (width / 2) + x / 2;
                assertNear(frame, x, y, wanted[4][0], out[chroma]);
                assertNear(frame, x, y, wanted[4][1], out[chroma + luma / 4]);
            }
        }
    }

    private static void assertNear(RandomFrame frame, int x, int y, double wanted, byte value) {
        // averages of chroma are rounded before the matrix is applied
        if (Math.abs(wanted - (value & 0xFF)) > 1.6) {
            assertEquals(wanted, value & 0xFF, frame + " at " + x + "," + y);
        }
    }

    /** A frame of random samples in native memory, so that a read beyond it is found. */
    private static final class RandomFrame {

        private final PixelFormat pixels;
        private final int width;
        private final int height;
        private final ColorCoding coding;
        private final FrameConverter converter;
        private final List<MemorySegment> memory = new ArrayList<>();
        private final List<Integer> strides;

        RandomFrame(PixelFormat pixels, int width, int height, int extra, ColorCoding coding, Random random) {
            this.pixels = pixels;
            this.width = width;
            this.height = height;
            this.coding = coding;
            int even = width + 1 & ~1;
            int stride = extra
                    + switch (pixels.kind()) {
                        case PACKED -> 2 * even;
                        case RGB -> width * (pixels == PixelFormat.RGB3 || pixels == PixelFormat.BGR3 ? 3 : 4);
                        default -> even + (extra & 1);
                    };
            strides = Collections.nCopies(pixels.buffers(), stride);
            int chromaRows = pixels.family() == PixelFormat.Family.NV12 ? (height + 1) / 2 : height;
            boolean planar = pixels.kind() == PixelFormat.Kind.SEMI_PLANAR || pixels.kind() == PixelFormat.Kind.PLANAR;
            if (pixels.buffers() == 2) {
                memory.add(random(stride * height, random));
                memory.add(random(stride * chromaRows, random));
            } else {
                memory.add(random(stride * (height + (planar ? chromaRows : 0)), random));
            }
            converter = new FrameConverter(new StreamFormat(pixels, width, height, strides, coding, 60));
        }

        private static MemorySegment random(int bytes, Random random) {
            byte[] content = new byte[bytes];
            random.nextBytes(content);
            return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, content);
        }

        /** Luma of four pixels, and the two chroma samples they share. */
        double[][] wanted(int x, int y) {
            double[][] wanted = new double[5][];
            int right = Math.min(x + 1, width - 1);
            int below = Math.min(y + 1, height - 1);
            int[][] places = {{x, y}, {right, y}, {x, below}, {right, below}};
            if (pixels.kind() == PixelFormat.Kind.RGB) {
                double[] sum = new double[3];
                for (int i = 0; i < 4; i++) {
                    double[] rgb = rgb(places[i][0], places[i][1]);
                    wanted[i] = new double[] {ColorReference.toTarget(rgb)[0]};
                    for (int c = 0; c < 3; c++) {
                        sum[c] += rgb[c] / 4;
                    }
                }
                double[] mean = ColorReference.toTarget(sum);
                wanted[4] = new double[] {mean[1], mean[2]};
                return wanted;
            }
            double u = (chroma(x, y, 0) + chroma(x, below, 0)) / 2;
            double v = (chroma(x, y, 1) + chroma(x, below, 1)) / 2;
            for (int i = 0; i < 4; i++) {
                double[] rgb = ColorReference.toRgb(luma(places[i][0], places[i][1]), u, v, coding);
                wanted[i] = new double[] {ColorReference.toTarget(rgb)[0]};
            }
            double[] target = ColorReference.toTarget(ColorReference.toRgb(0, u, v, coding));
            wanted[4] = new double[] {target[1], target[2]};
            return wanted;
        }

        private double luma(int x, int y) {
            int stride = strides.get(0);
            return switch (pixels) {
                case YUYV -> sample(0, y * stride + 2 * x);
                case UYVY -> sample(0, y * stride + 2 * x + 1);
                default -> sample(0, y * stride + x);
            };
        }

        private double chroma(int x, int y, int which) {
            int stride = strides.get(0);
            return switch (pixels) {
                case YUYV -> sample(0, y * stride + 2 * x + 1 + 2 * which);
                case UYVY -> sample(0, y * stride + 2 * x + 2 * which);
                case NV12 -> sample(0, (height + y / 2) * stride + x + which);
                case NV12M -> sample(1, y / 2 * stride + x + which);
                case NV16 -> sample(0, (height + y) * stride + x + which);
                case NV16M -> sample(1, y * stride + x + which);
                case YU12 ->
                    sample(
                            0,
                            height * stride + which * (stride / 2) * ((height + 1) / 2) + y / 2 * (stride / 2) + x / 2);
                default -> throw new IllegalStateException();
            };
        }

        private double[] rgb(int x, int y) {
            int step = pixels == PixelFormat.RGB3 || pixels == PixelFormat.BGR3 ? 3 : 4;
            int at = y * strides.get(0) + x * step;
            int[] order = switch (pixels) {
                case RGB3 -> new int[] {0, 1, 2};
                case BGR3, BGR4, XR24 -> new int[] {2, 1, 0};
                default -> new int[] {1, 2, 3};
            };
            double[] rgb = new double[3];
            for (int i = 0; i < 3; i++) {
                double value = sample(0, at + order[i]);
                rgb[i] = coding.fullRange() ? value / 255 : (value - 16) / 219;
            }
            return rgb;
        }

        private int sample(int piece, int at) {
            return memory.get(piece).get(ValueLayout.JAVA_BYTE, at) & 0xFF;
        }

        @Override
        public String toString() {
            return pixels + " " + width + "x" + height + " strides " + strides + " " + coding;
        }
    }
}
