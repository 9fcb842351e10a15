// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {

    @Test
    void windowMatchesASetOfTheLatest64Indexes() {
        Random random = new Random(3711);
        for (int run = 0; run < 200; run++) {
            ReplayWindow window = new ReplayWindow();
            Set<Long> seen = new HashSet<>();
            long highest = -1;
            long base = random.nextInt(100);
            for (int i = 0; i < 300; i++) {
                long index = Math.max(0, base + random.nextInt(90) - 60);
                boolean expected = !seen.contains(index) && highest - index < ReplayWindow.SIZE;
                assertEquals(expected, window.isNew(index), "index " + index + " after " + highest);
                if (expected) {
                    window.seen(index);
                    seen.add(index);
                    highest = Math.max(highest, index);
                }
                base += random.nextInt(20) == 0 ? random.nextInt(200) : random.nextInt(3);
            }
        }
    }

    @Test
    void indexOlderThanTheWindowIsNotNew() {
        ReplayWindow window = new ReplayWindow();
        window.seen(10);
        window.seen(10 + ReplayWindow.SIZE);
        assertFalse(window.isNew(10));
        assertTrue(window.isNew(11));
    }
}
