// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** From byte stream to sample. */
final class H264SampleTest {

    @Test
    void parameterSetsAndDelimitersAreTakenOut() {
        byte[] slice = Frames.slice(0x65, 3);
        H264Sample sample =
                H264Sample.parse(Frames.annexB(new byte[] {9, (byte) 0xf0}, Frames.SPS, Frames.PPS, slice, slice));
        assertArrayEquals(Frames.SPS, sample.sps().getFirst());
        assertArrayEquals(Frames.PPS, sample.pps().getFirst());
        assertTrue(sample.hasParameterSets());
        byte[] one = Frames.lengthPrefixed(slice);
        byte[] both = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, both, one.length, one.length);
        assertArrayEquals(both, sample.data());
    }

    @Test
    void shortStartCodesAndTrailingZerosAreNoPartOfAUnit() {
        byte[] stream = {0, 0, 1, 0x41, 5, 6, 0, 0, 0, 1, 0x41, 7, 0, 0, 1};
        assertArrayEquals(
                new byte[] {0, 0, 0, 3, 0x41, 5, 6, 0, 0, 0, 2, 0x41, 7},
                H264Sample.parse(stream).data());
    }

    @Test
    void bytesWithoutAUnitAreAnEmptySample() {
        for (byte[] bytes : new byte[][] {{}, {0}, {0, 0, 1}, {0, 0, 0, 0, 1}, {1, 2, 3, 4}}) {
            assertEquals(0, H264Sample.parse(bytes).data().length);
            assertFalse(H264Sample.parse(bytes).hasParameterSets());
        }
    }

    /** Any bytes: the parts are whole, and no longer than what they were made of. */
    @Test
    void anyBytesGiveWholeUnits() {
        Random random = new Random(14496);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(2));
            }
            H264Sample sample = H264Sample.parse(bytes);
            ByteBuffer data = ByteBuffer.wrap(sample.data());
            int units = 0;
            while (data.hasRemaining()) {
                int length = data.getInt();
                assertTrue(length > 0 && length <= data.remaining());
                data.position(data.position() + length);
                units++;
            }
            assertTrue(sample.data().length - 4 * units <= bytes.length);
        }
    }
}
