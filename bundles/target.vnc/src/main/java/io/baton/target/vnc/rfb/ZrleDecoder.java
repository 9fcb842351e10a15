// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import java.io.IOException;

/** ZRLE encoding (RFC 6143 §7.7.6); a pixel has three bytes. */
final class ZrleDecoder implements AutoCloseable {

    private static final int TILE = 64;
    private static final int RAW = 0;
    private static final int SOLID = 1;
    private static final int LAST_PACKED = 16;
    private static final int PLAIN_RUNS = 128;
    private static final int FIRST_PALETTE_RUNS = 130;
    private static final int RUN = 128;

    private final RfbReader reader;
    private final ZlibStream stream;
    private final byte[] bytes = new byte[TILE * TILE * 3];
    private final int[] palette = new int[128];
    private final int[] row = new int[TILE];

    ZrleDecoder(RfbReader reader) {
        this.reader = reader;
        stream = new ZlibStream(reader);
    }

    void decode(Framebuffer into, Area area) throws IOException {
        stream.begin(reader.u32());
        for (int y = 0; y < area.height(); y += TILE) {
            for (int x = 0; x < area.width(); x += TILE) {
                tile(
                        into,
                        new Area(
                                area.x() + x,
                                area.y() + y,
                                Math.min(TILE, area.width() - x),
                                Math.min(TILE, area.height() - y)));
            }
        }
        stream.end();
    }

    @Override
    public void close() {
        stream.close();
    }

    private void tile(Framebuffer into, Area tile) throws IOException {
        int kind = stream.u8();
        if (kind == RAW) {
            raw(into, tile);
        } else if (kind == SOLID) {
            into.fill(tile.x(), tile.y(), tile.width(), tile.height(), pixel());
        } else if (kind <= LAST_PACKED) {
            packed(into, tile, kind);
        } else if (kind == PLAIN_RUNS || kind >= FIRST_PALETTE_RUNS) {
            runs(into, tile, kind - PLAIN_RUNS);
        } else {
            throw new RfbException("ZRLE has no tiles of kind " + kind);
        }
    }

    private void raw(Framebuffer into, Area tile) throws IOException {
        stream.bytes(bytes, 0, tile.width() * tile.height() * 3);
        int at = 0;
        for (int y = 0; y < tile.height(); y++) {
            for (int x = 0; x < tile.width(); x++) {
                row[x] = pixel(at);
                at += 3;
            }
            into.row(tile.x(), tile.y() + y, row, tile.width());
        }
    }

    private void packed(Framebuffer into, Area tile, int colours) throws IOException {
        palette(colours);
        int bits = colours == 2 ? 1 : colours <= 4 ? 2 : 4;
        int mask = (1 << bits) - 1;
        int length = (tile.width() * bits + 7) / 8;
        for (int y = 0; y < tile.height(); y++) {
            stream.bytes(bytes, 0, length);
            for (int x = 0; x < tile.width(); x++) {
                int bit = x * bits;
                row[x] = colour(bytes[bit >> 3] >> (8 - bits - (bit & 7)) & mask, colours);
            }
            into.row(tile.x(), tile.y() + y, row, tile.width());
        }
    }

    /** @param colours of the palette; 0 for runs that bring their own */
    private void runs(Framebuffer into, Area tile, int colours) throws IOException {
        palette(colours);
        int left = 0;
        int colour = 0;
        for (int y = 0; y < tile.height(); y++) {
            for (int x = 0; x < tile.width(); x++) {
                if (left == 0) {
                    if (colours == 0) {
                        colour = pixel();
                        left = length();
                    } else {
                        int index = stream.u8();
                        colour = colour(index & RUN - 1, colours);
                        left = (index & RUN) == 0 ? 1 : length();
                    }
                }
                row[x] = colour;
                left--;
            }
            into.row(tile.x(), tile.y() + y, row, tile.width());
        }
        if (left != 0) {
            throw new RfbException("a ZRLE run is longer than its tile");
        }
    }

    private int length() throws IOException {
        int length = 1;
        int part;
        do {
            part = stream.u8();
            length += part;
            if (length > TILE * TILE) {
                throw new RfbException("a ZRLE run is longer than a tile");
            }
        } while (part == 255);
        return length;
    }

    private void palette(int colours) throws IOException {
        stream.bytes(bytes, 0, colours * 3);
        for (int i = 0; i < colours; i++) {
            palette[i] = pixel(i * 3);
        }
    }

    private int colour(int index, int colours) throws RfbException {
        if (index >= colours) {
            throw new RfbException("a palette of " + colours + " colours has no number " + index);
        }
        return palette[index];
    }

    private int pixel() throws IOException {
        stream.bytes(bytes, 0, 3);
        return pixel(0);
    }

    private int pixel(int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
    }
}
