// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SpsTest {

    @Test
    void clipIsConstrainedBaseline() throws SenderException {
        byte[] nal = Clip.firstKeyFrame().get(0);
        Sps sps = Sps.parse(Arrays.copyOfRange(nal, 4, nal.length));
        assertEquals(new Sps(66, 0xC0, 320, 240), sps);
        assertEquals(true, sps.isConstrainedBaseline());
    }

    @Test
    void croppedHighProfileHasItsShownSize() throws SenderException {
        // 1920 by 1088 macroblock rows, cropped to 1080; High, as x264 writes it
        Sps sps = Sps.parse(HexFormat.of().parseHex("67640028acd940780227e5c044000003000400000300f03c60c658"));
        assertEquals(1920, sps.width());
        assertEquals(1080, sps.height());
        assertEquals(100, sps.profile());
        assertEquals(false, sps.isConstrainedBaseline());
    }

    @Test
    void cutOffSpsIsRefused() {
        byte[] nal = Clip.firstKeyFrame().get(0);
        for (int length = 5; length < 12; length++) {
            byte[] cut = Arrays.copyOfRange(nal, 4, length);
            assertThrows(SenderException.class, () -> Sps.parse(cut), "bytes " + length);
        }
    }
}
