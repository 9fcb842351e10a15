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
import org.junit.jupiter.api.Timeout;

/** Bad input on the signalling socket: one clear error each, the socket goes on or ends as documented. */
@Timeout(60)
final class BadFramesIT {
    private static final int MAX_FRAME = 192 * 1024;
    private static final int STRIKES = 16;
    private static final int BURST = 150;
    private static final String CANDIDATE =
            "{\"type\":\"new-ice-candidate\",\"data\":{\"candidate\":\"%s\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0}}";

    private static HonestPrimary bystander;
    private static Http http;

    @BeforeAll
    static void open() throws Exception {
        bystander = HonestPrimary.beside(Map.of());
        http = new Http(bystander.device.address());
    }

    @AfterEach
    void assertUnaffected() {
        bystander.noticesNothing();
    }

    @AfterAll
    static void close() {
        bystander.close();
    }

    private static SignallingFrames client() throws Exception {
        return SignallingFrames.open(bystander.device.address());
    }

    private static void refusedAndGoesOn(String code, String... frames) throws Exception {
        try (SignallingFrames client = client()) {
            for (String frame : frames) {
                client.say(frame);
                client.awaitError(code);
                client.assertAlive();
            }
        }
    }

    @Test
    void malformedJson() throws Exception {
        refusedAndGoesOn("malformed_json", "", "{", "null", "[]", "7", "{'type':'offer'}", "{\"type\":\"offer\"}{}");
    }

    @Test
    void duplicateKeysDeepNestingAndHugeNumbers() throws Exception {
        refusedAndGoesOn(
                "malformed_json",
                "{\"type\":\"attach\",\"type\":\"offer\"}",
                "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}",
                "{\"a\":" + "9".repeat(5_000) + "}",
                "{\"" + "n".repeat(5_000) + "\":1}");
    }

    @Test
    void jsonOfTheWrongShape() throws Exception {
        refusedAndGoesOn("bad_frame", "{}", "{\"type\":7}", "{\"type\":{\"type\":\"offer\"}}");
        refusedAndGoesOn(
                "bad_offer",
                "{\"type\":\"offer\"}",
                "{\"type\":\"offer\",\"data\":[]}",
                "{\"type\":\"offer\",\"data\":{\"sd\":null}}",
                "{\"type\":\"offer\",\"data\":{\"sd\":{}}}");
    }

    @Test
    void unknownTypesAndBinaryFramesAreIgnored() throws Exception {
        try (SignallingFrames client = client()) {
            client.say("{\"type\":\"of-tomorrow\",\"data\":{\"x\":[1,2,3]}}");
            client.binary(new byte[] {0, 1, 2, (byte) 0xff});
            client.assertAlive();
        }
    }

    @Test
    void offersThatAreNoBase64OrHoldNoJson() throws Exception {
        String offer = "{\"type\":\"offer\",\"data\":{\"sd\":\"%s\"}}";
        refusedAndGoesOn("bad_base64", offer.formatted("%%%"), offer.formatted("e30" + "*"), offer.formatted("a b="));
        refusedAndGoesOn("malformed_json", offer.formatted("AAAA"), offer.formatted(""));
        refusedAndGoesOn("bad_offer", offer.formatted("e30="));
    }

    @Test
    void sdpThatIsNone() throws Exception {
        refusedAndGoesOn(
                "bad_offer",
                Offers.frame("garbage"),
                Offers.frame("v=0\r\nm=\r\n"),
                Offers.frame(Offers.WITHOUT_MEDIA));
        refusedAndGoesOn("unsupported_offer", Offers.frame(Offers.VP8_ONLY));
        refusedAndGoesOn("too_large", Offers.frame("v=0" + " ".repeat(64 * 1024)));
    }

    @Test
    void framesThatAreTooLarge() throws Exception {
        try (SignallingFrames client = client()) {
            client.sayAsFarAsItGoes("x".repeat(MAX_FRAME + 1), true);
            assertEquals(1009, client.awaitClose());
        }
    }

    @Test
    void messagesThatAreTooLargeInParts() throws Exception {
        try (SignallingFrames client = client()) {
            client.part("x".repeat(MAX_FRAME / 2), false);
            client.part("x".repeat(MAX_FRAME / 2), false);
            client.sayAsFarAsItGoes("x", true);
            assertEquals(1009, client.awaitClose());
        }
    }

    @Test
    void candidatesThatAreNone() throws Exception {
        refusedAndGoesOn("no_offer", CANDIDATE.formatted("candidate:1 1 udp 1 192.0.2.1 9 typ host"));
        refusedAndGoesOn(
                "bad_candidate",
                CANDIDATE.formatted("c".repeat(1025)),
                "{\"type\":\"new-ice-candidate\"}",
                "{\"type\":\"new-ice-candidate\",\"data\":{\"candidate\":{}}}",
                "{\"type\":\"new-ice-candidate\",\"data\":{\"candidate\":\"c\",\"sdpMLineIndex\":70000}}");
    }

    @Test
    void thousandsOfCandidates() throws Exception {
        try (SignallingFrames client = client()) {
            client.say(Offers.frame(Offers.VIDEO));
            assertEquals("answer", client.next().path("type").asText());
            for (int i = 0; i < 3_000; i++) {
                client.sayAsFarAsItGoes(
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
    void aStormOfPings() throws Exception {
        try (SignallingFrames client = client()) {
            for (int i = 0; i < 4 * BURST; i++) {
                client.sayAsFarAsItGoes("ping", true);
            }
            List<String> codes = errorsUntilClosed(client);
            assertEquals(STRIKES, codes.size(), codes.toString());
            assertTrue(codes.stream().allMatch("rate_limited"::equals), codes.toString());
        }
    }

    @Test
    void mistakesWithoutEnd() throws Exception {
        try (SignallingFrames client = client()) {
            for (int i = 0; i < STRIKES; i++) {
                client.say("{");
            }
            assertEquals(STRIKES, errorsUntilClosed(client).size());
        }
    }

    @Test
    void unknownToken() throws Exception {
        try (SignallingFrames client = client()) {
            client.say(
                    "{\"type\":\"attach\",\"data\":{\"resumeToken\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}}");
            JsonNode error = client.awaitError("unknown_session");
            assertTrue(!error.toString().contains("AAAA"), "the token is not repeated");
            client.say("{\"type\":\"attach\",\"data\":{\"resumeToken\":\"" + "t".repeat(200) + "\"}}");
            client.awaitError("bad_value");
            client.assertAlive();
        }
    }

    @Test
    void foreignOrigins() throws IOException {
        int port = bystander.device.address().getPort();
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
    void foreignHosts() throws IOException {
        int port = bystander.device.address().getPort();
        for (String host : List.of("evil.example:" + port, "127.0.0.1.evil.example", "0.0.0.0:" + port)) {
            BareSocket.upgrade(http, host, "Origin: http://" + host).assertProblem(421, "unknown_host");
        }
    }

    @Test
    void framesAgainstTheProtocol() throws Exception {
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

    /** Whoever asks without reading, or has closed its half, costs nobody anything. */
    @Test
    void deafAndHalfOpenSockets() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 30; i++) {
                Socket socket = BareSocket.open(http);
                sockets.add(socket);
                if (i % 2 == 0) {
                    socket.shutdownOutput();
                }
            }
            Socket deaf = sockets.get(1);
            byte[] mistake = BareSocket.masked("{");
            for (int i = 0; i < STRIKES; i++) {
                deaf.getOutputStream().write(mistake);
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

    /** The words of the errors that came before the device closed with 1008. */
    private static List<String> errorsUntilClosed(SignallingFrames client) throws Exception {
        assertEquals(1008, client.awaitClose());
        List<String> codes = new ArrayList<>();
        for (String frame : client.rest()) {
            if (!frame.equals("pong") && Http.json(frame).path("type").asText().equals("error")) {
                codes.add(Http.json(frame).path("data").path("code").asText());
            }
        }
        return codes;
    }
}
