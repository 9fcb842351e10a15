// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.h264;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SpsTest {

    /** libopenh264, 320 by 240. */
    private static final byte[] BASELINE = HexFormat.of().parseHex("6742c016a6110507e840000003004000000f23c58b8460");

    @Test
    void streamOfLibopenh264IsConstrainedBaseline() throws H264Exception {
        Sps sps = Sps.parse(BASELINE);
        assertEquals(new Sps(66, 0xC0, 320, 240), sps);
        assertEquals(true, sps.isConstrainedBaseline());
    }

    @Test
    void croppedHighProfileHasItsShownSize() throws H264Exception {
        // 1920 by 1088 macroblock rows, cropped to 1080; High, as x264 writes it
        Sps sps = Sps.parse(HexFormat.of().parseHex("67640028acd940780227e5c044000003000400000300f03c60c658"));
        assertEquals(1920, sps.width());
        assertEquals(1080, sps.height());
        assertEquals(100, sps.profile());
        assertEquals(false, sps.isConstrainedBaseline());
    }

    @Test
    void cutOffSpsIsRefused() {
        for (int length = 1; length < 8; length++) {
            byte[] cut = Arrays.copyOf(BASELINE, length);
            assertThrows(H264Exception.class, () -> Sps.parse(cut), "bytes " + length);
        }
    }
}
