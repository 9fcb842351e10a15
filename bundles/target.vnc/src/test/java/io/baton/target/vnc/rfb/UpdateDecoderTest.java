// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.target.vnc.rfb.ServerBytes.Picture;
import io.baton.target.vnc.rfb.ServerBytes.Tile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UpdateDecoderTest {

    private static final int WIDTH = 200;
    private static final int HEIGHT = 150;

    private final ServerBytes server = new ServerBytes();
    private final Drawing drawing = new Drawing();

    static Stream<Arguments> encodings() {
        return Stream.of(
                encoding("raw", 4096, ServerBytes::rawRectangle),
                encoding("Hextile, few colours", 2, ServerBytes::hextile),
                encoding("Hextile, many colours", 4096, ServerBytes::hextile),
                encoding("ZRLE, raw", 4096, (server, picture) -> server.zrle(picture, Tile.RAW)),
                encoding("ZRLE, one bit", 2, (server, picture) -> server.zrle(picture, Tile.PACKED)),
                encoding("ZRLE, two bits", 4, (server, picture) -> server.zrle(picture, Tile.PACKED)),
                encoding("ZRLE, four bits", 16, (server, picture) -> server.zrle(picture, Tile.PACKED)),
                encoding("ZRLE, runs", 3, (server, picture) -> server.zrle(picture, Tile.RUNS)),
                encoding("ZRLE, runs of a palette", 100, (server, picture) -> server.zrle(picture, Tile.PALETTE_RUNS)),
                encoding("ZRLE, one colour", 1, (server, picture) -> server.zrle(picture, Tile.PACKED)),
                encoding("Tight, copy", 4096, (server, picture) -> server.tightCopy(picture, 0)),
                encoding("Tight, two colours", 2, (server, picture) -> server.tightPalette(picture, 1)),
                encoding("Tight, palette", 256, (server, picture) -> server.tightPalette(picture, 2)),
                encoding("Tight, gradient", 4096, (server, picture) -> server.tightGradient(picture, 3)));
    }

    private static Arguments encoding(String name, int colours, BiConsumer<ServerBytes, Picture> encoder) {
        return Arguments.of(name, colours, encoder);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encodings")
    void pictureOfAnySizeArrives(String name, int colours, BiConsumer<ServerBytes, Picture> encoder)
            throws IOException {
        SplittableRandom random = new SplittableRandom(20_261_130);
        int[] expected = new int[WIDTH * HEIGHT];
        server.update(20);
        for (int i = 0; i < 20; i++) {
            // the first is the whole desktop, the second one pixel, and they go on in the same zlib streams
            int width = i == 0 ? WIDTH : i == 1 ? 1 : 1 + random.nextInt(WIDTH);
            int height = i == 0 ? HEIGHT : i == 1 ? 1 : 1 + random.nextInt(HEIGHT);
            int x = random.nextInt(WIDTH - width + 1);
            int y = random.nextInt(HEIGHT - height + 1);
            Picture picture = picture(random, x, y, width, height, colours);
            encoder.accept(server, picture);
            draw(expected, picture);
        }
        drawing.read(WIDTH, HEIGHT, server.take());
        assertArrayEquals(expected, pixels());
        assertEquals(List.of("size 200x150", "updated 20"), drawing.events, name);
    }

    @Test
    void resetStreamBeginsAnew() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        Picture first = picture(random, 0, 0, 50, 50, 100);
        Picture second = picture(random, 50, 50, 50, 50, 100);
        byte[] begun = server.update(1).tightCopy(first, 2).take();
        byte[] again = new ServerBytes().update(1).tightCopy(second, 2).take();
        assertThrows(RfbException.class, () -> drawing.read(WIDTH, HEIGHT, joined(begun, again)));
        again[4 + 12] |= 1 << 2; // says that stream 2 is reset
        int[] expected = new int[WIDTH * HEIGHT];
        draw(expected, first);
        draw(expected, second);
        drawing.read(WIDTH, HEIGHT, joined(begun, again));
        assertArrayEquals(expected, pixels());
    }

    @Test
    void copiesOverlapAndFillsFill() throws IOException {
        Picture picture = picture(new SplittableRandom(2), 10, 10, 30, 30, 4096);
        server.update(3).rawRectangle(picture);
        server.rectangle(12, 15, 30, 30, 1).u16(10).u16(10);
        server.tightFill(0, 0, 5, 5, 0x123456);
        int[] expected = new int[WIDTH * HEIGHT];
        draw(expected, picture);
        draw(expected, new Picture(12, 15, 30, 30, picture.pixels()));
        for (int y = 0; y < 5; y++) {
            Arrays.fill(expected, y * WIDTH, y * WIDTH + 5, 0x123456);
        }
        drawing.read(WIDTH, HEIGHT, server.take());
        assertArrayEquals(expected, pixels());
    }

    @Test
    void pseudoRectanglesAreToldAndOtherMessagesAreSkipped() throws IOException {
        server.u8(2).u8(1).raw(new byte[3]).u16(2).raw(new byte[12]);
        server.u8(3).raw(new byte[3]).u32(5).raw("hello".getBytes(StandardCharsets.UTF_8));
        server.update(0xFFFF)
                .rectangle(1, 0, 0, 0, -257)
                .rectangle(0, 0, 0, 0, -258)
                .rectangle(0, 0, 0, 0, -261)
                .u8(4)
                .rectangle(0, 0, 320, 201, -223)
                .rectangle(1, 3, 9, 9, -308)
                .raw(new byte[4])
                .rectangle(0, 0, 64, 48, -308)
                .u8(1)
                .raw(new byte[3 + 16])
                .rectangle(1, 2, 3, 2, -239);
        for (int i = 0; i < 6; i++) {
            server.pixel(0x010203 * i);
        }
        server.u8(0b1010_0000).u8(0b0100_0000).rectangle(0, 0, 0, 0, -224);
        drawing.read(WIDTH, HEIGHT, server.take());
        assertEquals(
                List.of(
                        "size 200x150",
                        "absolute true",
                        "key codes",
                        "leds 4",
                        "size 320x201",
                        "size 64x48",
                        "cursor",
                        "updated 0"),
                drawing.events);
        CursorImage cursor = Objects.requireNonNull(drawing.image);
        assertEquals("{0, 2, 4}", cursor.shown().toString());
        assertArrayEquals(new int[] {0, 0x010203, 0x020406, 0x030609, 0x04080C, 0x050A0F}, cursor.pixels());
    }

    static Stream<byte[]> unreasonable() {
        return Stream.of(
                new ServerBytes().u8(77).take(),
                new ServerBytes().update(1).rectangle(190, 0, 11, 1, 0).take(),
                new ServerBytes().update(1).rectangle(0, 0, 10, 151, 16).take(),
                new ServerBytes().update(1).rectangle(0, 0, 1, 1, 99).take(),
                new ServerBytes()
                        .update(1)
                        .rectangle(0, 0, 10, 10, 1)
                        .u16(195)
                        .u16(0)
                        .take(),
                new ServerBytes().update(1).rectangle(0, 0, 8193, 2, -223).take(),
                new ServerBytes().update(1).rectangle(0, 0, 2, 0, -223).take(),
                new ServerBytes().update(1).rectangle(0, 0, 8192, 8192, -223).take(),
                new ServerBytes().update(1).rectangle(0, 0, 600, 600, -239).take(),
                new ServerBytes().u8(3).raw(new byte[3]).u32(-1).take(),
                new ServerBytes().update(1).rectangle(0, 0, 4, 4, 7).u8(0x90).take(),
                new ServerBytes().update(1).rectangle(0, 0, 4, 4, 7).u8(0xA0).take(),
                new ServerBytes()
                        .update(1)
                        .rectangle(0, 0, 4, 4, 7)
                        .u8(0x40)
                        .u8(3)
                        .take(),
                new ServerBytes()
                        .update(1)
                        .rectangle(0, 0, 16, 16, 5)
                        .u8(8)
                        .u8(1)
                        .u8(0x11)
                        .u8(0xFF)
                        .take(),
                zrleOf(new byte[] {17}),
                zrleOf(new byte[] {3, 0, 0, 0, 1, 1, 1, 2, 2, 2, (byte) 0xFF, 0, 0, 0}),
                zrleOf(new byte[] {(byte) 128, 0, 0, 0, (byte) 255, 0}),
                tightOf(new byte[3 * 16 + 1]),
                endless());
    }

    @ParameterizedTest
    @MethodSource("unreasonable")
    void whatTheProtocolDoesNotAllowIsRefused(byte[] bytes) {
        assertThrows(RfbException.class, () -> drawing.read(WIDTH, HEIGHT, bytes));
    }

    @Test
    void compressedDataIsNotInflatedBeyondItsRectangle() {
        // four megabytes of zeros for a rectangle of sixteen pixels
        byte[] bomb = new ServerBytes().deflate(0, new byte[4_000_000]);
        server.update(1).rectangle(0, 0, 4, 4, 7).u8(0);
        server.u8((bomb.length & 127) | 128).u8(bomb.length >> 7).raw(bomb);
        RfbException refused = assertThrows(RfbException.class, () -> drawing.read(WIDTH, HEIGHT, server.take()));
        assertEquals("compressed data is too long", refused.getMessage());
        assertTrue(bomb.length < 128 * 128);
    }

    private static byte[] zrleOf(byte[] tile) {
        ServerBytes bytes = new ServerBytes();
        byte[] compressed = bytes.deflate(0, tile);
        return bytes.update(1)
                .rectangle(0, 0, 4, 4, 16)
                .u32(compressed.length)
                .raw(compressed)
                .take();
    }

    private static byte[] tightOf(byte[] plain) {
        ServerBytes bytes = new ServerBytes();
        byte[] compressed = bytes.deflate(0, plain);
        return bytes.update(1)
                .rectangle(0, 0, 4, 4, 7)
                .u8(0)
                .u8(compressed.length)
                .raw(compressed)
                .take();
    }

    private static byte[] endless() {
        ServerBytes bytes = new ServerBytes().update(0xFFFF);
        for (int i = 0; i < 100; i++) {
            bytes.tightFill(0, 0, WIDTH, HEIGHT, i);
        }
        return bytes.take();
    }

    private int[] pixels() {
        return Arrays.stream(drawing.desktop.pixels())
                .map(pixel -> pixel & 0xFFFFFF)
                .toArray();
    }

    /** Runs of pixels, so that all ways to say them come about. */
    private static Picture picture(SplittableRandom random, int x, int y, int width, int height, int colours) {
        int[] palette = random.ints(colours, 0, 0x1000000).toArray();
        int[] pixels = new int[width * height];
        int left = 0;
        int colour = 0;
        for (int i = 0; i < pixels.length; i++) {
            if (left-- <= 0) {
                colour = palette[random.nextInt(colours)];
                left = random.nextInt(10) == 0 ? random.nextInt(600) : random.nextInt(4);
            }
            pixels[i] = colour;
        }
        return new Picture(x, y, width, height, pixels);
    }

    private static void draw(int[] into, Picture picture) {
        for (int i = 0; i < picture.height(); i++) {
            System.arraycopy(
                    picture.pixels(),
                    i * picture.width(),
                    into,
                    (picture.y() + i) * WIDTH + picture.x(),
                    picture.width());
        }
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }
}
