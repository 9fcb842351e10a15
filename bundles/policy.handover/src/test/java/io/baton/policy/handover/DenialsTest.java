// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.Denial;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionBuilder;
import io.baton.session.SessionId;
import io.baton.session.TokenDigest;
import io.baton.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a denial is counted for, how long it counts, and how many are remembered. */
class DenialsTest {

    private static final Instant NOW = ManualClock.START;
    private static final String HERE = "192.0.2.7";
    private static final String ELSEWHERE = "198.51.100.9";

    @Test
    void anAccountIsCountedWhereverItComesFrom() {
        Roster roster = with(Denials.kicked(Roster.EMPTY, session(account("eve"), HERE), NOW));
        assertEquals(1, Denials.count(roster, account("eve"), ELSEWHERE, NOW));
        assertEquals(0, Denials.count(roster, account("bob"), HERE, NOW));
        assertTrue(cools(roster, account("eve"), ELSEWHERE));
        assertTrue(!cools(roster, account("bob"), HERE));
    }

    @Test
    void elseACookieIsAndElseAnAddress() {
        Roster cookie = with(Denials.kicked(Roster.EMPTY, session(guest("cookie"), HERE), NOW));
        assertTrue(cools(cookie, guest("cookie"), ELSEWHERE));
        assertTrue(!cools(cookie, guest("other"), HERE));
        Roster address = with(Denials.kicked(Roster.EMPTY, session(guest(""), HERE), NOW));
        assertTrue(cools(address, guest(""), HERE));
        assertTrue(!cools(address, guest(""), ELSEWHERE));
        assertEquals(1, Denials.count(address, guest(""), HERE, NOW));
        assertEquals(0, Denials.count(address, guest(""), ELSEWHERE, NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.9.1", "::1", "0:0:0:0:0:0:0:1"})
    void whoeverSitsAtTheDeviceNeverCoolsDown(String source) {
        Roster roster = with(Denials.kicked(Roster.EMPTY, session(guest("cookie"), source), NOW));
        assertTrue(!cools(roster, guest("cookie"), source));
        assertTrue(cools(roster, guest("cookie"), HERE));
    }

    @Test
    void aDenialCountsForTenMinutesAndNotOneMore() {
        Roster roster = with(Denials.denied(Roster.EMPTY, session(account("eve"), HERE), NOW));
        assertEquals(
                1,
                Denials.count(
                        roster,
                        account("eve"),
                        HERE,
                        NOW.plus(Duration.ofMinutes(10)).minusMillis(1)));
        assertEquals(0, Denials.count(roster, account("eve"), HERE, NOW.plus(Duration.ofMinutes(10))));
    }

    @Test
    void whatCountsNoMoreIsForgottenWithTheNextDenial() {
        Roster roster = with(Denials.denied(Roster.EMPTY, session(account("eve"), HERE), NOW));
        List<Denial> later = Denials.denied(roster, session(account("bob"), HERE), NOW.plus(Duration.ofMinutes(11)));
        assertEquals(List.of("user:bob"), later.stream().map(Denial::subject).toList());
        List<Denial> soon = Denials.denied(roster, session(account("bob"), HERE), NOW.plusSeconds(1));
        assertEquals(
                List.of("user:eve", "user:bob"),
                soon.stream().map(Denial::subject).toList());
    }

    @Test
    void theOneQuietForLongestIsForgottenFirst() {
        Roster roster = Roster.EMPTY;
        for (int i = 0; i <= Denials.MOST; i++) {
            roster = with(Denials.denied(roster, session(account("user" + i), HERE), NOW));
        }
        assertEquals(Denials.MOST, roster.denials().size());
        assertEquals("user:user1", roster.denials().getFirst().subject());
    }

    @Test
    void noMoreTimesAreKeptThanCanEverCount() {
        Roster roster = Roster.EMPTY;
        for (int i = 0; i < 12; i++) {
            roster = with(Denials.denied(roster, session(account("eve"), HERE), NOW.plusSeconds(i)));
        }
        assertEquals(10, roster.denials().getFirst().at().size());
        assertEquals(NOW.plusSeconds(11), roster.denials().getFirst().at().getLast());
    }

    private static boolean cools(Roster roster, Login login, String source) {
        Optional<Duration> left = Denials.coolDown(roster, login, source, NOW);
        return left.equals(Optional.of(Duration.ofSeconds(60)));
    }

    private static Roster with(List<Denial> denials) {
        Roster empty = Roster.EMPTY;
        return new Roster(
                empty.settings(),
                empty.sessions(),
                empty.control(),
                empty.requests(),
                denials,
                empty.emergency(),
                null,
                null,
                0,
                0);
    }

    private static Login account(String name) {
        return new Login(name, Role.OPERATOR, Login.Strength.OWN_ACCOUNT, "cookie of " + name, false);
    }

    private static Login guest(String cookie) {
        return new Login("", Role.OPERATOR, Login.Strength.NONE, cookie, false);
    }

    private static Session session(Login login, String source) {
        return new SessionBuilder(new SessionId("gone"), login, TokenDigest.of("token"), NOW)
                .source(source)
                .build();
    }
}
