// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ParameterSetsTest {

    private static final String SPS = "0000000167420c";
    private static final String PPS = "0000000168ce";
    private static final String IDR = "0000000165aabb";
    private static final String SLICE = "0000000141cc";
    private static final String SEI = "000000010605";

    private final ParameterSets sets = new ParameterSets();

    @Test
    void keyFrameWithoutThemGetsThemInFront() {
        assertEquals(SPS + PPS + IDR, complete(SPS + PPS + IDR));
        assertEquals(SLICE, complete(SLICE));
        assertEquals(SPS + PPS + IDR, complete(IDR));
        assertEquals(SPS + PPS + SEI + IDR, complete(SEI + IDR));
    }

    @Test
    void packetOfOnlyParameterSetsIsKeptForTheNextKeyFrame() {
        assertEquals("", complete(SPS + PPS));
        assertEquals(SPS + PPS + IDR, complete(IDR));
    }

    @Test
    void newParameterSetsReplaceTheOld() {
        complete(SPS + PPS + IDR);
        String other = SPS.replace("42", "4d");
        assertEquals(other + PPS + IDR, complete(other + PPS + IDR));
        assertEquals(other + PPS + IDR, complete(IDR));
    }

    @Test
    void startCodesOfThreeBytesAreRead() {
        String three = "00000167420c" + "00000168ce" + "00000165aa";
        assertEquals(three, complete(three));
        assertEquals("00000167420c00000168ce00000165bb", complete("00000165bb"));
    }

    @Test
    void bytesWithoutMeaningAreNoFrameAndNoError() {
        assertEquals("", complete(""));
        assertEquals("", complete("000001"));
        assertEquals("", complete("00000001"));
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int b = 0; b < bytes.length; b++) {
                bytes[b] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(2));
            }
            sets.complete(ByteBuffer.wrap(bytes));
        }
    }

    private String complete(String hex) {
        ByteBuffer direct = ByteBuffer.allocateDirect(hex.length() / 2);
        direct.put(HexFormat.of().parseHex(hex)).flip();
        ByteBuffer complete = sets.complete(direct);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (complete.hasRemaining()) {
            bytes.write(complete.get());
        }
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
