// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.peer.webrtc.ice.RemoteCandidate;
import io.baton.testkit.DamagedSeeds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever is offered: refused by value or answered, within bounds. */
class SdpOfferFuzzTest {

    @FuzzTest
    void offerOfAnyTextIsAnsweredOrRefused(byte[] data) {
        try {
            SdpOffer offer = SdpOffer.parse(new String(data, StandardCharsets.UTF_8));
            NegotiatedSession terms = SdpNegotiator.negotiate(offer);
            terms.candidates().forEach(RemoteCandidate::parse);
            var local = new LocalParameters(1, "abcd", "x".repeat(24), "sha-256 00", 1, 2, "c", List.of());
            assertTrue(SdpAnswer.write(offer, terms, local).length() < 2 * SdpOffer.MAX_BYTES);
        } catch (SdpException refused) {
            assertTrue(String.valueOf(refused.getMessage()).length() < 1000, "an offer is not repeated");
        }
    }

    @Test
    void s33DamagedOffersAreAnsweredOrRefused() {
        DamagedSeeds.run(
                SdpOfferFuzzTest.class, "offerOfAnyTextIsAnsweredOrRefused", this::offerOfAnyTextIsAnsweredOrRefused);
    }
}
