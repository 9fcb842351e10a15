// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.TokenDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S33: what clients send as cookies is bounded, and any value that the device did not make is none. */
final class BrowserCookieTest {

    private static final String VALUE = "0123456789-_".repeat(3) + "abcdefg";
    private static final String DIGEST = TokenDigest.of(VALUE).hex();

    @ParameterizedTest
    @ValueSource(
            strings = {"batonLogin=%s", "authToken=x; batonLogin=%s", "batonLogin=%s; b=1", "a=1;batonLogin=%s ;b"})
    void validCookieIsDigested(String header) {
        assertEquals(DIGEST, BrowserCookie.digest(List.of(header.formatted(VALUE))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "=",
                "batonLogin",
                "batonLogin=",
                "batonLogin=short",
                "batonLogin=%sx",
                "batonLogin= %s",
                "batonLogin=\"%s\"",
                "BATONLOGIN=%s",
                "xbatonLogin=%s",
                "a=batonLogin=%s",
                "authToken=%s",
                "batonLogin=%%0a0123456789012345678901234567890123456789"
            })
    void malformedCookieIsIgnored(String header) {
        assertEquals("", BrowserCookie.digest(List.of(header.formatted(VALUE))));
    }

    @Test
    void firstCookieWithinLimitCounts() {
        assertEquals(
                DIGEST, BrowserCookie.digest(List.of("a=1", "batonLogin=" + VALUE, "batonLogin=" + "x".repeat(43))));
        List<String> many = new ArrayList<>(Collections.nCopies(8, "a=1"));
        many.add("batonLogin=" + VALUE);
        assertEquals("", BrowserCookie.digest(many));
        assertEquals("", BrowserCookie.digest(List.of("a=" + "x".repeat(8192) + "; batonLogin=" + VALUE)));
    }

    @Test
    void randomCookieHeaderIsIgnored() {
        Random random = new Random(7);
        String letters = "batonLogin=;; ,\"\\\t\u0000\u00e9x0_-";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder header = new StringBuilder();
            int length = random.nextInt(120);
            for (int i = 0; i < length; i++) {
                int pick = random.nextInt(letters.length() + 4);
                header.append(pick < letters.length() ? letters.charAt(pick) : "batonLogin=");
            }
            String digest = BrowserCookie.digest(List.of(header.toString()));
            assertTrue(digest.isEmpty() || digest.matches("[0-9a-f]{64}"), header.toString());
        }
    }
}
