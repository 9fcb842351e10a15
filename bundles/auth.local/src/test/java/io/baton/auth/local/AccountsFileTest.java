// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.auth.AuthMode;
import io.baton.testkit.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored is in force after a restart; what cannot be read admits no request and is not lost. */
final class AccountsFileTest {

    @TempDir
    private Path directory = Path.of("");

    private AuthFixture restarted(AuthFixture before) throws Exception {
        return new AuthFixture(directory, AuthMode.NO_PASSWORD, before.clock, 9);
    }

    @Test
    void accountsAndLoginsOutliveARestart() throws Exception {
        AuthFixture fixture = AuthFixture.withAccount(directory);
        String cookie = fixture.cookie("admin", AuthFixture.PASSWORD);
        AuthFixture after = restarted(fixture);
        assertEquals(AuthMode.PASSWORD, after.authenticator.mode());
        assertEquals(fixture.login(cookie), after.login(cookie));
        assertEquals(
                200, after.logIn("192.168.1.7", "admin", AuthFixture.PASSWORD).status());
    }

    @Test
    void s34FilesAreReadableByTheOwnerOnly() throws Exception {
        AuthFixture.withSharedPassword(directory);
        for (String name : new String[] {AccountsFile.NAME, LoginTable.NAME}) {
            assertEquals(
                    "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[]",
                "{\"format\":\"io.baton.accounts\",\"version\":2,\"mode\":\"NO_PASSWORD\"}",
                "{\"format\":\"other\",\"version\":1,\"mode\":\"NO_PASSWORD\"}",
                "{\"format\":\"io.baton.accounts\",\"version\":1,\"mode\":\"NO_PASSWORD\"}",
                "{\"format\":\"io.baton.accounts\",\"version\":1,\"mode\":\"PASSWORD\",\"sharedPassword\":\"\",\"owner\":\"\","
                        + "\"accounts\":[],\"tokens\":[],\"links\":[]}"
            })
    void unreadableFileAdmitsNoRequestAndTheOwnerSetsUpAgainWithTheCode(String content) throws Exception {
        Files.writeString(directory.resolve(AccountsFile.NAME), content);
        AuthFixture fixture = new AuthFixture(directory, AuthMode.NO_PASSWORD, new ManualClock(), 1);
        assertTrue(fixture.login("").isEmpty());
        assertEquals(AuthMode.PASSWORD, fixture.authenticator.mode(), "not open for a claim");
        assertEquals(
                "accounts_unreadable",
                fixture.logIn("127.0.0.1", "", AuthFixture.PASSWORD).code());
        Map<String, Object> setup = Map.of("localAuthMode", "password", "password", AuthFixture.PASSWORD);
        assertEquals(
                "setup_code_required",
                fixture.from("127.0.0.1", "POST", "/device/setup", setup).code());
        Reply reply = fixture.from(
                "127.0.0.1",
                "POST",
                "/device/setup",
                Map.of(
                        "localAuthMode",
                        "password",
                        "password",
                        AuthFixture.PASSWORD,
                        "code",
                        fixture.services.claim().code()));
        assertEquals(200, reply.status());
        assertTrue(fixture.login(Objects.requireNonNull(reply.cookie())).isPresent());
        assertEquals(content, Files.readString(directory.resolve(AccountsFile.NAME + ".damaged")));
    }

    @Test
    void tornFileOfAnyLengthAdmitsNoRequest() throws Exception {
        AuthFixture.withAccount(directory);
        String whole = Files.readString(directory.resolve(AccountsFile.NAME));
        for (int length = 0; length < whole.length(); length += 7) {
            Files.writeString(directory.resolve(AccountsFile.NAME), whole.substring(0, length));
            AuthFixture fixture = new AuthFixture(directory, AuthMode.NO_PASSWORD, new ManualClock(), 1);
            assertTrue(fixture.login("").isEmpty(), "length " + length);
            assertTrue(fixture.accounts.isDamaged(), "length " + length);
        }
    }

    @Test
    void unreadableLoginsEndAndAccountsStay() throws Exception {
        AuthFixture fixture = AuthFixture.withAccount(directory);
        String cookie = fixture.cookie("admin", AuthFixture.PASSWORD);
        Files.writeString(directory.resolve(LoginTable.NAME), "{\"format\":");
        AuthFixture after = restarted(fixture);
        assertTrue(after.login(cookie).isEmpty());
        assertEquals(
                200, after.logIn("192.168.1.7", "admin", AuthFixture.PASSWORD).status());
    }

    @Test
    void changeThatCannotBeStoredIsNotInForce() throws Exception {
        AuthFixture fixture = AuthFixture.withSharedPassword(directory);
        String cookie = fixture.cookie("", AuthFixture.PASSWORD);
        // AtomicFiles writes beside the file; a directory of that name is in its way
        Files.createDirectories(directory.resolve(AccountsFile.NAME + ".new").resolve("x"));
        Reply reply = fixture.call(
                "PUT",
                "/auth/password-local",
                cookie,
                Map.of("oldPassword", AuthFixture.PASSWORD, "newPassword", "a new password"));
        assertEquals(500, reply.status());
        assertEquals(200, fixture.logIn("192.168.1.7", "", AuthFixture.PASSWORD).status());
        assertFalse(fixture.accounts.isDamaged());
    }
}
