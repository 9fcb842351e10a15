// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.target.virtual.FrameCode;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** Typed text and credentials appear in no log, at the most verbose level. */
final class SecretsIT {
    private static final String TYPED = "qzxvkj";
    private static final Pattern CREDENTIALS = Pattern.compile("a=(?:ice-ufrag|ice-pwd):([^\\\\\\r\\n\"]+)");

    @Test
    void noSecretIsLoggedAtAnyLevel() throws Exception {
        List<String> canaries = new ArrayList<>();
        List<String> log;
        try (Device device = Device.start(Map.of("io.baton.log.logback", "{\"levels\": [\"ROOT=TRACE\"]}"));
                Browser browser = Browser.open()) {
            browser.visit(device.address());
            FrameCode before = browser.awaitPicture();
            browser.awaitState("mode", "primary");
            browser.awaitState("hid", "ready");
            browser.capture();
            browser.type(TYPED);
            browser.awaitFrameCode("what was typed", frameCode -> frameCode.typed() == before.typed() + TYPED.length());
            canaries.add(TYPED);
            canaries.addAll(credentials(String.valueOf(browser.run(
                    "return testPeers.at(-1).localDescription.sdp + testPeers.at(-1).remoteDescription.sdp"))));
            assertEquals(4, canaries.size() - 1, "two names and two passwords of ICE");

            Http http = new Http(device.address());
            http.post("/webrtc/session", "{\"sd\":\"canaryBodyOfARequest\"}", "Content-Type: application/json")
                    .assertProblem(400, "malformed_json");
            canaries.add("canaryBodyOfARequest");
            http.get("/system/console", "Authorization: Basic Y2FuYXJ5OmNhbmFyeQ==", "Cookie: authToken=canaryCookie");
            canaries.addAll(List.of("Y2FuYXJ5OmNhbmFyeQ==", "canaryCookie"));
            canaries.add(tokenOfASession(device, canaries));
            canaries.addAll(cookieOfASession(http));
            canaries.addAll(paste(browser, device));
            log = device.log();
            assertTrue(log.stream().anyMatch(line -> line.contains(" DEBUG ")), "the log is verbose");
            log = new ArrayList<>(log);
            log.addAll(supportArchive(device));
            canaries.add("PRIVATE KEY");
        }
        for (String canary : canaries) {
            for (String line : log) {
                assertFalse(line.contains(canary), () -> canary + " is in: " + line);
            }
        }
    }

    /** Returns the lines of all parts of the support archive. */
    private static List<String> supportArchive(Device device) throws Exception {
        List<String> lines = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(device.address().resolve("/diagnostics"))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertEquals(200, answer.statusCode());
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
                for (ZipEntry part = zip.getNextEntry(); part != null; part = zip.getNextEntry()) {
                    parts.add(part.getName());
                    new String(zip.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .forEach(lines::add);
                }
            }
        }
        assertTrue(parts.contains("baton-diagnostics/configuration.json"), parts.toString());
        assertTrue(lines.stream().anyMatch(line -> line.contains(" DEBUG ")), "the archive has the log");
        return lines;
    }

    /** Joins as a second client and attaches with its token, wrong and right; the answers show no other's secrets. */
    private static String tokenOfASession(Device device, List<String> others) throws Exception {
        try (SignallingFrames client = SignallingFrames.open(device.address())) {
            client.send(Offers.frame(Offers.VIDEO));
            JsonNode answer = client.next();
            String token = answer.path("resumeToken").asText();
            assertTrue(token.length() >= 43, "256 bits in base64");
            String sdp =
                    new String(Base64.getDecoder().decode(answer.path("data").asText()), StandardCharsets.UTF_8);
            for (String other : others) {
                assertFalse(answer.toString().contains(other) || sdp.contains(other), other);
            }
            client.send("{\"type\":\"attach\",\"data\":{\"resumeToken\":\"canary" + token.substring(6) + "\"}}");
            JsonNode next = client.next();
            while (next.path("type").asText().equals("new-ice-candidate")) {
                next = client.next();
            }
            assertEquals("unknown_session", next.path("data").path("code").asText());
            assertFalse(next.toString().contains(token.substring(6)));
            return token;
        }
    }

    /** Joins with the device's cookie; neither the cookie nor its digest may be logged. */
    private static List<String> cookieOfASession(Http http) throws Exception {
        String given = http.get("/device").header("Set-Cookie");
        assertTrue(given.startsWith("batonLogin-"), given);
        String pair = given.substring(0, given.indexOf(';'));
        String value = pair.substring(pair.indexOf('=') + 1, pair.indexOf('.'));
        Http.Response joined = http.post(
                "/webrtc/session", Offers.body(Offers.VIDEO), "Content-Type: application/json", "Cookie: " + pair);
        assertEquals(200, joined.status());
        assertFalse(joined.body().contains(value));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
        return List.of(value, HexFormat.of().formatHex(digest));
    }

    /** Pastes as an observer, which is refused, and again in control, which is played. */
    private static List<String> paste(Browser browser, Device device) {
        List<Integer> paste = List.of(7, 1, 0, 0, 0, 2, 0, 27, 29, 25, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 20);
        String page = browser.tabHandle();
        String ownTab = browser.newTab(device.address().resolve("/robots.txt"));
        RawPeer peer = RawPeer.join(browser, "rpc", "hidrpc");
        peer.send("hidrpc", List.of(1, 1), paste, List.of(7, 1, 9, 9, 27, 29, 25));
        browser.switchTo(page);
        browser.closeTab();
        browser.switchTo(ownTab);
        browser.await("the paste", () -> {
            peer.send("hidrpc", paste);
            return peer.received("hidrpc").contains(List.of(52L, 0L, 1L)) ? true : null;
        });
        return List.of("27, 29, 25", "1b1d19", "1B1D19");
    }

    private static List<String> credentials(String sdp) {
        List<String> found = new ArrayList<>();
        Matcher matcher = CREDENTIALS.matcher(sdp);
        while (matcher.find()) {
            String secret = matcher.group(1);
            // four letters might be anything; behind a colon, as in SDP and in STUN, they are a name of ICE
            String canary = secret.length() < 8 ? ":" + secret : secret;
            if (!found.contains(canary)) {
                found.add(canary);
            }
        }
        return found;
    }
}
