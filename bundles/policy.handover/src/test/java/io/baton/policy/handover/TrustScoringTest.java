// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static io.baton.policy.handover.RosterFixture.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionBuilder;
import io.baton.session.SessionFlag;
import io.baton.session.TrustScore;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The terms of the trust score, one by one. */
class TrustScoringTest {

    private static final RosterFixture ROSTER = new RosterFixture()
            .operator("ann")
            .joins("bob", Login.unauthenticated(Role.OPERATOR))
            .operator("cid")
            .requests("cid");

    static Stream<Arguments> terms() {
        return Stream.of(
                term("an own account", it -> it.login(account("bob", Role.OPERATOR)), "ownAccount", 200),
                term("the shared password", it -> it.login(shared("cookie")), "sharedPassword", 100),
                term("an administrator", it -> it.login(Login.unauthenticated(Role.ADMIN)), "admin", 150),
                term("approved by a person", it -> it.withFlag(SessionFlag.APPROVED), "approved", 100),
                term("input just now", it -> it.lastInput(ROSTER.now()), "input", 150),
                term(
                        "input to come, by another clock",
                        it -> it.lastInput(ROSTER.now().plusSeconds(5)),
                        "input",
                        150),
                term("input five minutes ago", it -> it.lastInput(ROSTER.now().minusSeconds(300)), "input", 75),
                term("denied once", it -> it.denials(1), "denials", -200),
                term("denied twice", it -> it.denials(2), "denials", -400),
                term("an unconfirmed emergency promotion", it -> it.emergencies(1), "emergencies", -100));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("terms")
    void termHasItsPoints(String what, UnaryOperator<SessionBuilder> edit, String name, int points) {
        Session plain = bob().edit().nickname("", "").build();
        Session session = edit.apply(plain.edit()).build();
        assertEquals(Map.of(), score(plain).byName());
        assertEquals(Map.of(name, points), score(session).byName(), what);
        assertEquals(Math.max(0, points), score(session).total(), what);
    }

    @Test
    void inputTenMinutesAgoHasNoPoints() {
        Session session = bob().edit()
                .lastInput(ROSTER.now().minus(Duration.ofMinutes(10)))
                .build();
        assertEquals(Map.of("nickname", 50), score(session).byName());
    }

    @Test
    void nicknameQueuePlaceAndLastPrimaryHavePoints() {
        assertEquals(Map.of("nickname", 50), score(bob()).byName());
        assertEquals(50, score(ROSTER.session("cid")).byName().get("queued"));
        RosterFixture after =
                new RosterFixture().operator("ann").operator("bob").transfers("ann", "bob");
        assertEquals(
                50,
                TrustScoring.score(after.roster(), after.session("ann"), after.now())
                        .byName()
                        .get("lastPrimary"));
        assertEquals(null, score(ROSTER.session("ann")).byName().get("lastPrimary"));
        assertEquals(id("bob"), after.roster().primary());
    }

    @Test
    void connectedTimeHasOnePointPerMinuteUpToHundred() {
        Roster roster = ROSTER.roster();
        Session bob = bob();
        assertEquals(
                7,
                TrustScoring.score(roster, bob, ROSTER.now().plus(Duration.ofMinutes(7)))
                        .byName()
                        .get("connected"));
        assertEquals(
                100,
                TrustScoring.score(roster, bob, ROSTER.now().plus(Duration.ofDays(1)))
                        .byName()
                        .get("connected"));
    }

    private static Session bob() {
        return ROSTER.session("bob")
                .edit()
                .login(Login.unauthenticated(Role.OPERATOR))
                .build();
    }

    private static TrustScore score(Session session) {
        return TrustScoring.score(ROSTER.roster(), session, ROSTER.now());
    }

    private static Arguments term(String what, UnaryOperator<SessionBuilder> edit, String name, int points) {
        return Arguments.of(what, edit, name, points);
    }
}
