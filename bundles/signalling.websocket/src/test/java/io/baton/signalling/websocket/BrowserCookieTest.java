// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.TokenDigest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S5, S33: cookies from clients are bounded, and a value that the device did not issue counts as none. */
final class BrowserCookieTest {

    private static final byte[] KEY = new byte[BrowserCookie.KEY_BYTES];

    private final BrowserCookie cookie = new BrowserCookie(KEY, new Random(1));
    private final String name = cookie.name();
    private final String value = issued(cookie).substring(name.length() + 1);
    private final String digest =
            TokenDigest.of(value.substring(0, value.indexOf('.'))).hex();

    /** The pair that the device issues to a browser without a cookie. */
    private static String issued(BrowserCookie cookie) {
        List<String> set = new ArrayList<>();
        cookie.issue(
                stub(HttpServletRequest.class, (method, arguments) -> switch (method) {
                    case "getHeaders" -> Collections.emptyEnumeration();
                    case "isSecure" -> false;
                    default -> throw new UnsupportedOperationException(method);
                }),
                stub(HttpServletResponse.class, (method, arguments) -> switch (method) {
                    case "getHeaders" -> List.of();
                    case "addHeader" -> set.add(String.valueOf(arguments[1]));
                    default -> throw new UnsupportedOperationException(method);
                }));
        return set.getFirst().substring(0, set.getFirst().indexOf(';'));
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T stub(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result = answer.to(method.getName(), arguments);
                    return method.getReturnType() == void.class ? null : result;
                }));
    }

    private String digest(String header) {
        return cookie.digest(List.of(header.replace("NAME", name).replace("VALUE", value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NAME=VALUE", "authToken=x; NAME=VALUE", "NAME=VALUE; b=1", "a=1;NAME=VALUE ;b"})
    void issuedCookieIsDigested(String header) {
        assertEquals(digest, digest(header));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "=",
                "NAME",
                "NAME=",
                "NAME=short",
                "NAME=VALUEx",
                "NAME= VALUE",
                "NAME=\"VALUE\"",
                "xNAME=VALUE",
                "a=NAME=VALUE",
                "authToken=VALUE",
                "batonLogin=VALUE",
                "NAME=%0a0123456789012345678901234567890123456789"
            })
    void malformedCookieIsIgnored(String header) {
        assertEquals("", digest(header));
    }

    @Test
    void inventedValueIsIgnored() {
        String text = value.substring(0, 43);
        String tag = value.substring(44);
        assertEquals("", digest("NAME=" + "A".repeat(43)));
        assertEquals("", digest("NAME=" + "A".repeat(43) + "." + tag));
        assertEquals("", digest("NAME=" + text + "." + "A".repeat(43)));
        assertEquals("", digest("NAME=" + text + "." + text));
        char last = value.charAt(85) == 'A' ? 'B' : 'A';
        assertEquals("", digest("NAME=" + value.substring(0, 85) + last));
    }

    @Test
    void cookieStaysValidForTheSameKeyAndEachDeviceHasItsOwnName() {
        assertEquals(digest, new BrowserCookie(KEY, new Random(2)).digest(List.of(name + "=" + value)));
        byte[] otherKey = KEY.clone();
        otherKey[0] = 1;
        BrowserCookie other = new BrowserCookie(otherKey, new Random(1));
        assertNotEquals(name, other.name());
        assertEquals("", other.digest(List.of(other.name() + "=" + value)));
    }

    @Test
    void firstCookieWithinLimitCounts() {
        assertEquals(digest, cookie.digest(List.of("a=1", name + "=" + value, name + "=" + "x".repeat(43))));
        List<String> many = new ArrayList<>(Collections.nCopies(8, "a=1"));
        many.add(name + "=" + value);
        assertEquals("", cookie.digest(many));
        assertEquals("", cookie.digest(List.of("a=" + "x".repeat(8192) + "; " + name + "=" + value)));
    }

    @Test
    void randomCookieHeaderIsIgnored() {
        Random random = new Random(7);
        String letters = name + "=;; ,.\"\\\t\u0000\u00e9x0_-";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder header = new StringBuilder();
            int length = random.nextInt(120);
            for (int i = 0; i < length; i++) {
                int pick = random.nextInt(letters.length() + 4);
                header.append(pick < letters.length() ? letters.charAt(pick) : name + "=");
            }
            assertTrue(cookie.digest(List.of(header.toString())).isEmpty(), header.toString());
        }
    }
}
