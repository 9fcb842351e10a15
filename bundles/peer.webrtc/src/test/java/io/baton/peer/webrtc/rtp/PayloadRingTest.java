// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PayloadRingTest {

    private static final int CAPACITY = 4_096;

    private final PayloadRing ring = new PayloadRing(CAPACITY);

    @Test
    void heldBytesAreThoseWritten() {
        var random = new Random(2);
        Map<Long, byte[]> written = new LinkedHashMap<>();
        for (int i = 0; i < 3_000; i++) {
            byte[] frame = new byte[1 + random.nextInt(CAPACITY / 8)];
            random.nextBytes(frame);
            long position = ring.reserve(frame.length);
            System.arraycopy(frame, 0, ring.bytes(), ring.index(position), frame.length);
            written.put(position, frame);
            written.entrySet().removeIf(entry -> !ring.holds(entry.getKey()));
            written.forEach((at, bytes) -> {
                int index = ring.index(at);
                assertEquals(0, Arrays.compare(bytes, Arrays.copyOfRange(ring.bytes(), index, index + bytes.length)));
            });
            assertTrue(written.size() >= Math.min(i + 1, 6), "the latest frames stay");
        }
    }

    @Test
    void frameLargerThanAnEighthIsRefused() {
        assertEquals(0, ring.reserve(CAPACITY / 8));
        assertEquals(PayloadRing.NONE, ring.reserve(CAPACITY / 8 + 1));
        assertEquals(PayloadRing.NONE, new PayloadRing(0).reserve(1));
        assertTrue(ring.holds(0));
    }

    @Test
    void overwrittenBytesAreNotHeld() {
        long first = ring.reserve(512);
        for (int i = 0; i < 7; i++) {
            ring.reserve(512);
        }
        assertTrue(ring.holds(first));
        ring.reserve(1);
        assertFalse(ring.holds(first));
    }
}
