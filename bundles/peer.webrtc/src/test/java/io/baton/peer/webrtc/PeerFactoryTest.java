// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class PeerFactoryTest {

    @Test
    void buffersOfAllPeersTogetherAreBounded() {
        for (int peers = 1; peers <= 100; peers++) {
            long all = (long) peers * PeerFactory.bufferBytes(peers);
            assertTrue(all <= 20 << 20, peers + " peers may hold " + all + " bytes");
            assertTrue(PeerFactory.bufferBytes(peers) >= 200 * 1024, peers + " peers");
        }
        assertEquals(1 << 20, PeerFactory.bufferBytes(20));
    }
}
