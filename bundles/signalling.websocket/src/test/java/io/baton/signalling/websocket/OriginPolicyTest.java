// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of the device's own page and of programs are admitted, those of other pages and names are not. */
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
    void s9SameOriginAndNonBrowserClientsAreAdmitted(String host, @Nullable String origin) {
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
    void s9ForeignOriginIsRefused(String origin) {
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
    void s13UnknownHostIsRefused(String host) {
        assertEquals("unknown_host", code(loopback, host, null));
    }

    /** The address a request came in at is a known host; any other address is not, nor is a name made of it. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1:8443, ''",
        "192.0.2.1, 192.0.2.1, ''",
        "2001:db8:0:0:0:0:0:1, '[2001:db8::1]:8443', ''",
        "2001:db8:0:0:0:0:0:1%eth0, '[2001:DB8::1]:8443', ''",
        "192.0.2.1, localhost:8443, ''",
        "192.0.2.1, 192.0.2.2:8443, unknown_host",
        "192.0.2.1, '[2001:db8::1]:8443', unknown_host",
        "192.0.2.1, 192.0.2.1.evil.example:8443, unknown_host",
        "192.0.2.1, 192.0.2.1@evil.example, unknown_host",
        "192.0.2.1, 0.0.0.0:8443, unknown_host",
        "192.0.2.1, '[::ffff:192.0.2.2]:8443', unknown_host",
        "'', evil.example:8443, unknown_host",
        "'', 192.0.2.1:8443, unknown_host",
    })
    void s13OwnAddressIsAdmittedAndNoOther(String local, String host, String code) {
        OriginPolicy.Request request = new OriginPolicy.Request(local, true, "GET", host, null, null, null);
        assertEquals(code, loopback.check(request).map(Problem::code).orElse(""));
    }

    @Test
    void s13MissingHostIsRefused() {
        assertEquals("unknown_host", code(loopback, null, null));
    }

    @Test
    void s13EmptyHostListAdmitsEveryName() {
        OriginPolicy open = new OriginPolicy(List.of());
        assertEquals("", code(open, "kvm.example:8443", "https://kvm.example:8443"));
        assertEquals("foreign_origin", code(open, "kvm.example:8443", "https://kvm.example"));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8443, https://localhost:8443, ''",
        "localhost, https://localhost, ''",
        "localhost:8443, http://localhost:8443, foreign_origin",
        "localhost:80, http://localhost, foreign_origin",
    })
    void s9PageLoadedWithoutTlsIsForeignOverTls(String host, String origin, String code) {
        OriginPolicy.Request request = new OriginPolicy.Request("127.0.0.1", true, "GET", host, origin, null, null);
        assertEquals(code, loopback.check(request).map(Problem::code).orElse(""));
    }

    /** Browsers leave the Origin header out of some requests; Fetch Metadata shows them then. */
    @ParameterizedTest
    @CsvSource({
        "GET, same-origin, cors, ''",
        "POST, same-origin, cors, ''",
        "GET, none, navigate, ''",
        "GET, cross-site, navigate, ''",
        "GET, , , ''",
        "POST, , , ''",
        "GET, cross-site, no-cors, foreign_origin",
        "GET, same-site, no-cors, foreign_origin",
        "POST, cross-site, navigate, foreign_origin",
        "POST, same-site, navigate, foreign_origin",
        "DELETE, cross-site, cors, foreign_origin",
        "GET, invented, cors, foreign_origin",
    })
    void s10RequestOfAForeignPageIsRefusedWithoutAnOriginHeader(
            String method, @Nullable String site, @Nullable String mode, String code) {
        OriginPolicy.Request request =
                new OriginPolicy.Request("127.0.0.1", false, method, "localhost:8080", null, site, mode);
        assertEquals(code, loopback.check(request).map(Problem::code).orElse(""));
    }

    private static String code(OriginPolicy originPolicy, @Nullable String host, @Nullable String origin) {
        OriginPolicy.Request request = new OriginPolicy.Request("127.0.0.1", false, "GET", host, origin, null, null);
        return originPolicy.check(request).map(Problem::code).orElse("");
    }
}
