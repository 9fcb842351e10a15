// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import java.io.IOException;

/**
 * Reads pixels in the one format that the client asks for: 32 bits, little-endian, 0xRRGGBB.
 *
 * <p>Threading. One thread.
 */
final class PixelReader {

    static final int BYTES = 4;

    private final RfbReader reader;
    private byte[] bytes = new byte[0];
    private int[] row = new int[0];

    PixelReader(RfbReader reader) {
        this.reader = reader;
    }

    int pixel() throws IOException {
        return Integer.reverseBytes(reader.s32());
    }

    /** Reads one row; valid until the next call. */
    int[] row(int width) throws IOException {
        if (row.length < width) {
            row = new int[width];
            bytes = new byte[width * BYTES];
        }
        reader.bytes(bytes, 0, width * BYTES);
        for (int i = 0; i < width; i++) {
            int at = i * BYTES;
            row[i] = (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
        }
        return row;
    }
}
