// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import java.io.IOException;

/** Hextile encoding (RFC 6143 §7.7.4). */
final class HextileDecoder {

    private static final int TILE = 16;
    private static final int RAW = 1;
    private static final int BACKGROUND = 2;
    private static final int FOREGROUND = 4;
    private static final int ANY_SUBRECTS = 8;
    private static final int COLOURED = 16;

    private final RfbReader reader;
    private final PixelReader pixels;
    private int background;
    private int foreground;

    HextileDecoder(RfbReader reader, PixelReader pixels) {
        this.reader = reader;
        this.pixels = pixels;
    }

    void decode(Framebuffer into, Area area) throws IOException {
        background = 0;
        foreground = 0;
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
    }

    private void tile(Framebuffer into, Area tile) throws IOException {
        int flags = reader.u8();
        if ((flags & RAW) != 0) {
            for (int y = 0; y < tile.height(); y++) {
                into.row(tile.x(), tile.y() + y, pixels.row(tile.width()), tile.width());
            }
            return;
        }
        if ((flags & BACKGROUND) != 0) {
            background = pixels.pixel();
        }
        if ((flags & FOREGROUND) != 0) {
            foreground = pixels.pixel();
        }
        into.fill(tile.x(), tile.y(), tile.width(), tile.height(), background);
        int count = (flags & ANY_SUBRECTS) == 0 ? 0 : reader.u8();
        for (int i = 0; i < count; i++) {
            int colour = (flags & COLOURED) == 0 ? foreground : pixels.pixel();
            int place = reader.u8();
            int size = reader.u8();
            int x = place >> 4;
            int y = place & 15;
            int width = (size >> 4) + 1;
            int height = (size & 15) + 1;
            if (x + width > tile.width() || y + height > tile.height()) {
                throw new RfbException("a Hextile rectangle is outside its tile");
            }
            into.fill(tile.x() + x, tile.y() + y, width, height, colour);
        }
    }
}
