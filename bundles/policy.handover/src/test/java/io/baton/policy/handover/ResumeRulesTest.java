// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static io.baton.policy.handover.RosterFixture.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.Command;
import io.baton.session.Effect;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What resumes a session, and what does not. */
class ResumeRulesTest {

    private static Command.Join withToken(Command.Join offer, TokenDigest token) {
        return new Command.Join(
                offer.id(),
                token,
                offer.resume(),
                offer.replaces(),
                offer.login(),
                offer.source(),
                offer.nickname(),
                offer.nicknameKey(),
                offer.browser(),
                offer.legacy());
    }

    @Test
    void tokenOfAnotherSessionIsRefusedAsANewOne() {
        RosterFixture fixture = new RosterFixture().operator("ann").operator("bob");
        TokenDigest first = fixture.session("ann").token();
        fixture.does(fixture.resume("x", "ann", account("ann", Role.OPERATOR)));
        for (TokenDigest taken : List.of(first, fixture.session("ann").token())) {
            fixture.refused(withToken(fixture.join("dan", account("dan", Role.OPERATOR)), taken));
            fixture.refused(new Command.Attach(
                    account("bob", Role.OPERATOR), fixture.session("bob").token(), taken));
        }
    }

    @Test
    void foreignTokenBesideTheOwnSocketIsNotKept() {
        RosterFixture fixture = new RosterFixture().operator("ann").operator("bob");
        TokenDigest own = fixture.session("ann").token();
        TokenDigest foreign = TokenDigest.of("foreign");
        Login ann = account("ann", Role.OPERATOR);
        fixture.does(fixture.join("x", "x", ann, foreign, id("ann"), false));
        assertEquals(own, fixture.session("ann").previousToken());
        fixture.refused(
                Reason.UNKNOWN_SESSION, new Command.Attach(ann, foreign, TokenDigest.of("next of the foreign one")));
    }

    @Test
    void closedSocketOfAnUnknownSessionIsRefused() {
        RosterFixture fixture = new RosterFixture().operator("ann");
        fixture.refused(
                Reason.UNKNOWN_SESSION,
                new Command.SocketClosed(id("bob"), fixture.session("ann").token()));
    }

    @Test
    void onlyLegacyClientWithoutTokenResumesByItsCookie() {
        RosterFixture fixture = new RosterFixture().joins("old", shared("c")).loses("old");
        fixture.does(fixture.join("new", shared("c")))
                .hasMode("new", Mode.OBSERVER)
                .isReservedFor("old");
        TokenDigest none = TokenDigest.of("none");
        fixture.does(fixture.join("other", "other", shared("c"), none, null, true))
                .hasMode("other", Mode.OBSERVER)
                .isReservedFor("old");
    }

    @Test
    void attachKeepsControlAndRequest() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").admin("bob").admin("cid").requests("cid");
        attaches(fixture, "ann", Role.OPERATOR);
        fixture.isHeldBy("ann").hasNoEffect(Effect.ControlPassed.class);
        attaches(fixture, "cid", Role.ADMIN);
        fixture.hasMode("cid", Mode.QUEUED);
    }

    private static void attaches(RosterFixture fixture, String name, Role role) {
        fixture.does(new Command.Attach(
                account(name, role), fixture.session(name).token(), TokenDigest.of("next of " + name)));
        assertTrue(fixture.outcome().isDone());
    }

    @Test
    void takeOverOfAReservationNeedsTheSameAccount() {
        Settings takeOver = Settings.DEFAULTS.with(Setting.LEGACY_CONTROL, 1);
        RosterFixture fixture = new RosterFixture(takeOver).operator("ann").loses("ann");
        fixture.does(fixture.legacy("new", shared("c"))).connects("new").isReservedFor("ann");
        Login elsewhere = new Login("ann", Role.OPERATOR, Login.Strength.OWN_ACCOUNT, "another cookie", false);
        fixture = new RosterFixture(takeOver).operator("ann").loses("ann");
        fixture.does(fixture.legacy("new", elsewhere)).connects("new").isHeldBy("new");
    }

    @Test
    void onlyFirstLinkOfLegacyClientTakesControl() {
        Settings takeOver = Settings.DEFAULTS.with(Setting.LEGACY_CONTROL, 1);
        RosterFixture fixture = new RosterFixture(takeOver).joins("one", shared("c"));
        fixture.joins("two", shared("c")).isHeldBy("one");
        fixture.does(fixture.legacy("old", shared("c"))).connects("old").isHeldBy("old");
        fixture.transfers("old", "one").isHeldBy("one").connects("old").isHeldBy("one");
    }
}
