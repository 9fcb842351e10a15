// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.IceCandidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameReaderTest {

    private final FrameReader reader = new FrameReader();

    @Test
    void jetKvmOfferIsRead() {
        ClientFrame.Offer offer = assertInstanceOf(ClientFrame.Offer.class, reader.frame(Frames.offer("v=0\\r\\n")));
        assertEquals("v=0\r\n", offer.sdp());
        assertNull(offer.introduction().resumeToken());
        assertEquals("", offer.introduction().nickname());
        assertTrue(offer.introduction().legacy());
    }

    @Test
    void offerWithIntroductionIsRead() {
        String frame = Frames.offer(
                "v=0",
                "{\"resumeToken\":\"t\",\"nickname\":\"Ada\",\"userAgent\":\"" + "x".repeat(600) + "\",\"new\":[1]}");
        ClientFrame.Offer offer = assertInstanceOf(ClientFrame.Offer.class, reader.frame(frame));
        assertEquals("t", offer.introduction().resumeToken());
        assertEquals("Ada", offer.introduction().nickname());
        assertFalse(offer.introduction().legacy());
        assertEquals(512, offer.introduction().userAgent().length());
        assertFalse(offer.toString().contains("resumeToken"), "the token is not printed");
    }

    @Test
    void candidates() {
        assertEquals(
                new ClientFrame.Candidate(new IceCandidate("candidate:1", "0", 0, null)),
                reader.frame(Frames.candidate("candidate:1")));
        assertEquals(new ClientFrame.Nothing(), reader.frame(Frames.candidate("")));
        assertEquals(
                new ClientFrame.Candidate(new IceCandidate("candidate:1", "", 0, "uf")),
                reader.frame("{\"type\":\"new-ice-candidate\",\"data\":{\"candidate\":\"candidate:1\","
                        + "\"usernameFragment\":\"uf\"}}"));
    }

    @Test
    void attachAndPing() {
        assertEquals(
                new ClientFrame.Attach("t"), reader.frame("{\"type\":\"attach\",\"data\":{\"resumeToken\":\"t\"}}"));
        assertEquals(new ClientFrame.Ping(), reader.frame("ping"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "7",
                "\"ping\"",
                "PING",
                "{\"type\":\"offer\"}{}",
                "{\"type\":\"offer\",\"type\":\"attach\"}",
                "{\"a\":1e99999999999999999999999999999999999999}",
                "{\"a\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}",
                "{'type':'offer'}",
                "{\"type\":\"offer\",}"
            })
    void malformedJsonIsRejected(String frame) {
        assertEquals("malformed_json", code(frame));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|bad_frame",
                "{\"type\":7}|bad_frame",
                "{\"type\":\"offer\"}|bad_offer",
                "{\"type\":\"offer\",\"data\":{\"sd\":7}}|bad_offer",
                "{\"type\":\"offer\",\"data\":{\"sd\":\"%%%\"}}|bad_base64",
                "{\"type\":\"offer\",\"data\":{\"sd\":\"e30\"}}|bad_offer",
                "{\"type\":\"offer\",\"data\":{\"sd\":\"e30=\"}}|bad_offer",
                "{\"type\":\"offer\",\"data\":{\"sd\":\"AAAA\"}}|malformed_json",
                "{\"type\":\"attach\"}|bad_value",
                "{\"type\":\"attach\",\"data\":{\"resumeToken\":\"\"}}|bad_value",
                "{\"type\":\"new-ice-candidate\"}|bad_candidate",
                "{\"type\":\"new-ice-candidate\",\"data\":{\"candidate\":1}}|bad_candidate",
                "{\"type\":\"new-ice-candidate\",\"data\":{\"candidate\":\"c\",\"sdpMLineIndex\":-1}}|bad_candidate",
                "{\"type\":\"new-ice-candidate\",\"data\":{\"candidate\":\"c\",\"sdpMLineIndex\":65536}}|bad_candidate",
                "{\"type\":\"new-ice-candidate\",\"data\":{\"candidate\":\"c\",\"sdpMLineIndex\":\"0\"}}|bad_candidate",
            })
    void eachMistakeHasItsCode(String frame, String code) {
        assertEquals(code, code(frame));
    }

    /** The client may be newer than the device. */
    @Test
    void unknownTypesAreIgnored() {
        assertInstanceOf(ClientFrame.Nothing.class, reader.frame("{\"type\":\"answer\",\"data\":\"x\"}"));
        assertInstanceOf(ClientFrame.Nothing.class, reader.frame("{\"type\":\"\"}"));
    }

    @Test
    void s16OversizeFieldsAreRejected() {
        assertEquals("too_large", code(Frames.offer("x".repeat(FrameReader.MAX_SDP + 1))));
        assertInstanceOf(
                ClientFrame.Offer.class,
                reader.frame(Frames.offer("v=" + "\\r\\n".repeat(FrameReader.MAX_SDP / 2 - 1))));
        assertEquals("too_large", code("x".repeat(FrameReader.MAX_FRAME + 1)));
        assertEquals("bad_candidate", code(Frames.candidate("c".repeat(1025))));
        assertEquals("bad_value", code(Frames.offer("v=0", "{\"resumeToken\":\"" + "t".repeat(129) + "\"}")));
        assertEquals("bad_value", code(Frames.offer("v=0", "{\"nickname\":\"" + "n".repeat(257) + "\"}")));
    }

    @Test
    void postedBodyIsAnOffer() {
        assertInstanceOf(ClientFrame.Offer.class, reader.session("{\"sd\":\"" + Frames.sd("v=0") + "\",\"ip\":\"\"}"));
        assertInstanceOf(ClientFrame.Bad.class, reader.session("ping"));
        assertInstanceOf(ClientFrame.Bad.class, reader.session("{\"type\":\"attach\"}"));
    }

    /** Twenty thousand broken variants of good frames: each is read or refused, none throws. */
    @Test
    void randomInputNeverThrows() {
        Random random = new Random(20261121);
        List<String> seeds = List.of(
                Frames.offer("v=0\\r\\n", "{\"resumeToken\":\"t\",\"nickname\":\"Ada\"}"),
                Frames.candidate("candidate:1 1 udp 2130706431 192.0.2.1 9 typ host"),
                "{\"type\":\"attach\",\"data\":{\"resumeToken\":\"t\"}}",
                "ping");
        List<ClientFrame> read = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            String frame = mutate(seeds.get(i % seeds.size()), random);
            read.add(reader.frame(frame));
            read.add(reader.session(frame));
        }
        assertTrue(read.stream().anyMatch(ClientFrame.Bad.class::isInstance));
        assertTrue(read.stream().anyMatch(ClientFrame.Candidate.class::isInstance));
    }

    private static String mutate(String seed, Random random) {
        StringBuilder text = new StringBuilder(seed);
        for (int n = random.nextInt(6); n > 0; n--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, (char) random.nextInt(0x300));
                case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(8)));
                case 2 -> text.insert(at, "{[\"\\,:}]\u0000\ud800".charAt(random.nextInt(10)));
                default -> text.insert(at, seed, 0, random.nextInt(seed.length()));
            }
        }
        return text.toString();
    }

    private String code(String frame) {
        return assertInstanceOf(ClientFrame.Bad.class, reader.frame(frame))
                .problem()
                .code();
    }
}
