// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts frames to I420, BT.709, limited range. An odd width or height is made even by repeating the last column or
 * row. Memory of a device may be uncached, so each byte of it is read once, in long runs.
 *
 * <p>Threading. One thread.
 */
final class FrameConverter {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EVEN_BYTES = 0x00FF_00FF_00FF_00FFL;
    private static final long EVEN_SHORTS = 0x0000_FFFF_0000_FFFFL;
    private static final long LOW_INT = 0xFFFF_FFFFL;
    private static final long LOW_BITS = 0xFEFE_FEFE_FEFE_FEFEL;
    /** Longs are read and written beyond the end of a row. */
    private static final int SLACK = 16;

    private static final int SHIFT = 16;
    private static final int SHIFT_OF_FOUR = SHIFT + 2;

    private final StreamFormat format;
    private final int width;
    private final int height;
    private final int evenWidth;
    private final int evenHeight;
    private final int chromaWidth;
    private final byte[] upper;
    private final byte[] lower;
    private final byte[] u;
    private final byte[] v;
    private final byte[] u2;
    private final byte[] v2;
    private final byte[] raw;
    private final byte[] raw2;
    private ColorMap colors;
    private ColorCoding coding;
    private final int[] toLuma = new int[4];
    private final int[] toU = new int[4];
    private final int[] toV = new int[4];

    FrameConverter(StreamFormat format) {
        this.format = format;
        width = format.width();
        height = format.height();
        evenWidth = format.mode().width();
        evenHeight = format.mode().height();
        chromaWidth = evenWidth / 2;
        upper = new byte[evenWidth + SLACK];
        lower = new byte[evenWidth + SLACK];
        u = new byte[evenWidth + SLACK];
        v = new byte[evenWidth + SLACK];
        u2 = new byte[evenWidth + SLACK];
        v2 = new byte[evenWidth + SLACK];
        raw = new byte[4 * evenWidth + SLACK];
        raw2 = new byte[4 * evenWidth + SLACK];
        coding = format.color();
        colors = new ColorMap(coding);
        if (format.pixels().kind() == PixelFormat.Kind.RGB) {
            weights(format.color().fullRange());
        }
    }

    /** The bytes of a converted frame. */
    int bytes() {
        return evenWidth * evenHeight * 3 / 2;
    }

    /**
     * Converts a frame that is not compressed.
     *
     * @param memory its pieces, as long as the device says that they are filled
     * @return false when it is too short for its format, and nothing was done
     */
    boolean convert(List<MemorySegment> memory, MemorySegment i420) {
        return switch (format.pixels().kind()) {
            case SEMI_PLANAR -> {
                Planes planes = semiPlanar(memory);
                yield planes != null && convert(planes, format.color(), i420);
            }
            case PLANAR -> {
                Planes planes = planar(memory.get(0));
                yield planes != null && convert(planes, format.color(), i420);
            }
            case PACKED -> packed(memory.get(0), i420);
            case RGB -> rgb(memory.get(0), i420);
            case JPEG -> false;
        };
    }

    /** Converts planes; returns false when they are too short, and nothing was done. */
    boolean convert(Planes planes, ColorCoding color, MemorySegment i420) {
        if (!planes.hold(width, height)) {
            return false;
        }
        if (!color.equals(coding)) {
            coding = color;
            colors = new ColorMap(color);
        }
        MemorySegment luma = planes.memory().get(0);
        int stride = planes.strides().get(0);
        boolean copies = colors.isIdentity() && width == evenWidth;
        int chromaBytes = planes.memory().size() == 2 ? 2 * samples(planes) : samples(planes);
        int chromaRows = planes.columns() == 0 ? 0 : planes.chromaRows(height, chromaBytes);
        for (int y = 0; y < evenHeight; y += 2) {
            int next = Math.min(y + 1, height - 1);
            chroma(planes, y, next, chromaRows, chromaBytes);
            if (copies) {
                MemorySegment.copy(luma, (long) y * stride, i420, (long) y * evenWidth, width);
                MemorySegment.copy(luma, (long) next * stride, i420, (long) (y + 1) * evenWidth, width);
                storeChroma(i420, y);
            } else {
                MemorySegment.copy(luma, JAVA_BYTE, (long) y * stride, upper, 0, width);
                MemorySegment.copy(luma, JAVA_BYTE, (long) next * stride, lower, 0, width);
                upper[evenWidth - 1] = upper[width - 1];
                lower[evenWidth - 1] = lower[width - 1];
                colors.apply(upper, lower, u, v, chromaWidth);
                store(i420, y);
            }
        }
        return true;
    }

    private int samples(Planes planes) {
        return planes.columns() == 0 ? 0 : (width + planes.columns() - 1) / planes.columns();
    }

    private @Nullable Planes semiPlanar(List<MemorySegment> memory) {
        boolean half = format.pixels() == PixelFormat.NV12 || format.pixels() == PixelFormat.NV12M;
        int stride = format.strides().get(0);
        MemorySegment first = memory.get(0);
        if (memory.size() == 2) {
            return new Planes(memory, format.strides(), 2, half ? 2 : 1);
        }
        long luma = (long) stride * height;
        return luma >= first.byteSize()
                ? null
                : new Planes(
                        List.of(first.asSlice(0, luma), first.asSlice(luma)), List.of(stride, stride), 2, half ? 2 : 1);
    }

    private @Nullable Planes planar(MemorySegment memory) {
        int stride = format.strides().get(0);
        int chromaStride = stride / 2;
        long luma = (long) stride * height;
        long chroma = (long) chromaStride * ((height + 1) / 2);
        if (memory.byteSize() < luma + 2 * chroma) {
            return null;
        }
        return new Planes(
                List.of(memory.asSlice(0, luma), memory.asSlice(luma, chroma), memory.asSlice(luma + chroma)),
                List.of(stride, chromaStride, chromaStride),
                2,
                2);
    }

    /** Reads the chroma of two rows and makes one row of it. */
    private void chroma(Planes planes, int y, int next, int chromaRows, int bytes) {
        if (planes.columns() == 0) {
            Arrays.fill(u, (byte) 128);
            Arrays.fill(v, (byte) 128);
            return;
        }
        readChroma(planes, Math.min(y / planes.rows(), chromaRows - 1), bytes, u, v);
        if (planes.rows() == 1) {
            readChroma(planes, Math.min(next, chromaRows - 1), bytes, u2, v2);
            average(u, u2, samples(planes));
            average(v, v2, samples(planes));
        }
        if (planes.columns() == 1) {
            halve(u);
            halve(v);
        }
    }

    private void readChroma(Planes planes, int row, int bytes, byte[] us, byte[] vs) {
        MemorySegment first = planes.memory().get(1);
        long at = (long) row * planes.strides().get(1);
        if (planes.memory().size() == 2) {
            MemorySegment.copy(first, JAVA_BYTE, at, raw, 0, bytes);
            split(raw, us, vs, chromaWidth);
        } else {
            MemorySegment.copy(first, JAVA_BYTE, at, us, 0, bytes);
            MemorySegment.copy(
                    planes.memory().get(2),
                    JAVA_BYTE,
                    (long) row * planes.strides().get(2),
                    vs,
                    0,
                    bytes);
        }
    }

    /** Averages neighbours; the last of an odd number is its own. */
    private void halve(byte[] samples) {
        for (int i = 0; i < chromaWidth; i++) {
            int left = samples[2 * i] & 0xFF;
            int right = samples[Math.min(2 * i + 1, width - 1)] & 0xFF;
            samples[i] = (byte) ((left + right + 1) >> 1);
        }
    }

    private boolean packed(MemorySegment memory, MemorySegment i420) {
        int stride = format.strides().get(0);
        // the last pixel of an odd width has a whole group where the rows have room for it
        int bytes = Math.min(4 * chromaWidth, stride);
        if (stride < 2 * width || memory.byteSize() < (long) stride * (height - 1) + bytes) {
            return false;
        }
        boolean lumaFirst = format.pixels() == PixelFormat.YUYV;
        for (int y = 0; y < evenHeight; y += 2) {
            int next = Math.min(y + 1, height - 1);
            MemorySegment.copy(memory, JAVA_BYTE, (long) y * stride, raw, 0, bytes);
            MemorySegment.copy(memory, JAVA_BYTE, (long) next * stride, raw2, 0, bytes);
            complete(raw, bytes);
            complete(raw2, bytes);
            unpack(lumaFirst);
            upper[evenWidth - 1] = upper[width - 1];
            lower[evenWidth - 1] = lower[width - 1];
            colors.apply(upper, lower, u, v, chromaWidth);
            store(i420, y);
        }
        return true;
    }

    /** Gives the last group of a row without room for it the second chroma sample of the group before. */
    private void complete(byte[] row, int bytes) {
        int whole = 4 * chromaWidth;
        for (int i = bytes; i < whole; i++) {
            row[i] = whole > 4 ? row[i - 4] : (byte) 128;
        }
    }

    /** Eight bytes at a time: four pixels of each of two rows. */
    private void unpack(boolean lumaFirst) {
        int lumaShift = lumaFirst ? 0 : Byte.SIZE;
        int chromaShift = Byte.SIZE - lumaShift;
        for (int i = 0, x = 0; x < evenWidth; i += Long.BYTES, x += 4) {
            long a = (long) LONGS.get(raw, i);
            long b = (long) LONGS.get(raw2, i);
            putInt(upper, x, gather(a >>> lumaShift & EVEN_BYTES));
            putInt(lower, x, gather(b >>> lumaShift & EVEN_BYTES));
            long mean = (a | b) - (((a ^ b) & LOW_BITS) >>> 1);
            long chroma = gather(mean >>> chromaShift & EVEN_BYTES);
            int c = x >> 1;
            u[c] = (byte) chroma;
            v[c] = (byte) (chroma >>> 8);
            u[c + 1] = (byte) (chroma >>> 16);
            v[c + 1] = (byte) (chroma >>> 24);
        }
    }

    private boolean rgb(MemorySegment memory, MemorySegment i420) {
        int step = format.pixels() == PixelFormat.RGB3 || format.pixels() == PixelFormat.BGR3 ? 3 : 4;
        int stride = format.strides().get(0);
        int bytes = width * step;
        if (stride < bytes || memory.byteSize() < (long) stride * (height - 1) + bytes) {
            return false;
        }
        int red = switch (format.pixels()) {
            case RGB3 -> 0;
            case RGB4, BX24 -> 1;
            default -> 2;
        };
        int green = format.pixels() == PixelFormat.RGB4 || format.pixels() == PixelFormat.BX24 ? 2 : 1;
        int blue = 2 * green - red;
        for (int y = 0; y < evenHeight; y += 2) {
            int next = Math.min(y + 1, height - 1);
            MemorySegment.copy(memory, JAVA_BYTE, (long) y * stride, raw, 0, bytes);
            MemorySegment.copy(memory, JAVA_BYTE, (long) next * stride, raw2, 0, bytes);
            if (width != evenWidth) {
                System.arraycopy(raw, bytes - step, raw, bytes, step);
                System.arraycopy(raw2, bytes - step, raw2, bytes, step);
            }
            rgb(step, red, green, blue);
            store(i420, y);
        }
        return true;
    }

    private void rgb(int step, int red, int green, int blue) {
        int lr = toLuma[0];
        int lg = toLuma[1];
        int lb = toLuma[2];
        int lc = toLuma[3];
        for (int i = 0, x = 0; i < chromaWidth; i++, x += 2) {
            int p = x * step;
            int q = p + step;
            int r1 = raw[p + red] & 0xFF;
            int g1 = raw[p + green] & 0xFF;
            int b1 = raw[p + blue] & 0xFF;
            int r2 = raw[q + red] & 0xFF;
            int g2 = raw[q + green] & 0xFF;
            int b2 = raw[q + blue] & 0xFF;
            int r3 = raw2[p + red] & 0xFF;
            int g3 = raw2[p + green] & 0xFF;
            int b3 = raw2[p + blue] & 0xFF;
            int r4 = raw2[q + red] & 0xFF;
            int g4 = raw2[q + green] & 0xFF;
            int b4 = raw2[q + blue] & 0xFF;
            upper[x] = clamp((lr * r1 + lg * g1 + lb * b1 + lc) >> SHIFT);
            upper[x + 1] = clamp((lr * r2 + lg * g2 + lb * b2 + lc) >> SHIFT);
            lower[x] = clamp((lr * r3 + lg * g3 + lb * b3 + lc) >> SHIFT);
            lower[x + 1] = clamp((lr * r4 + lg * g4 + lb * b4 + lc) >> SHIFT);
            int r = r1 + r2 + r3 + r4;
            int g = g1 + g2 + g3 + g4;
            int b = b1 + b2 + b3 + b4;
            u[i] = clamp((toU[0] * r + toU[1] * g + toU[2] * b + toU[3]) >> SHIFT_OF_FOUR);
            v[i] = clamp((toV[0] * r + toV[1] * g + toV[2] * b + toV[3]) >> SHIFT_OF_FOUR);
        }
    }

    /** Weights of red, green and blue, and what is added. */
    private void weights(boolean fullRange) {
        ColorCoding.Matrix matrix = ColorCoding.TARGET.matrix();
        double[] luma = {matrix.red(), matrix.green(), matrix.blue()};
        double range = fullRange ? 255 : 219;
        int black = fullRange ? 0 : 16;
        int sum = 0;
        for (int i = 0; i < luma.length; i++) {
            double isBlue = i == 2 ? 1 : 0;
            double isRed = i == 0 ? 1 : 0;
            toLuma[i] = fixed(luma[i] * 219 / range);
            toU[i] = fixed((isBlue - luma[i]) / (2 * (1 - matrix.blue())) * 224 / range);
            toV[i] = fixed((isRed - luma[i]) / (2 * (1 - matrix.red())) * 224 / range);
            sum += toLuma[i];
        }
        // grey has no chroma, to the last bit
        toU[1] = -toU[0] - toU[2];
        toV[1] = -toV[0] - toV[2];
        toLuma[3] = (16 << SHIFT) + (1 << (SHIFT - 1)) - black * sum;
        toU[3] = (128 << SHIFT_OF_FOUR) + (1 << (SHIFT_OF_FOUR - 1));
        toV[3] = toU[3];
    }

    private void store(MemorySegment i420, int y) {
        MemorySegment.copy(upper, 0, i420, JAVA_BYTE, (long) y * evenWidth, evenWidth);
        MemorySegment.copy(lower, 0, i420, JAVA_BYTE, (long) (y + 1) * evenWidth, evenWidth);
        storeChroma(i420, y);
    }

    private void storeChroma(MemorySegment i420, int y) {
        long luma = (long) evenWidth * evenHeight;
        long at = luma + (long) y / 2 * chromaWidth;
        MemorySegment.copy(u, 0, i420, JAVA_BYTE, at, chromaWidth);
        MemorySegment.copy(v, 0, i420, JAVA_BYTE, at + luma / 4, chromaWidth);
    }

    /** Splits pairs of samples, four at a time. */
    private static void split(byte[] pairs, byte[] even, byte[] odd, int count) {
        for (int i = 0, from = 0; i < count; i += 4, from += Long.BYTES) {
            long eight = (long) LONGS.get(pairs, from);
            putInt(even, i, gather(eight & EVEN_BYTES));
            putInt(odd, i, gather(eight >>> Byte.SIZE & EVEN_BYTES));
        }
    }

    /** Averages samples with those of another row, halves rounded up, eight at a time. */
    private static void average(byte[] samples, byte[] others, int count) {
        for (int i = 0; i < count; i += Long.BYTES) {
            long a = (long) LONGS.get(samples, i);
            long b = (long) LONGS.get(others, i);
            LONGS.set(samples, i, (a | b) - (((a ^ b) & LOW_BITS) >>> 1));
        }
    }

    /** The four bytes with even places of a long, one beside the other. */
    private static long gather(long even) {
        long pairs = (even | even >>> 8) & EVEN_SHORTS;
        return (pairs | pairs >>> 16) & LOW_INT;
    }

    private static void putInt(byte[] to, int at, long four) {
        INTS.set(to, at, (int) four);
    }

    private static int fixed(double value) {
        return (int) Math.rint(value * (1 << SHIFT));
    }

    private static byte clamp(int value) {
        return (byte) Math.max(0, Math.min(value, 255));
    }
}
