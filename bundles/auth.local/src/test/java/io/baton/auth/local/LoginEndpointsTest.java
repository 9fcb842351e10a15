// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.auth.AuthMode;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoints of JetKVM's clients: status codes, texts and cookies as these expect them. */
final class LoginEndpointsTest {

    private static final Map<String, Object> SETUP =
            Map.of("localAuthMode", "password", "password", AuthFixture.PASSWORD);

    @TempDir
    private Path directory = Path.of("");

    private AuthFixture fixture;

    @BeforeEach
    void create() throws Exception {
        fixture = new AuthFixture(directory);
    }

    private static void assertReply(int status, String text, Reply reply) {
        assertEquals(status, reply.status(), reply.toString());
        assertEquals(text, reply.body().get(status < 400 ? "message" : "error"));
    }

    private String setUp() {
        return Objects.requireNonNull(
                fixture.call("POST", "/device/setup", "", SETUP).cookie());
    }

    @Test
    void setUpWithPasswordLogsIn() {
        Reply reply = fixture.call("POST", "/device/setup", "", SETUP);
        assertReply(200, "Device setup completed successfully", reply);
        Login login = fixture.login(Objects.requireNonNull(reply.cookie())).orElseThrow();
        assertEquals(Login.Strength.SHARED_PASSWORD, login.strength());
        assertEquals(Role.ADMIN, login.role());
        assertEquals(AuthMode.PASSWORD, fixture.authenticator.mode());
        assertReply(400, "Device is already set up", fixture.call("POST", "/device/setup", "", SETUP));
    }

    @Test
    void setUpRefusesWhatItCannotUse() {
        assertReply(
                400,
                "localAuthMode must be password or noPassword",
                fixture.call("POST", "/device/setup", "", Map.of("localAuthMode", "none")));
        assertReply(
                400,
                "Password is required for password mode",
                fixture.call("POST", "/device/setup", "", Map.of("localAuthMode", "password")));
        assertReply(
                400,
                "Password must be at least 8 characters",
                fixture.call("POST", "/device/setup", "", Map.of("localAuthMode", "password", "password", "1234567")));
        assertEquals(AuthMode.NOT_SET_UP, fixture.authenticator.mode());
    }

    @Test
    void setUpWithoutPasswordAdmitsEveryClient() {
        Reply reply = fixture.call("POST", "/device/setup", "", Map.of("localAuthMode", "noPassword"));
        assertReply(200, "Device setup completed successfully", reply);
        assertNull(reply.cookie());
        Login login = fixture.login("").orElseThrow();
        assertEquals(Login.Strength.NONE, login.strength());
        fixture.sharedRole = Role.VIEWER;
        assertEquals(Role.VIEWER, fixture.login("").orElseThrow().role());
        assertReply(
                400,
                "Login is disabled in noPassword mode",
                fixture.call("POST", "/auth/login-local", "", Map.of("password", "x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "100.64.0.1", "not an address"})
    void s32FirstRunIsClaimedFromElsewhereWithTheCodeOnly(String source) {
        Reply refused = fixture.from(source, "POST", "/device/setup", SETUP);
        assertEquals(403, refused.status());
        assertEquals("setup_code_required", refused.code());
        assertEquals(
                403,
                fixture.from(source, "POST", "/device/setup", with(SETUP, "code", "ABCD-EFGH-JKMN"))
                        .status());
        assertEquals(AuthMode.NOT_SET_UP, fixture.authenticator.mode());
        String code = fixture.services
                .claim()
                .code()
                .toLowerCase(java.util.Locale.ROOT)
                .replace("-", " ");
        assertEquals(
                200,
                fixture.from(source, "POST", "/device/setup", with(SETUP, "code", code))
                        .status());
        assertEquals(AuthMode.PASSWORD, fixture.authenticator.mode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.0.9",
                "169.254.1.1",
                "fe80::1%eth0",
                "fd00::7"
            })
    void s32FirstRunIsClaimedFromTheLocalNetwork(String source) {
        assertEquals(200, fixture.from(source, "POST", "/device/setup", SETUP).status());
    }

    @Test
    void s32RequestThroughAProxyIsNotLocal() {
        Caller proxied = new Caller("127.0.0.1", true, "", io.baton.auth.Credentials.NONE);
        assertEquals(
                403,
                fixture.endpoints
                        .answer("POST", "/device/setup", proxied, SETUP)
                        .status());
    }

    @Test
    void s32SetUpCodeCannotBeGuessed() {
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    403,
                    fixture.from("192.0.2.1", "POST", "/device/setup", with(SETUP, "code", "guess" + i))
                            .status());
        }
        Map<String, Object> correct =
                with(SETUP, "code", fixture.services.claim().code());
        assertEquals(
                429, fixture.from("192.0.2.1", "POST", "/device/setup", correct).status());
        assertEquals(AuthMode.NOT_SET_UP, fixture.authenticator.mode());
    }

    @Test
    void s32OfParallelClaimsOneSucceeds() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Integer>> claims = IntStream.range(0, 8)
                    .<Callable<Integer>>mapToObj(
                            i -> () -> fixture.call("POST", "/device/setup", "", Map.of("localAuthMode", "noPassword"))
                                    .status())
                    .toList();
            List<Integer> answers = threads.invokeAll(claims).stream()
                    .map(Future::resultNow)
                    .sorted()
                    .toList();
            assertEquals(List.of(200, 400, 400, 400, 400, 400, 400, 400), answers);
        }
    }

    @Test
    void nothingIsAdmittedBeforeTheSetUp() {
        assertTrue(fixture.login("").isEmpty());
        assertTrue(fixture.bearer("").isEmpty());
        assertReply(401, "Invalid password", fixture.call("POST", "/auth/login-local", "", Map.of("password", "")));
        assertReply(401, "Unauthorized", fixture.call("POST", "/auth/logout", "", Map.of()));
        assertReply(
                401, "Unauthorized", fixture.call("POST", "/auth/password-local", "", Map.of("password", "12345678")));
    }

    @Test
    void loginByPasswordOfAClientThatKnowsNoUsers() {
        setUp();
        assertReply(
                401, "Invalid password", fixture.call("POST", "/auth/login-local", "", Map.of("password", "wrong")));
        Reply reply = fixture.call("POST", "/auth/login-local", "", Map.of("password", AuthFixture.PASSWORD));
        assertReply(200, "Login successful", reply);
        assertTrue(fixture.login(Objects.requireNonNull(reply.cookie())).isPresent());
    }

    @Test
    void passwordAloneMeansTheAccountThatClaimedTheDevice() throws Exception {
        AuthFixture other = AuthFixture.withAccount(directory.resolve("other"));
        Reply reply = other.call("POST", "/auth/login-local", "", Map.of("password", AuthFixture.PASSWORD));
        Login login = other.login(Objects.requireNonNull(reply.cookie())).orElseThrow();
        assertEquals("admin", login.user());
        assertEquals(Login.Strength.OWN_ACCOUNT, login.strength());
    }

    @Test
    void severalLoginsAreValidAtOneTime() {
        String first = setUp();
        String second = fixture.cookie("", AuthFixture.PASSWORD);
        assertNotEquals(first, second);
        assertTrue(fixture.login(first).isPresent());
        assertTrue(fixture.login(second).isPresent());
    }

    @Test
    void s5ValueThatAClientBringsIsNeverAdopted() {
        setUp();
        String brought = "A".repeat(43);
        Reply reply = fixture.call("POST", "/auth/login-local", brought, Map.of("password", AuthFixture.PASSWORD));
        assertNotEquals(brought, reply.cookie());
        assertTrue(fixture.login(brought).isEmpty());
    }

    @Test
    void s5LoginIsRotatedWhenItsClientLogsInAgain() {
        String before = setUp();
        Reply reply = fixture.call("POST", "/auth/login-local", before, Map.of("password", AuthFixture.PASSWORD));
        assertTrue(fixture.login(Objects.requireNonNull(reply.cookie())).isPresent());
        assertTrue(fixture.login(before).isEmpty());
        assertEquals(2, fixture.endings.get(), "set-up and rotation");
    }

    @Test
    void s4CookiesAre256BitsAndOnlyDigestsAreStored() throws Exception {
        String cookie = setUp();
        assertEquals(32, java.util.Base64.getUrlDecoder().decode(cookie).length);
        for (String file : List.of(AccountsFile.NAME, LoginTable.NAME)) {
            String stored = java.nio.file.Files.readString(directory.resolve(file));
            assertFalse(stored.contains(cookie), file);
            assertFalse(stored.contains(AuthFixture.PASSWORD), file);
        }
        assertTrue(java.nio.file.Files.readString(directory.resolve(LoginTable.NAME))
                .contains(Secrets.digest(cookie)));
    }

    @Test
    void s7LogoutEndsTheLogin() {
        String cookie = setUp();
        String other = fixture.cookie("", AuthFixture.PASSWORD);
        Login login = fixture.login(cookie).orElseThrow();
        assertTrue(fixture.authenticator.isCurrent(login));
        int before = fixture.endings.get();
        Reply reply = fixture.call("POST", "/auth/logout", cookie, Map.of());
        assertReply(200, "Logout successful", reply);
        assertEquals("", reply.cookie());
        assertEquals(before + 1, fixture.endings.get());
        assertFalse(fixture.authenticator.isCurrent(login));
        assertTrue(fixture.login(cookie).isEmpty());
        assertTrue(fixture.login(other).isPresent());
        assertReply(401, "Unauthorized", fixture.call("POST", "/auth/logout", cookie, Map.of()));
    }

    @Test
    void s7PasswordChangeEndsEveryLoginOfThePassword() {
        String cookie = setUp();
        String other = fixture.cookie("", AuthFixture.PASSWORD);
        Login login = fixture.login(other).orElseThrow();
        assertReply(
                401,
                "Incorrect old password",
                fixture.call(
                        "PUT",
                        "/auth/password-local",
                        cookie,
                        Map.of("oldPassword", "wrong one", "newPassword", "a new password")));
        assertReply(
                400,
                "Password must be at least 8 characters",
                fixture.call(
                        "PUT",
                        "/auth/password-local",
                        cookie,
                        Map.of("oldPassword", AuthFixture.PASSWORD, "newPassword", "short")));
        assertTrue(fixture.authenticator.isCurrent(login));
        int before = fixture.endings.get();
        Reply reply = fixture.call(
                "PUT",
                "/auth/password-local",
                cookie,
                Map.of("oldPassword", AuthFixture.PASSWORD, "newPassword", "a new password"));
        assertEquals(200, reply.status());
        assertEquals(before + 1, fixture.endings.get());
        assertFalse(fixture.authenticator.isCurrent(login));
        assertTrue(fixture.login(cookie).isEmpty());
        assertTrue(fixture.login(Objects.requireNonNull(reply.cookie())).isPresent());
        assertEquals(401, fixture.logIn("192.168.1.7", "", AuthFixture.PASSWORD).status());
        assertEquals(200, fixture.logIn("192.168.1.7", "", "a new password").status());
    }

    @Test
    void passwordIsRemovedAndSetAgain() {
        String cookie = setUp();
        assertEquals(
                401,
                fixture.call("DELETE", "/auth/local-password", cookie, Map.of("password", "wrong"))
                        .status());
        Reply reply = fixture.call("DELETE", "/auth/local-password", cookie, Map.of("password", AuthFixture.PASSWORD));
        assertEquals(200, reply.status());
        assertEquals("", reply.cookie());
        Login anonymous = fixture.login("").orElseThrow();
        assertEquals(Login.Strength.NONE, anonymous.strength());
        Reply set = fixture.call("POST", "/auth/password-local", "", Map.of("password", "another one"));
        assertEquals(201, set.status());
        assertTrue(fixture.login("").isEmpty());
        assertFalse(fixture.authenticator.isCurrent(anonymous), "S7: sessions without a login end");
        String next = Objects.requireNonNull(set.cookie());
        assertEquals(
                400,
                fixture.call("POST", "/auth/password-local", next, Map.of("password", "a third one"))
                        .status());
        assertTrue(fixture.login(cookie).isEmpty(), "the login of the former password stays void");
    }

    @Test
    void passwordIsNotRemovedWhereTheNetworkIsServed(@TempDir Path served) throws IOException {
        AuthFixture network = AuthFixture.servingTheNetwork(served);
        String cookie = Objects.requireNonNull(
                network.logIn("192.168.1.7", "", AuthFixture.PASSWORD).cookie());
        Reply reply = network.call("DELETE", "/auth/local-password", cookie, Map.of("password", AuthFixture.PASSWORD));
        assertEquals(409, reply.status());
        assertTrue(network.login("").isEmpty());
        assertTrue(network.login(cookie).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, false", "::1, false", "0.0.0.0, true", "192.0.2.7, true", "kvm.example, true", ", true"})
    void addressBeyondLoopbackOrUnknownServesTheNetwork(@Nullable String host, boolean served) {
        assertEquals(served, AuthComponent.isNetworkServed(host));
    }

    @Test
    void onlyAnAdministratorChangesOrRemovesTheSharedPassword() {
        String cookie = setUp();
        fixture.sharedRole = Role.OPERATOR;
        assertEquals(
                403,
                fixture.call(
                                "PUT",
                                "/auth/password-local",
                                cookie,
                                Map.of("oldPassword", AuthFixture.PASSWORD, "newPassword", "a new password"))
                        .status());
        assertEquals(
                403,
                fixture.call("DELETE", "/auth/local-password", cookie, Map.of("password", AuthFixture.PASSWORD))
                        .status());
    }

    @Test
    void everyAttemptIsAuditedWithoutSecrets() {
        setUp();
        fixture.logIn("192.0.2.9", "hunter22", "hunter2222");
        fixture.cookie("", AuthFixture.PASSWORD);
        List<String> entries = fixture.audited.stream()
                .map(event -> event.action() + " " + event.user() + " " + event.source() + " " + event.outcome())
                .toList();
        assertEquals(
                List.of("claim  192.168.1.7 done", "login  192.0.2.9 bad_password", "login  192.168.1.7 done"),
                entries);
    }

    @Test
    void demoIsOpenUntilAPasswordIsSet() throws Exception {
        Path demo = directory.resolve("demo");
        AuthFixture open = new AuthFixture(demo, AuthMode.NO_PASSWORD, new ManualClock(), 2);
        assertTrue(open.login("").isPresent());
        assertReply(400, "Device is already set up", open.call("POST", "/device/setup", "", SETUP));
        assertEquals(
                201,
                open.call("POST", "/auth/password-local", "", Map.of("password", AuthFixture.PASSWORD))
                        .status());
        AuthFixture restarted = new AuthFixture(demo, AuthMode.NO_PASSWORD, new ManualClock(), 3);
        assertTrue(restarted.login("").isEmpty());
    }

    private static Map<String, Object> with(Map<String, Object> body, String name, Object value) {
        Map<String, Object> more = new java.util.HashMap<>(body);
        more.put(name, value);
        return more;
    }
}
