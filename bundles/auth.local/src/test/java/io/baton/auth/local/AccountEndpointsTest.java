// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.auth.Credentials;
import io.baton.session.Login;
import io.baton.session.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts, API tokens, view links and the list of logins. */
final class AccountEndpointsTest {

    private static final String SECRET = "bob's password";

    @TempDir
    private Path directory = Path.of("");

    private AuthFixture fixture;
    private String admin = "";
    private String bob = "";

    @BeforeEach
    void create() throws Exception {
        fixture = AuthFixture.withAccount(directory);
        admin = fixture.cookie("admin", AuthFixture.PASSWORD);
        assertEquals(201, add("bob", "operator").status());
        bob = fixture.cookie("bob", SECRET);
    }

    private Reply add(String user, String role) {
        return fixture.call("POST", "/accounts", admin, Map.of("user", user, "password", SECRET, "role", role));
    }

    private Login login(String cookie) {
        return fixture.login(cookie).orElseThrow();
    }

    @Test
    void accountsHaveRoles() {
        assertEquals(Role.ADMIN, login(admin).role());
        assertEquals(Role.OPERATOR, login(bob).role());
        assertEquals(Login.Strength.OWN_ACCOUNT, login(bob).strength());
        assertEquals(
                "bob", fixture.call("GET", "/auth/me", bob, Map.of()).body().get("user"));
        assertEquals(
                2,
                list(fixture.call("GET", "/accounts", admin, Map.of()), "accounts")
                        .size());
    }

    private static List<?> list(Reply reply, String name) {
        return (List<?>) Objects.requireNonNull(reply.body().get(name), reply.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/accounts",
        "POST,/accounts",
        "PUT,/accounts",
        "DELETE,/accounts",
        "GET,/auth/links",
        "POST,/auth/links",
        "DELETE,/auth/links"
    })
    void onlyAdministratorsManageAccountsAndLinks(String method, String path) {
        assertEquals(403, fixture.call(method, path, bob, Map.of()).status());
        assertEquals(401, fixture.call(method, path, "", Map.of()).status());
    }

    @Test
    void badAccountsAreRefused() {
        assertEquals("exists", add("bob", "viewer").code());
        assertEquals("bad_value", add("Bob", "viewer").code());
        assertEquals("bad_value", add("eve", "root").code());
        assertEquals(
                "unknown_account",
                fixture.call("DELETE", "/accounts", admin, Map.of("user", "eve"))
                        .code());
    }

    @ParameterizedTest
    @CsvSource({"role,viewer", "password,another password", "disabled,true"})
    void s7ChangeOfAnAccountEndsItsLoginsAndNoOther(String name, String value) {
        Login before = login(bob);
        int endings = fixture.endings.get();
        Object changed = name.equals("disabled") ? (Object) true : value;
        assertEquals(
                200,
                fixture.call("PUT", "/accounts", admin, Map.of("user", "bob", name, changed))
                        .status());
        assertFalse(fixture.authenticator.isCurrent(before));
        assertTrue(fixture.login(bob).isEmpty());
        assertEquals(endings + 1, fixture.endings.get());
        assertTrue(fixture.authenticator.isCurrent(login(admin)));
        assertEquals(
                name.equals("role") ? 200 : 401,
                fixture.logIn("192.168.1.7", "bob", SECRET).status());
    }

    @Test
    void lastAdministratorStays() {
        for (Map<String, Object> change : List.<Map<String, Object>>of(
                Map.of("user", "admin", "role", "operator"), Map.of("user", "admin", "disabled", true))) {
            assertEquals(
                    "last_admin",
                    fixture.call("PUT", "/accounts", admin, change).code());
        }
        assertEquals(
                "last_admin",
                fixture.call("DELETE", "/accounts", admin, Map.of("user", "admin"))
                        .code());
        assertTrue(fixture.login(admin).isPresent());
        add("carol", "admin");
        assertEquals(
                200,
                fixture.call("DELETE", "/accounts", admin, Map.of("user", "admin"))
                        .status());
        assertTrue(fixture.login(admin).isEmpty());
    }

    private Reply token(String cookie, String scope) {
        return fixture.call("POST", "/auth/tokens", cookie, Map.of("name", "ci", "scope", scope, "days", 1L));
    }

    @Test
    void tokenActsForItsAccountWithinItsScopeUntilItExpires() throws Exception {
        Reply reply = token(admin, "control");
        assertEquals(201, reply.status());
        String value = String.valueOf(reply.body().get("token"));
        Login login = fixture.bearer(value).orElseThrow();
        assertEquals("admin", login.user());
        assertEquals(Role.OPERATOR, login.role());
        assertTrue(fixture.authenticator.isCurrent(login));
        assertFalse(Files.readString(directory.resolve(AccountsFile.NAME)).contains(value), "S4: only its digest");
        assertEquals(
                Role.OPERATOR,
                fixture.bearer(String.valueOf(token(bob, "admin").body().get("token")))
                        .orElseThrow()
                        .role());
        fixture.clock.advance(Duration.ofDays(1));
        assertTrue(fixture.bearer(value).isEmpty());
        assertFalse(fixture.authenticator.isCurrent(login));
    }

    @Test
    void s7RevokedTokenOrItsDisabledAccountEndsItsSessions() {
        Reply first = token(bob, "control");
        Login login = fixture.bearer(String.valueOf(first.body().get("token"))).orElseThrow();
        String id = String.valueOf(first.body().get("id"));
        assertEquals(
                200,
                fixture.call("DELETE", "/auth/tokens", bob, Map.of("id", id)).status());
        assertFalse(fixture.authenticator.isCurrent(login));
        Login second = fixture.bearer(
                        String.valueOf(token(bob, "control").body().get("token")))
                .orElseThrow();
        fixture.call("PUT", "/accounts", admin, Map.of("user", "bob", "disabled", true));
        assertFalse(fixture.authenticator.isCurrent(second));
    }

    @Test
    void tokensOfOthersAreHiddenExceptFromAdministrators() {
        String id = String.valueOf(token(admin, "view").body().get("id"));
        assertEquals(
                0,
                list(fixture.call("GET", "/auth/tokens", bob, Map.of()), "tokens")
                        .size());
        assertEquals(
                "unknown_token",
                fixture.call("DELETE", "/auth/tokens", bob, Map.of("id", id)).code());
        token(bob, "view");
        assertEquals(
                2,
                list(fixture.call("GET", "/auth/tokens", admin, Map.of()), "tokens")
                        .size());
    }

    @Test
    void tokenMakesNoFurtherSecrets() {
        String value = String.valueOf(token(admin, "admin").body().get("token"));
        Caller program = new Caller("192.168.1.7", false, "", new Credentials("", value));
        assertEquals(
                200,
                fixture.endpoints.answer("GET", "/accounts", program, Map.of()).status());
        for (String path : List.of("/auth/tokens", "/auth/links", "/auth/totp")) {
            assertEquals(
                    403,
                    fixture.endpoints
                            .answer(
                                    "POST",
                                    path,
                                    program,
                                    Map.of("name", "x", "scope", "admin", "days", 1L, "minutes", 1L))
                            .status(),
                    path);
        }
    }

    private Reply link(boolean idles) {
        return fixture.call("POST", "/auth/links", admin, Map.of("name", "wall", "minutes", 60L, "idles", idles));
    }

    private Reply open(Reply link) {
        return fixture.call(
                "POST",
                "/auth/link",
                "",
                Map.of("token", Objects.requireNonNull(link.body().get("token"))));
    }

    @Test
    void linkLetsWatchUntilItExpires() {
        String cookie = Objects.requireNonNull(open(link(true)).cookie());
        Login login = login(cookie);
        assertEquals("link:wall", login.user());
        assertEquals(Role.VIEWER, login.role());
        assertTrue(login.idles());
        assertFalse(login(Objects.requireNonNull(open(link(false)).cookie())).idles());
        Reply link = link(true);
        fixture.clock.advance(Duration.ofMinutes(60));
        assertFalse(fixture.authenticator.isCurrent(login));
        assertEquals("bad_link", open(link).code());
    }

    @Test
    void s7RevokedLinkEndsItsLogins() {
        Reply link = link(false);
        Login login = login(Objects.requireNonNull(open(link).cookie()));
        String id = String.valueOf(link.body().get("id"));
        assertEquals(
                200,
                fixture.call("DELETE", "/auth/links", admin, Map.of("id", id)).status());
        assertFalse(fixture.authenticator.isCurrent(login));
        assertEquals(401, open(link).status());
    }

    @Test
    void linkGrantsNoMoreThanToWatch() {
        String cookie = Objects.requireNonNull(open(link(false)).cookie());
        for (String path : List.of("/accounts", "/auth/links")) {
            assertEquals(403, fixture.call("GET", path, cookie, Map.of()).status(), path);
        }
        assertEquals(403, token(cookie, "view").status());
        assertEquals(
                403,
                fixture.call(
                                "PUT",
                                "/auth/password-local",
                                cookie,
                                Map.of("oldPassword", AuthFixture.PASSWORD, "newPassword", "a new password"))
                        .status());
    }

    @Test
    void openingALinkKeepsALoginThatMayDoMore() {
        Reply link = link(false);
        Reply opened = fixture.call(
                "POST",
                "/auth/link",
                admin,
                Map.of("token", Objects.requireNonNull(link.body().get("token"))));
        assertEquals(200, opened.status());
        assertNull(opened.cookie());
    }

    @Test
    void ownLoginsAreListedAndEnded() {
        String second = fixture.cookie("bob", SECRET);
        assertEquals(
                2,
                list(fixture.call("GET", "/auth/logins", bob, Map.of()), "logins")
                        .size());
        assertEquals(
                "unknown_login",
                fixture.call("DELETE", "/auth/logins", bob, Map.of("id", idOf(admin)))
                        .code());
        assertEquals(
                200,
                fixture.call("DELETE", "/auth/logins", bob, Map.of("all", true)).status());
        assertTrue(fixture.login(second).isEmpty());
        assertTrue(fixture.login(bob).isPresent());
        assertEquals(
                200,
                fixture.call("DELETE", "/auth/logins", admin, Map.of("id", idOf(bob)))
                        .status());
        assertTrue(fixture.login(bob).isEmpty());
    }

    private static String idOf(String cookie) {
        return Secrets.digest(cookie).substring(0, 16);
    }
}
