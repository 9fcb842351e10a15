// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failed attempts lock a network and an account for a time, and never the console. */
final class LockOutTest {

    private static final String KEY = "key";

    @TempDir
    private Path directory = Path.of("");

    private final ManualClock clock = new ManualClock();
    private final LockOut lockOut = new LockOut(5, 3, clock);

    private void fail(String key) {
        assertEquals(Duration.ZERO, lockOut.begin(key));
        lockOut.failed(key);
    }

    private void fail(String key, int times) {
        for (int i = 0; i < times; i++) {
            fail(key);
        }
    }

    @Test
    void fiveFailuresLockFor15MinutesAndLaterOnesTwiceAsLongUpTo2Hours() {
        for (int minutes : new int[] {15, 30, 60, 120, 120}) {
            fail(KEY, 5);
            assertEquals(Duration.ofMinutes(minutes), lockOut.begin(KEY));
            clock.advance(Duration.ofMinutes(minutes).minusSeconds(1));
            assertEquals(Duration.ofSeconds(1), lockOut.begin(KEY));
            clock.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void failuresOlderThan15MinutesDoNotCount() {
        fail(KEY, 4);
        clock.advance(Duration.ofMinutes(15));
        fail(KEY, 4);
        assertEquals(Duration.ZERO, lockOut.begin(KEY));
    }

    @Test
    void successClearsFailuresAndLocks() {
        fail(KEY, 5);
        clock.advance(Duration.ofMinutes(15));
        fail(KEY, 4);
        assertEquals(Duration.ZERO, lockOut.begin(KEY));
        lockOut.succeeded(KEY);
        assertEquals(0, lockOut.size());
        fail(KEY, 5);
        assertEquals(Duration.ofMinutes(15), lockOut.begin(KEY));
    }

    @Test
    void attemptsUnderWayCountAsFailures() {
        for (int i = 0; i < 5; i++) {
            assertEquals(Duration.ZERO, lockOut.begin(KEY));
        }
        assertTrue(lockOut.begin(KEY).isPositive());
        lockOut.withdrawn(KEY);
        assertEquals(Duration.ZERO, lockOut.begin(KEY));
    }

    @Test
    void s14TableIsBoundedAndKeepsLockedKeys() {
        fail("locked", 5);
        for (int i = 0; i < 100; i++) {
            fail("other" + i, 1);
        }
        assertEquals(3, lockOut.size());
        assertTrue(lockOut.begin("locked").isPositive());
    }

    @Test
    void s14TableThatIsFullOfLockedKeysGivesUpTheOldestLock() {
        for (String key : List.of("a", "b", "c", "d")) {
            fail(key, 5);
            clock.advance(Duration.ofSeconds(1));
        }
        assertEquals(3, lockOut.size());
        assertEquals(Duration.ZERO, lockOut.begin("a"));
    }

    @Test
    void successorTakesOverFailuresAndLocksWithTheirTimes() {
        fail("locked", 5);
        clock.advance(Duration.ofMinutes(15));
        fail("locked", 5);
        fail("failed", 4);
        clock.advance(Duration.ofMinutes(5));
        LockOut successor = new LockOut(5, 3, clock);
        successor.restore(lockOut.save(), Duration.ofSeconds(1));
        assertEquals(Duration.ofMinutes(25).minusSeconds(1), successor.begin("locked"));
        clock.advance(Duration.ofMinutes(10).minusSeconds(2));
        assertEquals(Duration.ZERO, successor.begin("failed"));
        successor.failed("failed");
        assertEquals(Duration.ofMinutes(15), successor.begin("failed"));
        clock.advance(Duration.ofMinutes(15).plusSeconds(1));
        for (int i = 0; i < 5; i++) {
            assertEquals(Duration.ZERO, successor.begin("locked"));
            successor.failed("locked");
        }
        assertEquals(Duration.ofMinutes(60), successor.begin("locked"));
    }

    @Test
    void attemptUnderWayIsNotTakenOver() {
        assertEquals(Duration.ZERO, lockOut.begin(KEY));
        assertEquals(List.of(), lockOut.save());
    }

    @Test
    void savedStateOfAnotherFormIsLeftOut() {
        LockOut successor = new LockOut(5, 3, clock);
        successor.restore("text", Duration.ZERO);
        successor.restore(null, Duration.ZERO);
        successor.restore(
                List.of("text", List.of(), List.of(KEY, 1L), List.of(1L, 1L, 1L), List.of(KEY, "x", 1L)),
                Duration.ZERO);
        assertEquals(0, successor.size());
        successor.restore(List.of(List.of(KEY, Long.MAX_VALUE, Long.MAX_VALUE)), Duration.ZERO);
        assertEquals(LockOut.MAX_LOCK, successor.begin(KEY));
    }

    @Test
    void tableThatIsTakenOverIsBounded() {
        LockOut large = new LockOut(5, 10, clock);
        for (int i = 0; i < 10; i++) {
            assertEquals(Duration.ZERO, large.begin("k" + i));
            large.failed("k" + i);
        }
        lockOut.restore(large.save(), Duration.ZERO);
        assertEquals(3, lockOut.size());
    }

    @Test
    void s14LoginIsLockedPerAddress() throws Exception {
        AuthFixture fixture = AuthFixture.withSharedPassword(directory);
        for (int i = 0; i < 5; i++) {
            assertEquals(401, fixture.logIn("192.0.2.1", "", "wrong").status());
        }
        Reply locked = fixture.logIn("192.0.2.1", "", AuthFixture.PASSWORD);
        assertEquals(429, locked.status());
        assertEquals(900L, locked.body().get("retry_after"));
        assertEquals(200, fixture.logIn("192.0.2.2", "", AuthFixture.PASSWORD).status());
        fixture.clock.advance(Duration.ofMinutes(15));
        assertEquals(200, fixture.logIn("192.0.2.1", "", AuthFixture.PASSWORD).status());
    }

    @Test
    void s14IPv6AddressesOfOneNetworkCountTogether() throws Exception {
        AuthFixture fixture = AuthFixture.withSharedPassword(directory);
        for (int i = 0; i < 5; i++) {
            assertEquals(401, fixture.logIn("2001:db8:0:1::" + i, "", "wrong").status());
        }
        assertEquals(
                429,
                fixture.logIn("2001:db8:0:1:ffff::1", "", AuthFixture.PASSWORD).status());
        assertEquals(
                200, fixture.logIn("2001:db8:0:2::1", "", AuthFixture.PASSWORD).status());
    }

    @Test
    void s14LoginIsLockedPerAccountFromAnyAddress() throws Exception {
        AuthFixture fixture = AuthFixture.withAccount(directory);
        String admin = fixture.cookie("admin", AuthFixture.PASSWORD);
        fixture.call(
                "POST", "/accounts", admin, Map.of("user", "bob", "password", "bob's password", "role", "operator"));
        for (int i = 0; i < 10; i++) {
            assertEquals(
                    401, fixture.logIn("192.0.2." + (i / 4), "bob", "wrong").status());
        }
        assertEquals(429, fixture.logIn("192.0.2.77", "bob", "bob's password").status());
        assertEquals(
                200, fixture.logIn("192.0.2.78", "admin", AuthFixture.PASSWORD).status());
    }

    @Test
    void s14NameWithoutAnAccountIsAnsweredAsOneWithOne() throws Exception {
        AuthFixture fixture = AuthFixture.withAccount(directory);
        for (String user : List.of("admin", "nobody")) {
            for (int i = 0; i < 10; i++) {
                assertEquals(
                        401, fixture.logIn("198.51.100." + i, user, "wrong").status(), user);
            }
            assertEquals(429, fixture.logIn("198.51.100.99", user, "wrong").status(), user);
        }
    }

    @Test
    void s14AttemptsOfOneNetworkHaveARate() throws Exception {
        AuthFixture fixture = AuthFixture.withSharedPassword(directory);
        List<String> taken = new ArrayList<>();
        fixture.rate = network -> {
            taken.add(network);
            return network.equals("192.0.2.1") ? Duration.ofMillis(700) : Duration.ZERO;
        };
        for (int i = 0; i < 40; i++) {
            Reply refused = fixture.logIn("192.0.2.1", "", "wrong");
            assertEquals(429, refused.status());
            assertEquals(700L, refused.body().get("retryAfterMillis"));
        }
        assertEquals(200, fixture.logIn("192.0.2.2", "", AuthFixture.PASSWORD).status());
        assertEquals(200, fixture.logIn("127.0.0.1", "", AuthFixture.PASSWORD).status());
        assertFalse(taken.contains("127.0.0.1"), "the console has no rate");
        fixture.rate = network -> Duration.ZERO;
        assertEquals(
                200,
                fixture.logIn("192.0.2.1", "", AuthFixture.PASSWORD).status(),
                "what was refused counts as no failure");
    }

    @Test
    void s14AttemptThatTheLockOutRefusesTakesNothingFromTheRate() throws Exception {
        AuthFixture fixture = AuthFixture.withSharedPassword(directory);
        List<String> taken = new ArrayList<>();
        fixture.rate = network -> {
            taken.add(network);
            return Duration.ZERO;
        };
        for (int i = 0; i < 20; i++) {
            fixture.logIn("192.0.2.1", "", "wrong");
        }
        assertEquals(5, taken.size());
    }

    @Test
    void s14ConsoleIsNeverLockedOut() throws Exception {
        AuthFixture fixture = AuthFixture.withSharedPassword(directory);
        for (int i = 0; i < 40; i++) {
            assertEquals(401, fixture.logIn("127.0.0.1", "", "wrong").status());
            fixture.logIn("192.0.2." + i, "", "wrong");
        }
        assertEquals(200, fixture.logIn("127.0.0.1", "", AuthFixture.PASSWORD).status());
        assertEquals(200, fixture.logIn("::1", "", AuthFixture.PASSWORD).status());
    }
}
