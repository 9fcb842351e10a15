// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** S9, S13: the page of this device may speak, a page from elsewhere may not, and no foreign name stands for us. */
final class OriginPolicyTest {

    private final OriginPolicy loopback = new OriginPolicy(List.of("localhost", "127.0.0.1", "[::1]"));

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, http://localhost:8080",
        "127.0.0.1:8080, http://127.0.0.1:8080",
        "[::1]:8080, http://[::1]:8080",
        "LOCALHOST:8080, http://localhost:8080",
        "localhost, http://localhost",
        "localhost, https://localhost",
        "localhost:443, https://localhost",
        "localhost:8080,",
    })
    void sameOriginAndNonBrowserClientsAreAdmitted(String host, @Nullable String origin) {
        assertEquals("", code(loopback, host, origin));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "http://localhost:8081",
                "http://localhost",
                "http://localhost.evil.example:8080",
                "http://evil.example",
                "http://evil.example:8080",
                "http://localhost:8080@evil.example",
                "http://localhost:8080.evil.example",
                "http://localhost:8080/",
                "http://localhost:8080 http://evil.example",
                "http://127.0.0.1:8080",
                "file://",
                "chrome-extension://abcdef",
                "ftp://localhost:8080",
                "//localhost:8080",
                "localhost:8080",
            })
    void foreignOriginIsRefused(String origin) {
        assertEquals("foreign_origin", code(loopback, "localhost:8080", origin));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example:8080",
                "localhost.evil.example",
                "localhost:8080:1",
                "",
                " ",
                "a b",
                "localhost/x",
                "0.0.0.0:8080"
            })
    void unknownHostIsRefused(String host) {
        assertEquals("unknown_host", code(loopback, host, null));
    }

    /** There is no login: the web server may be configured to listen anywhere, requests are refused all the same. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,",
        "127.0.0.9,",
        "::1,",
        "192.0.2.1, loopback_only",
        "2001:db8::1, loopback_only",
        "'', loopback_only"
    })
    void nonLoopbackAddressIsRefused(String local, @Nullable String code) {
        String said =
                loopback.check(local, "localhost:8080", null).map(Problem::code).orElse(null);
        assertEquals(code, said);
    }

    @Test
    void missingHostIsRefused() {
        assertEquals("unknown_host", code(loopback, null, null));
    }

    @Test
    void emptyHostListAdmitsEveryName() {
        OriginPolicy open = new OriginPolicy(List.of());
        assertEquals("", code(open, "kvm.example:8443", "https://kvm.example:8443"));
        assertEquals("foreign_origin", code(open, "kvm.example:8443", "https://kvm.example"));
    }

    private static String code(OriginPolicy originPolicy, @Nullable String host, @Nullable String origin) {
        return originPolicy.check(host, origin).map(Problem::code).orElse("");
    }
}
