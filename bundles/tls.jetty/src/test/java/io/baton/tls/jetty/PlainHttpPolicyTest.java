// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a request without TLS. */
final class PlainHttpPolicyTest {

    private static final String REMOTE = "192.0.2.7";

    @ParameterizedTest
    @CsvSource({
        "GET, kvm:8080, navigate, , , https://kvm:8443/a?b=c",
        "HEAD, kvm, , text/html, , https://kvm:8443/a?b=c",
        "GET, '[2001:db8::7]:8080', navigate, , , 'https://[2001:db8::7]:8443/a?b=c'",
        "GET, kvm, cors, text/html, , refused",
        "GET, kvm, , */*, , refused",
        "GET, kvm, , , , refused",
        "POST, kvm, navigate, text/html, , refused",
        "GET, kvm, , text/html, websocket, refused",
        "GET, 'kvm/evil.example', navigate, , , refused",
        "GET, 'evil.example#kvm', navigate, , , refused",
        "GET, 'user@evil.example', navigate, , , refused",
        "GET, , navigate, , , refused",
    })
    void redirectLeadsLinksToHttpsAndRefusesCalls(
            String method,
            @Nullable String host,
            @Nullable String fetchMode,
            @Nullable String accept,
            @Nullable String upgrade,
            String expected) {
        PlainHttpPolicy policy = new PlainHttpPolicy(TlsConfig.REDIRECT, true, 8443);
        for (String local : new String[] {REMOTE, "127.0.0.1"}) {
            assertEquals(
                    expected,
                    text(policy.verdict(
                            new PlainHttpPolicy.Request(local, method, host, "/a?b=c", fetchMode, accept, upgrade))));
        }
    }

    @Test
    void redirectToTheDefaultPortNamesNone() {
        PlainHttpPolicy policy = new PlainHttpPolicy(TlsConfig.REDIRECT, true, 443);
        assertEquals("https://kvm/", text(policy.verdict(navigation(REMOTE))));
    }

    @Test
    void withoutHttpsOnlyLoopbackIsServedUnlessChosen() {
        PlainHttpPolicy redirect = new PlainHttpPolicy(TlsConfig.REDIRECT, false, 8443);
        assertEquals("served", text(redirect.verdict(navigation("127.0.0.1"))));
        assertEquals("served", text(redirect.verdict(navigation("::1"))));
        assertEquals("refused", text(redirect.verdict(navigation(REMOTE))));
        assertEquals("served", text(new PlainHttpPolicy(TlsConfig.SERVE, false, 8443).verdict(navigation(REMOTE))));
        assertEquals("served", text(new PlainHttpPolicy(TlsConfig.SERVE, true, 8443).verdict(navigation(REMOTE))));
        assertEquals("refused", text(new PlainHttpPolicy(TlsConfig.OFF, false, 1).verdict(navigation("127.0.0.1"))));
        assertEquals("refused", text(new PlainHttpPolicy(TlsConfig.OFF, true, 1).verdict(navigation("127.0.0.1"))));
        assertEquals("refused", text(new PlainHttpPolicy("mistyped", true, 1).verdict(navigation(REMOTE))));
    }

    @ParameterizedTest
    @CsvSource({
        "auto, 127.0.0.1, false",
        "auto, ::1, false",
        "auto, 0.0.0.0, true",
        "auto, 192.0.2.7, true",
        "auto, , true",
        "mistyped, 192.0.2.7, true",
        "on, 127.0.0.1, true",
        "off, 192.0.2.7, false",
    })
    void httpsIsOnByDefaultBeyondLoopback(String setting, @Nullable String host, boolean enabled) {
        assertEquals(enabled, TlsService.isEnabled(setting, host));
    }

    private static PlainHttpPolicy.Request navigation(String local) {
        return new PlainHttpPolicy.Request(local, "GET", "kvm", "/", "navigate", "text/html", null);
    }

    private static String text(PlainHttpPolicy.Verdict verdict) {
        return switch (verdict) {
            case PlainHttpPolicy.Verdict.Serve serve -> "served";
            case PlainHttpPolicy.Verdict.Redirect redirect -> redirect.location();
            case PlainHttpPolicy.Verdict.Refuse refuse -> "refused";
        };
    }
}
