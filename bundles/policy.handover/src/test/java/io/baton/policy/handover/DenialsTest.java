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
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import io.baton.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The subject a denial is counted for, its duration, and how many are kept. */
class DenialsTest {

    private static final Instant NOW = ManualClock.START;
    private static final String ADDRESS = "192.0.2.7";
    private static final String OTHER_ADDRESS = "198.51.100.9";

    @Test
    void accountIsCountedFromAnyAddress() {
        Roster roster = with(Denials.kicked(Roster.EMPTY, session(account("eve"), ADDRESS), NOW));
        assertEquals(1, Denials.count(roster, account("eve"), OTHER_ADDRESS, NOW));
        assertEquals(0, Denials.count(roster, account("bob"), ADDRESS, NOW));
        assertTrue(cools(roster, account("eve"), OTHER_ADDRESS));
        assertTrue(!cools(roster, account("bob"), ADDRESS));
    }

    @Test
    void cookieAndAddressAreBothCounted() {
        Roster cookie = with(Denials.kicked(Roster.EMPTY, session(withCookie("cookie"), ADDRESS), NOW));
        assertTrue(cools(cookie, withCookie("cookie"), OTHER_ADDRESS));
        assertTrue(cools(cookie, withCookie("other"), ADDRESS), "a dropped cookie does not help");
        assertTrue(cools(cookie, withCookie(""), ADDRESS));
        assertTrue(!cools(cookie, withCookie("other"), OTHER_ADDRESS));
        assertEquals(1, Denials.count(cookie, withCookie("cookie"), ADDRESS, NOW), "one denial is one");
        Roster address = with(Denials.kicked(Roster.EMPTY, session(withCookie(""), ADDRESS), NOW));
        assertTrue(cools(address, withCookie(""), ADDRESS));
        assertTrue(!cools(address, withCookie(""), OTHER_ADDRESS));
        assertEquals(1, Denials.count(address, withCookie(""), ADDRESS, NOW));
        assertEquals(0, Denials.count(address, withCookie(""), OTHER_ADDRESS, NOW));
    }

    @Test
    void addressesOfOneNetworkAreCountedTogether() {
        Roster roster = with(Denials.kicked(Roster.EMPTY, session(withCookie(""), "2001:db8:1:2::9"), NOW));
        assertTrue(cools(roster, withCookie(""), "2001:db8:1:2:ffff::1"));
        assertTrue(!cools(roster, withCookie(""), "2001:db8:1:3::9"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.9.1", "::1", "0:0:0:0:0:0:0:1"})
    void loopbackAddressNeverCoolsDown(String source) {
        Roster roster = with(Denials.kicked(Roster.EMPTY, session(withCookie("cookie"), source), NOW));
        assertTrue(!cools(roster, withCookie("cookie"), source));
        assertTrue(cools(roster, withCookie("cookie"), ADDRESS));
        assertTrue(!cools(roster, withCookie("other"), source));
    }

    @Test
    void denialCountsForTenMinutes() {
        Roster roster = with(Denials.denied(Roster.EMPTY, session(account("eve"), ADDRESS), NOW));
        assertEquals(
                1,
                Denials.count(
                        roster,
                        account("eve"),
                        ADDRESS,
                        NOW.plus(Duration.ofMinutes(10)).minusMillis(1)));
        assertEquals(0, Denials.count(roster, account("eve"), ADDRESS, NOW.plus(Duration.ofMinutes(10))));
    }

    @Test
    void expiredDenialIsRemovedAtNextDenial() {
        Roster roster = with(Denials.denied(Roster.EMPTY, session(account("eve"), ADDRESS), NOW));
        List<Denial> later = Denials.denied(roster, session(account("bob"), ADDRESS), NOW.plus(Duration.ofMinutes(11)));
        assertEquals(List.of("user:bob"), later.stream().map(Denial::subject).toList());
        List<Denial> soon = Denials.denied(roster, session(account("bob"), ADDRESS), NOW.plusSeconds(1));
        assertEquals(
                List.of("user:eve", "user:bob"),
                soon.stream().map(Denial::subject).toList());
    }

    @Test
    void longestUnchangedSubjectIsRemovedFirst() {
        Roster roster = Roster.EMPTY;
        for (int i = 0; i <= Denials.MOST; i++) {
            roster = with(Denials.denied(roster, session(account("user" + i), ADDRESS), NOW));
        }
        assertEquals(Denials.MOST, roster.denials().size());
        assertEquals("user:user1", roster.denials().getFirst().subject());
    }

    @Test
    void onlyLatestTimesAreKept() {
        Roster roster = Roster.EMPTY;
        for (int i = 0; i < 12; i++) {
            roster = with(Denials.denied(roster, session(account("eve"), ADDRESS), NOW.plusSeconds(i)));
        }
        assertEquals(10, roster.denials().getFirst().at().size());
        assertEquals(NOW.plusSeconds(11), roster.denials().getFirst().at().getLast());
    }

    private static boolean cools(Roster roster, Login login, String source) {
        Optional<Duration> left = Denials.coolDown(roster, login, source, NOW);
        return left.equals(Optional.of(Duration.ofSeconds(60)));
    }

    private static Roster with(List<Denial> denials) {
        return with(Roster.EMPTY.settings(), denials);
    }

    private static Roster with(Settings settings, List<Denial> denials) {
        Roster empty = Roster.EMPTY;
        return new Roster(
                settings,
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

    private static Login withCookie(String cookie) {
        return new Login("", Role.OPERATOR, Login.Strength.NONE, cookie, false);
    }

    private static Session session(Login login, String source) {
        return new SessionBuilder(new SessionId("gone"), login, TokenDigest.of("token"), NOW)
                .source(source)
                .build();
    }

    @Test
    void longCoolDownOutlivesTheCountedTime() {
        Roster roster = with(Roster.EMPTY.settings().with(Setting.DENIAL_COOLDOWN, 3_000_000), List.of());
        roster = with(roster.settings(), Denials.kicked(roster, session(account("eve"), ADDRESS), NOW));
        Instant later = NOW.plus(Duration.ofMinutes(11));
        roster = with(roster.settings(), Denials.denied(roster, session(account("bob"), ADDRESS), later));
        assertEquals(
                Optional.of(Duration.ofMinutes(39)), Denials.coolDown(roster, account("eve"), OTHER_ADDRESS, later));
    }

    @Test
    void loopbackAddressIsNotCountedBesideACookie() {
        Roster roster = with(Denials.kicked(Roster.EMPTY, session(withCookie("cookie"), "127.0.0.1"), NOW));
        assertEquals(1, Denials.count(roster, withCookie("cookie"), "127.0.0.1", NOW));
        assertEquals(0, Denials.count(roster, withCookie(""), "127.0.0.1", NOW));
    }
}
