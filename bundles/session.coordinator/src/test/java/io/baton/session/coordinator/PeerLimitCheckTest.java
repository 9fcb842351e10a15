// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.peer.PeerLimits;
import org.junit.jupiter.api.Test;

class PeerLimitCheckTest {

    private static final PeerLimits LIMITS = new PeerLimits("io.baton.peer.webrtc", 20, 12);

    @Test
    void sufficientLimitsGiveNoWarning() {
        assertEquals("", PeerLimitCheck.warning(12, LIMITS));
    }

    @Test
    void moreSessionsThanHalfOpenPeersNamesBothSettings() {
        assertEquals(
                "session limit exceeds peer limits maxSessions=13 pid=io.baton.session.coordinator"
                        + " maxHalfOpen=12 pid=io.baton.peer.webrtc: of sessions that connect at the same moment,"
                        + " those beyond 12 are refused and have to retry",
                PeerLimitCheck.warning(13, LIMITS));
    }

    @Test
    void moreSessionsThanPeersNamesAllThreeSettings() {
        assertEquals(
                "session limit exceeds peer limits maxSessions=21 pid=io.baton.session.coordinator"
                        + " maxPeers=20 maxHalfOpen=12 pid=io.baton.peer.webrtc: offers beyond 20 peers are refused;"
                        + " of sessions that connect at the same moment, those beyond 12 are refused and have to retry",
                PeerLimitCheck.warning(21, LIMITS));
    }
}
