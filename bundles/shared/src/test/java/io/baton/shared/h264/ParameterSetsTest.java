// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.h264;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ParameterSetsTest {

    private static final String SPS = "000000016742c016a6110507e840000003004000000f23c58b8460";
    private static final String PPS = "0000000168c84232c8";
    private static final String IDR = "0000000165aabb";
    private static final String SLICE = "0000000141cc";
    private static final String SEI = "000000010605";

    private final ParameterSets sets = new ParameterSets();

    @Test
    void keyFrameWithoutThemGetsThemInFront() throws H264Exception {
        assertEquals(SPS + PPS + IDR, complete(SPS + PPS + IDR));
        assertEquals(SLICE, complete(SLICE));
        assertEquals(SPS + PPS + IDR, complete(IDR));
        assertEquals(SPS + PPS + SEI + IDR, complete(SEI + IDR));
    }

    @Test
    void packetOfOnlyParameterSetsIsKeptForTheNextKeyFrame() throws H264Exception {
        assertEquals("", complete(SPS + PPS));
        assertEquals(SPS + PPS + IDR, complete(IDR));
    }

    @Test
    void newParameterSetsReplaceTheOld() throws H264Exception {
        complete(SPS + PPS + IDR);
        String other = PPS + "80";
        assertEquals(SPS + other + IDR, complete(SPS + other + IDR));
        assertEquals(SPS + other + IDR, complete(IDR));
    }

    @Test
    void startCodesOfThreeBytesAreRead() throws H264Exception {
        String three = SPS.substring(2) + PPS.substring(2) + IDR.substring(2);
        assertEquals(three, complete(three));
        assertEquals(SPS + PPS + IDR.substring(2), complete(IDR.substring(2)));
    }

    @Test
    void keyFrameThatNothingCanDecodeIsRefused() {
        assertThrows(H264Exception.class, () -> complete(IDR));
        assertThrows(H264Exception.class, () -> complete("aabb" + IDR));
    }

    @Test
    void bytesWithoutMeaningAreRefusedOrNoFrame() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int b = 0; b < bytes.length; b++) {
                bytes[b] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(2));
            }
            try {
                sets.check(ByteBuffer.wrap(bytes));
            } catch (H264Exception e) {
                assertNotNull(e.getMessage());
            }
        }
    }

    private String complete(String hex) throws H264Exception {
        ByteBuffer direct = ByteBuffer.allocateDirect(hex.length() / 2);
        direct.put(HexFormat.of().parseHex(hex)).flip();
        ParameterSets.Checked checked = sets.check(direct);
        if (checked == null) {
            return "";
        }
        ByteBuffer complete = checked.annexB();
        byte[] bytes = new byte[complete.remaining()];
        complete.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
