// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TotpTest {

    private static final String SECRET = Base32.encode("12345678901234567890".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    private Path directory = Path.of("");

    /** The vectors of RFC 6238, appendix B, their last six digits. */
    @ParameterizedTest
    @CsvSource({"59,287082", "1111111109,081804", "1111111111,050471", "1234567890,005924", "2000000000,279037"})
    void codesAreThoseOfTheStandard(long seconds, String code) {
        assertEquals(code, Totp.code(SECRET, seconds / Totp.STEP_SECONDS));
    }

    @Test
    void codeOfTheStepsBesideIsAcceptedOnceAndNoOlderOne() {
        Instant now = Instant.ofEpochSecond(1_000_000_000);
        long step = now.getEpochSecond() / Totp.STEP_SECONDS;
        for (long near = step - 1; near <= step + 1; near++) {
            assertEquals(
                    near, Totp.verify(SECRET, Totp.code(SECRET, near), now, 0).orElseThrow());
            assertTrue(Totp.verify(SECRET, Totp.code(SECRET, near), now, near).isEmpty());
        }
        assertTrue(Totp.verify(SECRET, Totp.code(SECRET, step - 2), now, 0).isEmpty());
        assertTrue(Totp.verify(SECRET, Totp.code(SECRET, step + 2), now, 0).isEmpty());
        assertTrue(Totp.verify(SECRET, "", now, 0).isEmpty());
    }

    @Test
    void base32IsThatOfTheStandard() {
        assertEquals("MZXW6YTBOI", Base32.encode("foobar".getBytes(StandardCharsets.US_ASCII)));
        for (int length = 0; length < 30; length++) {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            assertArrayEquals(bytes, Base32.decode(Base32.encode(bytes)));
        }
    }

    @Test
    void accountWithASecondFactorNeedsItsCodeOnce() throws Exception {
        AuthFixture fixture = AuthFixture.withAccount(directory);
        String cookie = fixture.cookie("admin", AuthFixture.PASSWORD);
        assertEquals(
                401,
                fixture.call("POST", "/auth/totp", cookie, Map.of("password", "wrong"))
                        .status());
        Reply enrolled = fixture.call("POST", "/auth/totp", cookie, Map.of("password", AuthFixture.PASSWORD));
        String secret = String.valueOf(enrolled.body().get("secret"));
        assertEquals(
                "otpauth://totp/Baton:admin?secret=" + secret + "&issuer=Baton",
                enrolled.body().get("uri"));
        fixture.cookie("admin", AuthFixture.PASSWORD);
        assertEquals(
                401,
                fixture.call("PUT", "/auth/totp", cookie, Map.of("code", "000000"))
                        .status());
        assertEquals(
                200,
                fixture.call("PUT", "/auth/totp", cookie, Map.of("code", code(fixture, secret)))
                        .status());
        assertEquals("totp_required", logIn(fixture, "").code());
        assertEquals("bad_totp", logIn(fixture, code(fixture, secret)).code(), "used for the confirmation");
        fixture.clock.advance(Duration.ofSeconds(Totp.STEP_SECONDS));
        String next = code(fixture, secret);
        assertEquals(200, logIn(fixture, next).status());
        assertEquals("bad_totp", logIn(fixture, next).code(), "each code is valid once");
        assertEquals(
                200,
                fixture.call("DELETE", "/auth/totp", cookie, Map.of("password", AuthFixture.PASSWORD))
                        .status());
        assertEquals(200, logIn(fixture, "").status());
    }

    @Test
    void s14WrongCodesLockTheLogin() throws Exception {
        AuthFixture fixture = AuthFixture.withAccount(directory);
        String cookie = fixture.cookie("admin", AuthFixture.PASSWORD);
        Reply enrolled = fixture.call("POST", "/auth/totp", cookie, Map.of("password", AuthFixture.PASSWORD));
        String secret = String.valueOf(enrolled.body().get("secret"));
        fixture.call("PUT", "/auth/totp", cookie, Map.of("code", code(fixture, secret)));
        for (int i = 0; i < 5; i++) {
            assertEquals("bad_totp", logIn(fixture, "00000" + i).code());
            assertFalse(fixture.audited.isEmpty());
        }
        fixture.clock.advance(Duration.ofSeconds(Totp.STEP_SECONDS));
        assertEquals(429, logIn(fixture, code(fixture, secret)).status());
    }

    private static String code(AuthFixture fixture, String secret) {
        return Totp.code(secret, fixture.clock.instant().getEpochSecond() / Totp.STEP_SECONDS);
    }

    private static Reply logIn(AuthFixture fixture, String code) {
        return fixture.from(
                "192.168.1.7",
                "POST",
                "/auth/login-local",
                Map.of("user", "admin", "password", AuthFixture.PASSWORD, "totp", code));
    }
}
