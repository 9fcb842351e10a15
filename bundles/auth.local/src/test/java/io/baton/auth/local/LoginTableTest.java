// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoginTableTest {

    private static final Caller CALLER = AuthFixture.caller("192.0.2.1", "");

    @TempDir
    private Path directory = Path.of("");

    private final ManualClock clock = new ManualClock();
    private LoginTable table = table(1);

    private LoginTable table(int seed) {
        return new LoginTable(directory, AuthFixture.LIFETIME, clock, new Random(seed));
    }

    @BeforeEach
    void create() {
        table = table(1);
    }

    private String login() {
        return table.create(ActiveLogin.Kind.ACCOUNT, "ann", Instant.MAX, CALLER);
    }

    @Test
    void s7LoginEndsWhenItIsNotUsed() {
        String used = login();
        String unused = login();
        clock.advance(Duration.ofHours(23));
        assertTrue(table.find(used).isPresent());
        clock.advance(Duration.ofHours(1));
        assertTrue(table.find(used).isPresent());
        assertTrue(table.find(unused).isEmpty());
    }

    @Test
    void s7LoginEndsInAnyCaseAtItsAbsoluteEnd() {
        String value = login();
        for (int hours = 0; hours < 167; hours++) {
            clock.advance(Duration.ofHours(1));
            assertTrue(table.find(value).isPresent(), hours + " h");
        }
        clock.advance(Duration.ofHours(1));
        assertTrue(table.find(value).isEmpty());
    }

    @Test
    void s7ShorterLifetimeAppliesToLoginsThatExist() {
        String value = login();
        clock.advance(Duration.ofHours(2));
        table.setLifetime(new LoginTable.Lifetime(Duration.ofHours(1), Duration.ofHours(1)));
        assertTrue(table.find(value).isEmpty());
    }

    @Test
    void loginEndsAtTheTimeOfItsLink() {
        String value = table.create(ActiveLogin.Kind.LINK, "id", clock.instant().plus(Duration.ofMinutes(5)), CALLER);
        clock.advance(Duration.ofMinutes(5).minusNanos(1));
        assertTrue(table.find(value).isPresent());
        clock.advance(Duration.ofNanos(1));
        assertTrue(table.find(value).isEmpty());
    }

    @Test
    void timesOfUseOutliveTheReplacementOfTheBundle() {
        String value = login();
        clock.advance(Duration.ofHours(20));
        assertTrue(table.find(value).isPresent());
        table.close();
        clock.advance(Duration.ofHours(20));
        assertTrue(table(2).find(value).isPresent());
    }

    @Test
    void loginThatWasUnusedLongestGivesWay() {
        String first = login();
        String second = login();
        clock.advance(Duration.ofSeconds(1));
        assertTrue(table.find(first).isPresent());
        for (int i = 0; i < LoginTable.CAPACITY - 1; i++) {
            clock.advance(Duration.ofSeconds(1));
            login();
        }
        assertTrue(table.find(second).isEmpty());
        assertTrue(table.find(first).isPresent());
        assertEquals(LoginTable.CAPACITY, table.all().size());
    }

    @Test
    void removalIsReported() {
        login();
        assertFalse(table.removeIf(login -> login.subject().equals("bob")));
        assertTrue(table.removeIf(login -> login.subject().equals("ann")));
        assertTrue(table(3).all().isEmpty());
    }
}
