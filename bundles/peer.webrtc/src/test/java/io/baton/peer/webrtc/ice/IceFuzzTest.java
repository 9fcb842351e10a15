// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.testkit.DamagedSeeds;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Any bytes as STUN and any text as a candidate are parsed or refused, never authentic, never an exception. */
class IceFuzzTest {

    private static final int PREFIX = 3;
    private static final StunKey KEY = new StunKey("a password of no peer at all");

    @FuzzTest
    void bytesAreReadAsStunOrRefused(byte[] data) {
        byte[] shifted = new byte[PREFIX + data.length];
        System.arraycopy(data, 0, shifted, PREFIX, data.length);
        StunMessage message = StunMessage.read(shifted, PREFIX, data.length);
        if (message != null) {
            message.username();
            message.recipient();
            message.priority();
            message.useCandidate();
            message.fromControlled();
            message.errorCode();
            message.unknownAttribute();
            assertTrue(message.transaction().length == 12);
            assertFalse(message.isAuthentic(KEY));
        }
    }

    @FuzzTest
    void candidateOfAnyTextResolvesNoName(byte[] data) {
        RemoteCandidate.parse(new String(data, StandardCharsets.UTF_8)).ifPresent(candidate -> {
            assertFalse(candidate.address().isUnresolved(), "no name was looked up");
            assertFalse(candidate.address().getAddress().isMulticastAddress());
            assertFalse(candidate.address().getAddress().isAnyLocalAddress());
        });
    }

    @Test
    void s33DamagedStunIsReadOrRefused() {
        DamagedSeeds.run(IceFuzzTest.class, "bytesAreReadAsStunOrRefused", this::bytesAreReadAsStunOrRefused);
    }

    @Test
    void s33DamagedCandidatesAreParsedOrRefused() {
        DamagedSeeds.run(IceFuzzTest.class, "candidateOfAnyTextResolvesNoName", this::candidateOfAnyTextResolvesNoName);
    }
}
