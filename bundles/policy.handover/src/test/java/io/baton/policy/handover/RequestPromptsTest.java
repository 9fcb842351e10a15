// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static io.baton.policy.handover.RosterFixture.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.rpc.Right;
import io.baton.session.Cause;
import io.baton.session.Command;
import io.baton.session.ControlRequest;
import io.baton.session.Effect;
import io.baton.session.Login;
import io.baton.session.Mode;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the primary is notified of a request, and whose requests share the interval. */
class RequestPromptsTest {

    private static final SessionId BOB = id("bob");

    private static Login bob(String cookie) {
        return new Login("bob", Role.OPERATOR, Login.Strength.OWN_ACCOUNT, cookie, false);
    }

    private static int prompts(RosterFixture fixture) {
        return fixture.notifications("ann", Effect.ControlRequested.class).size();
    }

    @Test
    void requestThatWasNeverNotifiedIsDueAtOnce() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").operator("bob").loses("ann").requests("bob");
        ControlRequest request = fixture.roster().requests().getFirst();
        assertEquals(Optional.of(request.since()), RequestPrompts.due(fixture.roster(), request));
    }

    @Test
    void primaryIsNotifiedAgainWhenItsNewLinkIsUp() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").operator("bob").requests("bob");
        fixture.does(new Command.Answered(id("ann"), new PeerId(70))).hasNoEffect(Effect.ControlRequested.class);
        fixture.seconds(1).does(new Command.Linked(new PeerId(70)));
        assertEquals(1, prompts(fixture));
    }

    @Test
    void sessionsOfOneAccountShareTheLatestInterval() {
        RosterFixture fixture = new RosterFixture().operator("ann");
        fixture.joins("one", bob("c1")).joins("two", bob("c2")).joins("three", bob("c3"));
        assertEquals(1, prompts(fixture.requests("one")));
        assertEquals(0, prompts(fixture.seconds(3).requests("two")));
        assertEquals(1, prompts(fixture.seconds(2)));
        fixture.seconds(4).requests("three").isDueIn(Duration.ofSeconds(1));
        assertEquals(1, prompts(fixture.seconds(1)));
    }

    @Test
    void sessionWithoutAccountAndCookieHasItsOwnInterval() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").joins("x", shared("")).joins("y", shared(""));
        fixture.requests("x").does(new Command.CancelRequest(id("x"))).seconds(1);
        assertEquals(0, prompts(fixture.requests("x")));
        assertEquals(1, prompts(fixture.requests("y")));
    }

    @Test
    void cancelOfSessionInGraceIsRefused() {
        new RosterFixture()
                .operator("ann")
                .operator("bob")
                .requests("bob")
                .loses("bob")
                .refused(new Command.CancelRequest(BOB));
    }

    @Test
    void answerToUnknownSessionIsRefused() {
        RosterFixture fixture = new RosterFixture().operator("ann");
        fixture.refused(Reason.UNKNOWN_SESSION, new Command.ApproveRequest(id("ann"), id("none")));
        fixture.refused(Reason.UNKNOWN_SESSION, new Command.DenyRequest(id("ann"), id("none")));
    }

    @Test
    void requestBesideSeatIsAnsweredAtOnceWhileTheLimiterIsClosed() {
        Settings approval = Settings.DEFAULTS.with(Setting.REQUIRE_APPROVAL, true);
        RosterFixture fixture = new RosterFixture(approval).admin("ann").admin("bob");
        fixture.does(new Command.Release(id("ann"))).isHeldBy("bob").does(new Command.Logout(BOB));
        fixture.does(new Command.Logout(id("ann"))).does(fixture.join("ghost", account("ghost", Role.OPERATOR)));
        fixture.admin("cid").isHeldBy("ghost").requests("cid").isHeldBy("cid");
        fixture.hasEffect(new Effect.ModeChanged(id("cid"), Mode.PRIMARY, Cause.REQUESTED));
    }

    @Test
    void videoOnlySessionMayBePresentAndView() {
        RosterFixture fixture =
                new RosterFixture().operator("ann").display("wall").seconds(1);
        fixture.does(new Command.SessionAlive(id("wall")));
        assertTrue(fixture.outcome().isDone());
        assertEquals(Optional.empty(), Refusals.of(fixture.roster(), id("wall"), Right.VIEW));
    }
}
