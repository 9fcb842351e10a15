// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The device's own offer, and which answers to it are accepted. */
final class SdpOfferWriterTest {

    private static final String FINGERPRINT = "sha-256 " + "AB:".repeat(31) + "AB";

    private static final String ANSWER = String.join(
            "\r\n",
            "v=0",
            "o=- 1 1 IN IP4 192.0.2.9",
            "s=-",
            "t=0 0",
            "a=ice-lite",
            "a=group:BUNDLE 0",
            "m=video 5000 UDP/TLS/RTP/SAVPF 102 103",
            "c=IN IP4 192.0.2.9",
            "a=mid:0",
            "a=ice-ufrag:srv1",
            "a=ice-pwd:serverpassword01234567",
            "a=fingerprint:" + FINGERPRINT,
            "a=setup:passive",
            "a=recvonly",
            "a=rtcp-mux",
            "a=rtpmap:102 H264/90000",
            "a=fmtp:102 packetization-mode=1;profile-level-id=42e01f",
            "a=rtcp-fb:102 nack pli",
            "a=rtpmap:103 rtx/90000",
            "a=fmtp:103 apt=102",
            "a=candidate:1 1 udp 2130706431 192.0.2.9 5000 typ host",
            "");

    private static NegotiatedSession negotiate(String answer) throws SdpException {
        return SdpNegotiator.negotiateAnswer(SdpOffer.parse(answer));
    }

    @Test
    void offerHasOneSendOnlySectionWithEverythingInIt() throws SdpException {
        String text = SdpOfferWriter.write(new LocalParameters(
                7,
                "dev1",
                "devicepassword01234567",
                FINGERPRINT,
                1,
                2,
                "baton",
                List.of(new HostCandidate("1", 2_130_706_431, new InetSocketAddress("192.0.2.1", 40_000)))));
        SdpOffer offer = SdpOffer.parse(text);
        assertEquals(1, offer.sections().size());
        SdpSection video = offer.sections().getFirst();
        assertTrue(video.has("sendonly") && video.has("rtcp-mux") && video.has("end-of-candidates"));
        assertEquals("actpass", video.first("setup").orElseThrow());
        assertEquals(
                "candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host".substring("candidate:".length()),
                video.first("candidate").orElseThrow());
        assertFalse(text.contains("goog-remb") || text.contains("m=application") || text.contains("extmap"));
    }

    @Test
    void answerOfALiteServerIsAccepted() throws SdpException {
        NegotiatedSession session = negotiate(ANSWER);
        assertTrue(session.dtlsClient());
        assertEquals(102, Objects.requireNonNull(session.video()).payloadType());
        assertEquals(1, session.candidates().size());
        assertNull(session.data());
        assertFalse(negotiate(ANSWER.replace("setup:passive", "setup:active")).dtlsClient());
    }

    @Test
    void answerThatChangesTheOfferIsRefused() {
        for (String[] change : new String[][] {
            {"setup:passive", "setup:actpass"},
            {"a=setup:passive\r\n", ""},
            {"a=recvonly", "a=inactive"},
            {"m=video 5000", "m=video 0"},
            {"H264/90000", "VP8/90000"},
            {"a=fingerprint", "a=fingerprints"},
            {"a=ice-pwd:server", "a=ice-pwd:"},
            {"a=rtcp-mux", "a=extmap:3 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay\r\na=rtcp-mux"}
        }) {
            String changed = ANSWER.replace(change[0], change[1]);
            assertThrows(SdpException.class, () -> negotiate(changed), change[1]);
        }
    }

    /** Whatever a server answers is accepted or refused, never a fault of the reader. */
    @Test
    void damagedAnswersAreRefusedOrAccepted() {
        Random random = new Random(9725);
        int refused = 0;
        for (int round = 0; round < 2_000; round++) {
            StringBuilder damaged = new StringBuilder(ANSWER);
            for (int i = 0; i <= random.nextInt(8); i++) {
                int at = random.nextInt(damaged.length());
                if (random.nextBoolean()) {
                    damaged.deleteCharAt(at);
                } else {
                    damaged.setCharAt(at, (char) (' ' + random.nextInt(95)));
                }
            }
            try {
                negotiate(damaged.toString());
            } catch (SdpException e) {
                refused++;
            }
        }
        assertTrue(refused > 100, refused + " were refused");
    }
}
