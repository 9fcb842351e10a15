// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.target.vnc.rfb.ServerBytes.Picture;
import io.baton.target.vnc.rfb.ServerBytes.Tile;
import io.baton.testkit.DamagedSeeds;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever a server sends is drawn within the desktop, or is refused as input that came over the network is. */
class UpdateDecoderFuzzTest {

    private static final int WIDTH = 70;
    private static final int HEIGHT = 66;

    @Test
    void damagedUpdatesAreDrawnOrRefused() {
        ServerBytes server = new ServerBytes();
        int[] pixels = new int[WIDTH * HEIGHT];
        Arrays.setAll(pixels, i -> i / 7 % 5 * 0x332211);
        Picture picture = new Picture(0, 0, WIDTH, HEIGHT, pixels);
        DamagedSeeds.run(
                List.of(
                        server.update(1).rawRectangle(picture).take(),
                        server.update(1).hextile(picture).take(),
                        new ServerBytes().update(1).zrle(picture, Tile.PACKED).take(),
                        new ServerBytes().update(1).zrle(picture, Tile.RUNS).take(),
                        new ServerBytes()
                                .update(1)
                                .zrle(picture, Tile.PALETTE_RUNS)
                                .take(),
                        new ServerBytes().update(1).tightCopy(picture, 0).take(),
                        new ServerBytes().update(1).tightPalette(picture, 1).take(),
                        new ServerBytes().update(1).tightGradient(picture, 2).take(),
                        server.update(3)
                                .rectangle(0, 0, 0, 0, -261)
                                .u8(7)
                                .rectangle(0, 0, 80, 60, -308)
                                .u8(1)
                                .raw(new byte[19])
                                .rectangle(3, 3, 9, 9, -239)
                                .raw(new byte[9 * 9 * 4 + 18])
                                .take()),
                this::read);
    }

    private void read(byte[] bytes) {
        Drawing drawing = new Drawing();
        try {
            drawing.read(WIDTH, HEIGHT, bytes);
        } catch (IOException e) {
            assertTrue(String.valueOf(e.getMessage()).length() < 200, e.getMessage());
        }
    }
}
