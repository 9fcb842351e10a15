// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Invalid input on the signalling socket: one error each; the socket stays open or closes as documented. */
final class BadFramesIT {
    private static final int MAX_FRAME = 192 * 1024;
    private static final int STRIKES = 16;
    private static final int BURST = 150;
    private static final String CANDIDATE =
            "{\"type\":\"new-ice-candidate\",\"data\":{\"candidate\":\"%s\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0}}";

    private static WorkingPrimary primary;
    private static Http http;

    @BeforeAll
    static void open() throws Exception {
        primary = WorkingPrimary.start(Map.of());
        http = new Http(primary.device.address());
    }

    @AfterEach
    void assertUnaffected() {
        primary.assertUnaffected();
    }

    @AfterAll
    static void close() {
        primary.close();
    }

    private static SignallingFrames client() throws Exception {
        return SignallingFrames.open(primary.device.address());
    }

    private static void assertRefusedAndStillOpen(String code, String... frames) throws Exception {
        try (SignallingFrames client = client()) {
            for (String frame : frames) {
                client.send(frame);
                client.awaitError(code);
                client.assertAlive();
            }
        }
    }

    @Test
    void malformedJsonIsRefused() throws Exception {
        assertRefusedAndStillOpen(
                "malformed_json", "", "{", "null", "[]", "7", "{'type':'offer'}", "{\"type\":\"offer\"}{}");
    }

    @Test
    void duplicateKeysDeepNestingAndHugeNumbersAreRefused() throws Exception {
        assertRefusedAndStillOpen(
                "malformed_json",
                "{\"type\":\"attach\",\"type\":\"offer\"}",
                "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}",
                "{\"a\":" + "9".repeat(5_000) + "}",
                "{\"" + "n".repeat(5_000) + "\":1}");
    }

    @Test
    void jsonOfTheWrongShapeIsRefused() throws Exception {
        assertRefusedAndStillOpen("bad_frame", "{}", "{\"type\":7}", "{\"type\":{\"type\":\"offer\"}}");
        assertRefusedAndStillOpen(
                "bad_offer",
                "{\"type\":\"offer\"}",
                "{\"type\":\"offer\",\"data\":[]}",
                "{\"type\":\"offer\",\"data\":{\"sd\":null}}",
                "{\"type\":\"offer\",\"data\":{\"sd\":{}}}");
    }

    @Test
    void unknownTypesAndBinaryFramesAreIgnored() throws Exception {
        try (SignallingFrames client = client()) {
            client.send("{\"type\":\"of-tomorrow\",\"data\":{\"x\":[1,2,3]}}");
            client.binary(new byte[] {0, 1, 2, (byte) 0xff});
            client.assertAlive();
        }
    }

    @Test
    void offersThatAreNotBase64OrNotJsonAreRefused() throws Exception {
        String offer = "{\"type\":\"offer\",\"data\":{\"sd\":\"%s\"}}";
        assertRefusedAndStillOpen(
                "bad_base64", offer.formatted("%%%"), offer.formatted("e30" + "*"), offer.formatted("a b="));
        assertRefusedAndStillOpen("malformed_json", offer.formatted("AAAA"), offer.formatted(""));
        assertRefusedAndStillOpen("bad_offer", offer.formatted("e30="));
    }

    @Test
    void invalidSdpIsRefused() throws Exception {
        assertRefusedAndStillOpen(
                "bad_offer",
                Offers.frame("garbage"),
                Offers.frame("v=0\r\nm=\r\n"),
                Offers.frame(Offers.WITHOUT_MEDIA));
        assertRefusedAndStillOpen("unsupported_offer", Offers.frame(Offers.VP8_ONLY));
        assertRefusedAndStillOpen("too_large", Offers.frame("v=0" + " ".repeat(64 * 1024)));
    }

    @Test
    void frameAboveTheLimitClosesTheSocket() throws Exception {
        try (SignallingFrames client = client()) {
            client.sendUnlessClosed("x".repeat(MAX_FRAME + 1), true);
            assertEquals(1009, client.awaitClose());
        }
    }

    @Test
    void fragmentedMessageAboveTheLimitClosesTheSocket() throws Exception {
        try (SignallingFrames client = client()) {
            client.part("x".repeat(MAX_FRAME / 2), false);
            client.part("x".repeat(MAX_FRAME / 2), false);
            client.sendUnlessClosed("x", true);
            assertEquals(1009, client.awaitClose());
        }
    }

    @Test
    void invalidCandidatesAreRefused() throws Exception {
        assertRefusedAndStillOpen("no_offer", CANDIDATE.formatted("candidate:1 1 udp 1 192.0.2.1 9 typ host"));
        assertRefusedAndStillOpen(
                "bad_candidate",
                CANDIDATE.formatted("c".repeat(1025)),
                "{\"type\":\"new-ice-candidate\"}",
                "{\"type\":\"new-ice-candidate\",\"data\":{\"candidate\":{}}}",
                "{\"type\":\"new-ice-candidate\",\"data\":{\"candidate\":\"c\",\"sdpMLineIndex\":70000}}");
    }

    @Test
    void candidatesAboveTheLimitCloseTheSocket() throws Exception {
        try (SignallingFrames client = client()) {
            client.send(Offers.frame(Offers.VIDEO));
            assertEquals("answer", client.next().path("type").asText());
            for (int i = 0; i < 3_000; i++) {
                client.sendUnlessClosed(
                        CANDIDATE.formatted(
                                i % 3 == 0
                                        ? "garbage " + i
                                        : "candidate:" + i + " 1 udp 1 127.0.0.1 " + (i + 1) + " typ host"),
                        true);
            }
            List<String> codes = errorsUntilClosed(client);
            assertEquals(STRIKES, codes.size(), codes.toString());
            assertTrue(codes.contains("too_many_candidates"), codes.toString());
        }
    }

    @Test
    void pingsAboveTheRateCloseTheSocket() throws Exception {
        try (SignallingFrames client = client()) {
            for (int i = 0; i < 4 * BURST; i++) {
                client.sendUnlessClosed("ping", true);
            }
            List<String> codes = errorsUntilClosed(client);
            assertEquals(STRIKES, codes.size(), codes.toString());
            assertTrue(codes.stream().allMatch("rate_limited"::equals), codes.toString());
        }
    }

    @Test
    void repeatedErrorsCloseTheSocket() throws Exception {
        try (SignallingFrames client = client()) {
            for (int i = 0; i < STRIKES; i++) {
                client.send("{");
            }
            assertEquals(STRIKES, errorsUntilClosed(client).size());
        }
    }

    @Test
    void unknownTokenIsRefusedAndNotRepeated() throws Exception {
        try (SignallingFrames client = client()) {
            client.send(
                    "{\"type\":\"attach\",\"data\":{\"resumeToken\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}}");
            JsonNode error = client.awaitError("unknown_session");
            assertTrue(!error.toString().contains("AAAA"), "the token is not repeated");
            client.send("{\"type\":\"attach\",\"data\":{\"resumeToken\":\"" + "t".repeat(200) + "\"}}");
            client.awaitError("bad_value");
            client.assertAlive();
        }
    }

    @Test
    void foreignOriginIsRefused() throws IOException {
        int port = primary.device.address().getPort();
        for (String origin : List.of(
                "null",
                "http://evil.example",
                "http://" + http.host() + ".evil.example",
                "http://127.0.0.1:" + (port + 1),
                "http://localhost:" + port,
                "http://127.0.0.1.evil.example:" + port)) {
            BareSocket.upgrade(http, http.host(), "Origin: " + origin).assertProblem(403, "foreign_origin");
        }
        assertEquals(
                101,
                BareSocket.upgrade(http, http.host(), "Origin: http://" + http.host())
                        .status(),
                "its own page");
        assertEquals(101, BareSocket.upgrade(http, http.host(), "X-No: page").status(), "no page at all");
    }

    @Test
    void foreignHostIsRefused() throws IOException {
        int port = primary.device.address().getPort();
        for (String host : List.of("evil.example:" + port, "127.0.0.1.evil.example", "0.0.0.0:" + port)) {
            BareSocket.upgrade(http, host, "Origin: http://" + host).assertProblem(421, "unknown_host");
        }
    }

    @Test
    void framesThatViolateRfc6455CloseTheSocket() throws Exception {
        // unmasked, a reserved bit, a reserved opcode, a control frame in two parts
        for (int[] head : List.of(
                new int[] {0x81, 0x04}, new int[] {0xF1, 0x84}, new int[] {0x83, 0x84}, new int[] {0x09, 0x84})) {
            try (Socket socket = BareSocket.open(http)) {
                socket.getOutputStream()
                        .write(new byte[] {(byte) head[0], (byte) head[1], 0, 0, 0, 0, 'p', 'i', 'n', 'g'});
                assertEquals(1002, BareSocket.closeCode(socket));
            }
        }
    }

    /** A few kilobytes that would inflate to 16 MiB: refused at the limit, or as not agreed upon. */
    @Test
    void compressedFrameAboveTheLimitClosesTheSocket() throws Exception {
        try (Socket socket = BareSocket.open(http, "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
            socket.getOutputStream().write(BareSocket.compressed(16 * 1024 * 1024));
            int code = BareSocket.closeCode(socket);
            assertTrue(code == 1009 || code == 1002, "closed with " + code);
        }
    }

    /** Clients that do not read, and clients that have closed their half of the connection. */
    @Test
    void socketsThatDoNotReadOrAreHalfOpenDelayNoOther() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 30; i++) {
                Socket socket = BareSocket.open(http);
                sockets.add(socket);
                if (i % 2 == 0) {
                    socket.shutdownOutput();
                }
            }
            Socket notReading = sockets.get(1);
            byte[] malformed = BareSocket.masked("{");
            for (int i = 0; i < STRIKES; i++) {
                notReading.getOutputStream().write(malformed);
            }
            try (SignallingFrames other = client()) {
                other.assertAlive();
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** The codes of the errors received before the device closed with 1008. */
    private static List<String> errorsUntilClosed(SignallingFrames client) throws Exception {
        assertEquals(1008, client.awaitClose());
        List<String> codes = new ArrayList<>();
        for (String frame : client.unread()) {
            if (!frame.equals("pong") && Http.json(frame).path("type").asText().equals("error")) {
                codes.add(Http.json(frame).path("data").path("code").asText());
            }
        }
        return codes;
    }
}
