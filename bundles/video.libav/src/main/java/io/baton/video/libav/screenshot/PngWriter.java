// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.screenshot;

import io.baton.video.ScreenshotException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG (ISO/IEC 15948): 8 bits, truecolour, row by row. */
final class PngWriter {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final int CHANNELS = 3;
    private static final int HEADER = 13;
    private static final byte TRUECOLOUR = 2;
    private static final int CHUNK = 32 << 10;
    /** Fast: on a screen a higher level saves little. */
    private static final int LEVEL = 4;

    private static final int NONE = 0;
    private static final int SUB = 1;
    private static final int UP = 2;

    private final FileParts out = new FileParts();
    private final Deflater deflater = new Deflater(LEVEL);
    private final byte[] chunk = new byte[CHUNK];
    private int filled;

    private PngWriter() {}

    static List<byte[]> write(RgbRows rows) throws ScreenshotException {
        PngWriter writer = new PngWriter();
        try {
            return writer.file(rows);
        } finally {
            writer.deflater.end();
        }
    }

    private List<byte[]> file(RgbRows rows) throws ScreenshotException {
        out.put(SIGNATURE, SIGNATURE.length);
        ByteBuffer header = ByteBuffer.allocate(HEADER)
                .putInt(rows.width())
                .putInt(rows.height())
                .put((byte) Byte.SIZE)
                .put(TRUECOLOUR);
        chunk("IHDR", header.array(), HEADER);
        chunk("sRGB", new byte[1], 1);
        int size = CHANNELS * rows.width();
        byte[] above = new byte[size];
        byte[] row = new byte[size];
        byte[][] filtered = new byte[UP + 1][size + 1];
        for (int y = 0; y < rows.height(); y++) {
            rows.row(y, row);
            deflater.setInput(best(row, above, filtered));
            deflate(false);
            byte[] swap = above;
            above = row;
            row = swap;
        }
        deflater.finish();
        deflate(true);
        chunk("IDAT", chunk, filled);
        chunk("IEND", new byte[0], 0);
        return out.all();
    }

    /** Filters a row in each way and returns the one with the smallest differences (ISO/IEC 15948, 12.7). */
    private static byte[] best(byte[] row, byte[] above, byte[][] filtered) {
        long[] sums = new long[filtered.length];
        for (int filter = NONE; filter <= UP; filter++) {
            byte[] to = filtered[filter];
            to[0] = (byte) filter;
            for (int i = 0; i < row.length; i++) {
                int predicted = filter == SUB ? (i < CHANNELS ? 0 : row[i - CHANNELS]) : filter == UP ? above[i] : 0;
                byte difference = (byte) (row[i] - predicted);
                to[i + 1] = difference;
                sums[filter] += Math.abs(difference);
            }
        }
        int best = NONE;
        for (int filter = SUB; filter <= UP; filter++) {
            best = sums[filter] < sums[best] ? filter : best;
        }
        return filtered[best];
    }

    private void deflate(boolean last) throws ScreenshotException {
        while (last ? !deflater.finished() : !deflater.needsInput()) {
            filled += deflater.deflate(chunk, filled, CHUNK - filled);
            if (filled == CHUNK) {
                chunk("IDAT", chunk, filled);
                filled = 0;
            }
        }
    }

    private void chunk(String type, byte[] data, int length) throws ScreenshotException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data, 0, length);
        byte[] head =
                Arrays.copyOf(ByteBuffer.allocate(Integer.BYTES).putInt(length).array(), Integer.BYTES + name.length);
        System.arraycopy(name, 0, head, Integer.BYTES, name.length);
        out.put(head, head.length);
        out.put(data, length);
        out.put(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array(), Integer.BYTES);
    }
}
