// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;

/**
 * What a server sends, put together by an encoder that shares nothing with the decoders: it is given a picture and says
 * it in an encoding.
 */
public final class ServerBytes {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Deflater[] deflaters = new Deflater[5];

    public ServerBytes() {
        Arrays.setAll(deflaters, i -> new Deflater(6));
    }

    /** Returns what was put together since the last call. */
    public byte[] take() {
        byte[] all = bytes.toByteArray();
        bytes.reset();
        return all;
    }

    public ServerBytes u8(int value) {
        bytes.write(value);
        return this;
    }

    public ServerBytes u16(int value) {
        return u8(value >> 8).u8(value);
    }

    public ServerBytes u32(int value) {
        return u16(value >> 16).u16(value);
    }

    public ServerBytes raw(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    public ServerBytes update(int rectangles) {
        return u8(0).u8(0).u16(rectangles);
    }

    public ServerBytes rectangle(int x, int y, int width, int height, int encoding) {
        return u16(x).u16(y).u16(width).u16(height).u32(encoding);
    }

    /** A pixel of 32 bits, blue first. */
    public ServerBytes pixel(int colour) {
        return u8(colour).u8(colour >> 8).u8(colour >> 16).u8(0);
    }

    ServerBytes rgb(int colour) {
        return u8(colour >> 16).u8(colour >> 8).u8(colour);
    }

    ServerBytes bgr(int colour) {
        return u8(colour).u8(colour >> 8).u8(colour >> 16);
    }

    public ServerBytes rawRectangle(Picture picture) {
        rectangle(picture.x(), picture.y(), picture.width(), picture.height(), 0);
        for (int pixel : picture.pixels()) {
            pixel(pixel);
        }
        return this;
    }

    /** Every other tile raw, the others as a background and one-pixel rectangles, coloured or of one foreground. */
    ServerBytes hextile(Picture picture) {
        rectangle(picture.x(), picture.y(), picture.width(), picture.height(), 5);
        int number = 0;
        int lastBackground = -1;
        for (int top = 0; top < picture.height(); top += 16) {
            for (int left = 0; left < picture.width(); left += 16) {
                Picture tile = picture.part(
                        left, top, Math.min(16, picture.width() - left), Math.min(16, picture.height() - top));
                int background = tile.pixels()[0];
                long others = Arrays.stream(tile.pixels())
                        .filter(pixel -> pixel != background)
                        .count();
                if (number++ % 2 == 0 || others > 255) {
                    u8(1);
                    for (int pixel : tile.pixels()) {
                        pixel(pixel);
                    }
                    lastBackground = -1;
                    continue;
                }
                boolean same = background == lastBackground;
                lastBackground = background;
                u8((same ? 0 : 2) | (others > 0 ? 8 | 16 : 0));
                if (!same) {
                    pixel(background);
                }
                if (others > 0) {
                    u8((int) others);
                }
                for (int i = 0; i < tile.pixels().length; i++) {
                    if (tile.pixels()[i] != background) {
                        pixel(tile.pixels()[i]);
                        u8(i % tile.width() << 4 | i / tile.width()).u8(0);
                    }
                }
            }
        }
        return this;
    }

    /** How a ZRLE tile is said. */
    enum Tile {
        RAW,
        PACKED,
        RUNS,
        PALETTE_RUNS
    }

    ServerBytes zrle(Picture picture, Tile kind) {
        rectangle(picture.x(), picture.y(), picture.width(), picture.height(), 16);
        ServerBytes plain = new ServerBytes();
        for (int top = 0; top < picture.height(); top += 64) {
            for (int left = 0; left < picture.width(); left += 64) {
                plain.zrleTile(
                        picture.part(
                                left, top, Math.min(64, picture.width() - left), Math.min(64, picture.height() - top)),
                        kind);
            }
        }
        byte[] compressed = deflate(4, plain.take());
        return u32(compressed.length).raw(compressed);
    }

    private void zrleTile(Picture tile, Tile wanted) {
        Map<Integer, Integer> palette = tile.palette();
        Tile kind =
                (wanted == Tile.PACKED && palette.size() > 16) || (wanted == Tile.PALETTE_RUNS && palette.size() > 127)
                        ? Tile.RAW
                        : wanted;
        if (palette.size() == 1 && wanted != Tile.RAW) {
            u8(1).bgr(tile.pixels()[0]);
            return;
        }
        switch (kind) {
            case RAW -> {
                u8(0);
                for (int pixel : tile.pixels()) {
                    bgr(pixel);
                }
            }
            case PACKED -> {
                u8(palette.size());
                palette.keySet().forEach(this::bgr);
                int bits = palette.size() == 2 ? 1 : palette.size() <= 4 ? 2 : 4;
                packed(tile, palette, bits);
            }
            case RUNS -> {
                u8(128);
                runs(tile, Map.of());
            }
            case PALETTE_RUNS -> {
                u8(128 + palette.size());
                palette.keySet().forEach(this::bgr);
                runs(tile, palette);
            }
        }
    }

    private void packed(Picture tile, Map<Integer, Integer> palette, int bits) {
        for (int y = 0; y < tile.height(); y++) {
            int held = 0;
            int count = 0;
            for (int x = 0; x < tile.width(); x++) {
                held = held << bits | palette.getOrDefault(tile.pixels()[y * tile.width() + x], 0);
                count += bits;
                if (count == 8) {
                    u8(held);
                    held = 0;
                    count = 0;
                }
            }
            if (count > 0) {
                u8(held << (8 - count));
            }
        }
    }

    private void runs(Picture tile, Map<Integer, Integer> palette) {
        int[] pixels = tile.pixels();
        int at = 0;
        while (at < pixels.length) {
            int end = at;
            while (end < pixels.length && pixels[end] == pixels[at]) {
                end++;
            }
            int length = end - at;
            if (palette.isEmpty()) {
                bgr(pixels[at]);
            } else {
                u8(palette.getOrDefault(pixels[at], 0) | (length == 1 ? 0 : 128));
            }
            if (palette.isEmpty() || length > 1) {
                for (int left = length - 1; ; left -= 255) {
                    u8(Math.min(left, 255));
                    if (left < 255) {
                        break;
                    }
                }
            }
            at = end;
        }
    }

    ServerBytes tightFill(int x, int y, int width, int height, int colour) {
        return rectangle(x, y, width, height, 7).u8(0x80).rgb(colour);
    }

    ServerBytes tightCopy(Picture picture, int stream) {
        rectangle(picture.x(), picture.y(), picture.width(), picture.height(), 7)
                .u8(stream << 4);
        ServerBytes plain = new ServerBytes();
        for (int pixel : picture.pixels()) {
            plain.rgb(pixel);
        }
        return tightData(plain.take(), stream);
    }

    ServerBytes tightPalette(Picture picture, int stream) {
        Map<Integer, Integer> palette = picture.palette();
        rectangle(picture.x(), picture.y(), picture.width(), picture.height(), 7)
                .u8(stream << 4 | 0x40)
                .u8(1)
                .u8(palette.size() - 1);
        palette.keySet().forEach(this::rgb);
        ServerBytes plain = new ServerBytes();
        plain.packed(picture, palette, palette.size() <= 2 ? 1 : 8);
        return tightData(plain.take(), stream);
    }

    ServerBytes tightGradient(Picture picture, int stream) {
        rectangle(picture.x(), picture.y(), picture.width(), picture.height(), 7)
                .u8(stream << 4 | 0x40)
                .u8(2);
        ServerBytes plain = new ServerBytes();
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                for (int shift = 16; shift >= 0; shift -= 8) {
                    int predicted = picture.component(x - 1, y, shift)
                            + picture.component(x, y - 1, shift)
                            - picture.component(x - 1, y - 1, shift);
                    plain.u8(picture.component(x, y, shift) - Math.clamp(predicted, 0, 255));
                }
            }
        }
        return tightData(plain.take(), stream);
    }

    private ServerBytes tightData(byte[] plain, int stream) {
        if (plain.length < 12) {
            return raw(plain);
        }
        byte[] compressed = deflate(stream, plain);
        int length = compressed.length;
        if (length < 128) {
            u8(length);
        } else if (length < 128 * 128) {
            u8((length & 127) | 128).u8(length >> 7);
        } else {
            u8((length & 127) | 128).u8((length >> 7 & 127) | 128).u8(length >> 14);
        }
        return raw(compressed);
    }

    /** Up to a flush, as servers do it: the stream goes on with the next rectangle. */
    byte[] deflate(int stream, byte[] plain) {
        Deflater deflater = deflaters[stream];
        deflater.setInput(plain);
        byte[] buffer = new byte[plain.length + 1024];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int part;
        do {
            part = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, part);
        } while (part == buffer.length);
        return out.toByteArray();
    }

    /** A rectangle of pixels, 0xRRGGBB. */
    public record Picture(int x, int y, int width, int height, int[] pixels) {

        Picture part(int left, int top, int partWidth, int partHeight) {
            int[] part = new int[partWidth * partHeight];
            for (int i = 0; i < partHeight; i++) {
                System.arraycopy(pixels, (top + i) * width + left, part, i * partWidth, partWidth);
            }
            return new Picture(x + left, y + top, partWidth, partHeight, part);
        }

        Map<Integer, Integer> palette() {
            Map<Integer, Integer> palette = new LinkedHashMap<>();
            for (int pixel : pixels) {
                palette.putIfAbsent(pixel, palette.size());
            }
            return palette;
        }

        int component(int atX, int atY, int shift) {
            return atX < 0 || atY < 0 ? 0 : pixels[atY * width + atX] >> shift & 0xFF;
        }
    }
}
