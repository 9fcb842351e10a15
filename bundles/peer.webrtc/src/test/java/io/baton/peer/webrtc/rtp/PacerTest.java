// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PacerTest {

    private static final int PACKET = 1_200;
    private static final int KEY_FRAME = 400_000;
    private static final long NOW = 1_000_000_000L;

    /** The limits are told once a second, also to viewers that have none. */
    @Test
    void limitThatStaysDoesNotSlowAFrameOnItsWay() {
        assertEquals(packetsInAStep(false), packetsInAStep(true));
    }

    private static int packetsInAStep(boolean told) {
        Pacer pacer = new Pacer();
        pacer.enqueued(KEY_FRAME, true, KEY_FRAME, NOW);
        passing(pacer, NOW);
        if (told) {
            pacer.limit(Pacer.UNLIMITED, NOW);
        }
        return passing(pacer, NOW + Pacer.STEP_NANOS);
    }

    private static int passing(Pacer pacer, long now) {
        int packets = 0;
        while (pacer.mayPass(now)) {
            pacer.passed(PACKET);
            packets++;
        }
        return packets;
    }
}
