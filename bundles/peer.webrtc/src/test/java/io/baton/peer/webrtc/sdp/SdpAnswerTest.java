// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every shape of offer a known client makes, and the answer it gets. */
final class SdpAnswerTest {

    private static final LocalParameters LOCAL = new LocalParameters(
            77,
            "devufrag",
            "devicepassworddevicepass",
            "sha-256 " + "CD:".repeat(31) + "CD",
            1111,
            2222,
            "baton",
            List.of(
                    new HostCandidate("1", 2_130_706_431L, new InetSocketAddress("192.0.2.7", 40_000)),
                    new HostCandidate("2", 2_130_706_175L, new InetSocketAddress("2001:db8::7", 40_000))));

    private record Answered(NegotiatedSession session, String text, List<String> lines) {

        static Answered to(String offerText) throws SdpException {
            SdpOffer offer = SdpOffer.parse(offerText);
            NegotiatedSession session = SdpNegotiator.negotiate(offer);
            String text = SdpAnswer.write(offer, session, LOCAL);
            assertEquals(text, text.replaceAll("(?<!\r)\n", ""), "every line ends with CR LF");
            return new Answered(session, text, text.lines().toList());
        }

        boolean has(String line) {
            return lines.contains(line);
        }

        List<String> media() {
            return lines.stream().filter(l -> l.startsWith("m=")).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        // offer, video payload type, rtx, sctp port
        "chromium, 108, 109, 5000",
        "pion, 125, 107, 5000",
        "aiortc-video-data, 101, 102, 5000",
        "aiortc-sendrecv, 101, 102, -1",
        "aiortc-data, -1, -1, 5000",
    })
    void bestFormatOfRealOffersIsChosen(String name, int payloadType, int rtx, int sctpPort) throws SdpException {
        Answered answer = Answered.to(Offers.file(name));
        NegotiatedVideo video = answer.session().video();
        assertEquals(payloadType, video == null ? -1 : video.payloadType());
        assertEquals(rtx, video == null ? -1 : video.rtxPayloadType());
        NegotiatedData data = answer.session().data();
        assertEquals(sctpPort, data == null ? -1 : data.sctpPort());
        assertTrue(answer.session().dtlsClient());
        assertTrue(answer.has("a=setup:active"));
        assertFalse(answer.text().contains("transport-cc"));
    }

    @Test
    void answerToChromiumHasEveryExpectedLine() throws SdpException {
        Answered answer = Answered.to(Offers.file("chromium"));
        assertEquals(
                List.of(
                        "m=video 40000 UDP/TLS/RTP/SAVPF 108 109",
                        "m=application 40000 UDP/DTLS/SCTP webrtc-datachannel"),
                answer.media());
        for (String line : List.of(
                "a=group:BUNDLE 0 1",
                "a=mid:0",
                "a=mid:1",
                "a=sendonly",
                "a=msid:kvm video",
                "a=rtcp-mux",
                "a=rtcp-rsize",
                "a=rtpmap:108 H264/90000",
                "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
                "a=rtcp-fb:108 nack",
                "a=rtcp-fb:108 nack pli",
                "a=rtcp-fb:108 ccm fir",
                "a=rtcp-fb:108 goog-remb",
                "a=rtpmap:109 rtx/90000",
                "a=fmtp:109 apt=108",
                "a=ssrc-group:FID 1111 2222",
                "a=ssrc:1111 cname:baton",
                "a=ssrc:2222 cname:baton",
                "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
                "a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
                "a=sctp-port:5000",
                "a=max-message-size:262144",
                "a=ice-ufrag:devufrag",
                "a=fingerprint:sha-256 " + "CD:".repeat(31) + "CD",
                "a=candidate:1 1 udp 2130706431 192.0.2.7 40000 typ host",
                "a=candidate:2 1 udp 2130706175 2001:db8:0:0:0:0:0:7 40000 typ host",
                "a=end-of-candidates",
                "a=ice-options:trickle")) {
            assertTrue(answer.has(line), line);
        }
        assertEquals("AqFP", answer.session().remoteUfrag());
        assertEquals(0, answer.session().section());
    }

    @Test
    void obsoleteSctpmapSyntaxIsAnsweredWithSctpPort() throws SdpException {
        Answered answer = Answered.to(Offers.file("aiortc-data"));
        assertEquals(List.of("m=application 40000 UDP/DTLS/SCTP webrtc-datachannel"), answer.media());
        assertTrue(answer.has("a=sctp-port:5000"));
        assertEquals(2, answer.session().candidates().size());
        NegotiatedData data = answer.session().data();
        assertNotNull(data);
        assertEquals(65_536, data.maxMessageSize());
    }

    @Test
    void audioBehindTheTransportIsDeclinedInItsPlace() throws SdpException {
        Answered answer = Answered.to(Offers.chromiumWithAudio().replace("BUNDLE a 0 1", "BUNDLE 0 a 1"));
        assertEquals("m=audio 0 UDP/TLS/RTP/SAVPF 111 63", answer.media().getFirst());
        assertEquals(3, answer.media().size());
        assertTrue(answer.has("a=group:BUNDLE 0 1"));
        assertTrue(answer.has("a=mid:a"));
        assertEquals(1, answer.session().section());
        assertEquals("0", answer.session().mid());
    }

    /** Chromium has one transport by {@code max-bundle}, in every section, and ties it to the first. */
    @Test
    void audioThatCarriesTheTransportIsAcceptedAsInactive() throws SdpException {
        Answered answer = Answered.to(Offers.chromiumWithAudio());
        assertEquals("m=audio 40000 UDP/TLS/RTP/SAVPF 111", answer.media().getFirst());
        assertTrue(answer.has("a=group:BUNDLE a 0 1"));
        assertEquals(0, answer.session().section());
        assertEquals("a", answer.session().mid());
    }

    @Test
    void audioWithoutATransportIsDeclined() throws SdpException {
        String offer = Offers.chromiumWithAudio().replaceFirst("a=fingerprint:sha-256 95:95.*\n", "");
        Answered answer = Answered.to(offer);
        assertTrue(answer.media().getFirst().startsWith("m=audio 0 "));
        assertEquals("0", answer.session().mid());
    }

    @Test
    void audioThatIsNoLongerOfferedIsDeclined() throws SdpException {
        Answered answer = Answered.to(Offers.chromiumWithAudio().replace("m=audio 9", "m=audio 0"));
        assertTrue(answer.media().getFirst().startsWith("m=audio 0 "));
        assertEquals("0", answer.session().mid());
    }

    @Test
    void declinedSectionThatCarriesTheBundleIsAcceptedAsInactive() throws SdpException {
        Answered answer = Answered.to(Offers.maxBundle());
        assertEquals(
                List.of(
                        "m=audio 40000 UDP/TLS/RTP/SAVPF 111",
                        "m=video 40000 UDP/TLS/RTP/SAVPF 102",
                        "m=application 40000 UDP/DTLS/SCTP webrtc-datachannel"),
                answer.media());
        assertTrue(answer.has("a=group:BUNDLE a v d"));
        String audio = answer.text()
                .substring(answer.text().indexOf("m=audio"), answer.text().indexOf("m=video"));
        List<String> lines = audio.lines().toList();
        for (String line : List.of(
                "a=mid:a",
                "a=inactive",
                "a=rtcp-mux",
                "a=rtpmap:111 opus/48000/2",
                "a=fmtp:111 minptime=10;useinbandfec=1",
                "a=ice-ufrag:devufrag",
                "a=setup:active",
                "a=candidate:1 1 udp 2130706431 192.0.2.7 40000 typ host",
                "a=end-of-candidates")) {
            assertTrue(lines.contains(line), line);
        }
        assertEquals(0, answer.session().section());
        assertEquals("a", answer.session().mid());
        assertEquals("abcd", answer.session().remoteUfrag());
        assertEquals(1, answer.session().candidates().size());
    }

    @Test
    void groupOfTheAnswerLeavesDeclinedSectionsOut() throws SdpException {
        String offer = Offers.maxBundle().replace("H264/90000", "VP8/90000");
        Answered answer = Answered.to(offer.replace("a=group:BUNDLE a v d", "a=group:BUNDLE a d v"));
        assertNull(answer.session().video());
        assertEquals("m=video 0 UDP/TLS/RTP/SAVPF 102", answer.media().get(1));
        assertTrue(answer.has("a=group:BUNDLE a d"));
        assertEquals("a", answer.session().mid());
    }

    @Test
    void transportIsThatOfTheFirstAcceptedSectionInTheOrderOfTheGroup() throws SdpException {
        String offer = Offers.file("chromium").replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 1 0");
        Answered answer = Answered.to(offer);
        assertTrue(answer.has("a=group:BUNDLE 1 0"));
        assertEquals(1, answer.session().section());
        String data = answer.text().substring(answer.text().indexOf("m=application"));
        assertTrue(data.contains("a=candidate:"));
        assertEquals(
                answer.text().indexOf("a=candidate:"),
                answer.text().indexOf("m=application") + data.indexOf("a=candidate:"),
                "candidates are in that section only");
    }

    @Test
    void sectionWithoutMidGetsNone() throws SdpException {
        Answered answer = Answered.to(Offers.bare().replace("a=mid:v\n", ""));
        assertFalse(answer.text().contains("a=mid"));
        assertEquals("", answer.session().mid());
        String withMid = Offers.file("chromium").replaceFirst("m=video", "m=audio 9 RTP/AVP 0\nm=video");
        answer = Answered.to(withMid);
        assertEquals(1, answer.lines().stream().filter("a=mid:0"::equals).count());
    }

    @Test
    void sectionOutsideTheGroupIsAnsweredWithoutGroup() throws SdpException {
        Answered answer = Answered.to(Offers.bare().replace("t=0 0\n", "t=0 0\na=group:BUNDLE x\n"));
        assertFalse(answer.text().contains("a=group"));
        assertEquals("v", answer.session().mid());
    }

    @Test
    void formatWithoutParametersIsChosenWhereItIsTheOnlyOne() throws SdpException {
        Answered answer = Answered.to(Offers.bare());
        assertEquals(List.of("m=video 40000 UDP/TLS/RTP/SAVPF 102"), answer.media());
        assertFalse(answer.text().contains("a=group"), "an offer without BUNDLE gets none");
        assertFalse(answer.text().contains("fmtp"));
        assertFalse(answer.text().contains("ssrc-group"));
        assertFalse(answer.has("a=ice-options:trickle"));
    }

    @Test
    void answerIsPassiveWhereTheOffererIsActive() throws SdpException {
        Answered answer = Answered.to(Offers.bare().replace("setup:actpass", "setup:active"));
        assertFalse(answer.session().dtlsClient());
        assertTrue(answer.has("a=setup:passive"));
    }

    @Test
    void constrainedBaselineIsPreferredInAnyOrder() throws SdpException {
        String formats = """
                a=rtpmap:96 VP8/90000
                a=rtpmap:97 H264/90000
                a=fmtp:97 packetization-mode=1;profile-level-id=640032
                a=rtpmap:98 H264/90000
                a=fmtp:98 profile-level-id=42001f;packetization-mode=1
                a=rtpmap:99 H264/90000
                a=fmtp:99 packetization-mode=0;profile-level-id=42e01f
                a=rtpmap:100 H264/90000
                a=fmtp:100 level-asymmetry-allowed=1; packetization-mode=1; profile-level-id=42E01F
                a=rtpmap:101 rtx/90000
                a=fmtp:101 apt=100
                """;
        String offer = Offers.bare()
                .replace("SAVPF 102", "SAVPF 96 97 98 99 100 101")
                .replace("a=rtpmap:102 H264/90000\n", formats);
        NegotiatedVideo video = Answered.to(offer).session().video();
        assertNotNull(video);
        assertEquals(100, video.payloadType());
        assertEquals(101, video.rtxPayloadType());
    }

    @Test
    void dataAloneIsAcceptedWhereVideoIsNotH264() throws SdpException {
        String offer = Offers.file("aiortc-video-data").replace("H264/90000", "AV1/90000");
        Answered answer = Answered.to(offer);
        assertNull(answer.session().video());
        assertTrue(answer.media().getFirst().startsWith("m=video 40000 "));
        assertTrue(answer.has("a=inactive"), "video carries the transport");
        assertTrue(answer.has("a=group:BUNDLE 0 1"));
    }

    @Test
    void oneSectionOnlyIsAcceptedWithoutBundle() throws SdpException {
        String offer = Offers.file("chromium").replace("a=group:BUNDLE 0 1\n", "");
        Answered answer = Answered.to(offer);
        assertNotNull(answer.session().video());
        assertNull(answer.session().data());
        assertTrue(answer.media().getLast().startsWith("m=application 0 "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v=1",
                "v=0\nm=video",
                "v=0\nm=video 9 UDP/TLS/RTP/SAVPF",
                "v=0\nm=video 99999 UDP/TLS/RTP/SAVPF 1",
                "v=0\nm=video 9 UDP/TLS/RTP/SAVPF 1\na=mid:x y",
                "v=0\nhello",
                "v=0\ns=-",
            })
    void malformedOfferIsRefused(String text) {
        SdpException refused = assertThrows(SdpException.class, () -> SdpOffer.parse(text));
        assertEquals(SdpException.Fault.MALFORMED, refused.fault());
    }

    @ParameterizedTest
    @CsvSource({
        "a=ice-ufrag:abcd, a=ice-ufrag:a, MALFORMED",
        "a=ice-pwd:abcdefghijklmnopqrstuvwx, a=ice-pwd:short, MALFORMED",
        "sha-256, sha-1, MALFORMED",
        "a=setup:actpass, a=setup:holdconn, UNSUPPORTED",
        "H264/90000, VP8/90000, UNSUPPORTED",
        "a=recvonly, a=sendonly, UNSUPPORTED",
        "a=rtcp-mux, a=x, UNSUPPORTED",
        "s=-, a=ice-lite, UNSUPPORTED",
    })
    void unusableOfferIsRefused(String what, String instead, SdpException.Fault fault) throws SdpException {
        SdpOffer offer = SdpOffer.parse(Offers.bare().replace(what, instead));
        assertEquals(
                fault,
                assertThrows(SdpException.class, () -> SdpNegotiator.negotiate(offer))
                        .fault());
    }

    @Test
    void oversizeOfferIsRefused() {
        String large = Offers.bare() + "a=x:" + "y".repeat(SdpOffer.MAX_BYTES);
        assertThrows(SdpException.class, () -> SdpOffer.parse(large));
        String many = "v=0\n" + "m=audio 0 RTP/AVP 0\n".repeat(17);
        assertThrows(SdpException.class, () -> SdpOffer.parse(many));
        String attributes = "v=0\n" + "a=x\n".repeat(2_049) + "m=audio 0 RTP/AVP 0\n";
        assertThrows(SdpException.class, () -> SdpOffer.parse(attributes));
    }
}
