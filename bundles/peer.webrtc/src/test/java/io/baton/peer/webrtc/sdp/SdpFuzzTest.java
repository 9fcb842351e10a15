// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.webrtc.ice.RemoteCandidate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged offers: refused by value or answered, never an unexpected exception; the answer stays bounded. */
final class SdpFuzzTest {

    private static final int ROUNDS = 4_000;

    @Test
    void damagedOfferIsAnsweredOrRefused() {
        var random = new Random(20_261_121);
        List<String> seeds = List.of(
                Offers.file("chromium"),
                Offers.file("pion"),
                Offers.file("aiortc-data"),
                Offers.file("aiortc-video-data"),
                Offers.chromiumWithAudio(),
                Offers.bare());
        int answered = 0;
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String text = damage(seeds.get(random.nextInt(seeds.size())), random);
            try {
                SdpOffer offer = SdpOffer.parse(text);
                NegotiatedSession terms = SdpNegotiator.negotiate(offer);
                terms.candidates().forEach(RemoteCandidate::parse);
                var local = new LocalParameters(1, "abcd", "x".repeat(24), "sha-256 00", 1, 2, "c", List.of());
                assertTrue(SdpAnswer.write(offer, terms, local).length() < 2 * SdpOffer.MAX_BYTES);
                answered++;
            } catch (SdpException expected) {
                refused++;
            }
        }
        assertTrue(answered > ROUNDS / 20 && refused > ROUNDS / 20, answered + " answered, " + refused + " refused");
    }

    private static String damage(String text, Random random) {
        var out = new StringBuilder(text);
        for (int n = random.nextInt(8); n >= 0 && out.length() > 2; n--) {
            int at = random.nextInt(out.length());
            switch (random.nextInt(6)) {
                case 0 -> out.setCharAt(at, (char) random.nextInt(256));
                case 1 -> out.deleteCharAt(at);
                case 2 -> out.delete(at, Math.min(out.length(), at + random.nextInt(200)));
                case 3 -> out.insert(at, out.substring(at, Math.min(out.length(), at + random.nextInt(200))));
                case 4 -> out.insert(at, random.nextBoolean() ? " " : ":");
                default -> out.insert(at, random.nextLong());
            }
        }
        return out.toString();
    }
}
