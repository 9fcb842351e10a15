// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static io.baton.policy.handover.RosterFixture.account;
import static io.baton.policy.handover.RosterFixture.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.session.Command;
import io.baton.session.Mode;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The console of the device acts as an administrator without a session. */
class ConsoleTest {

    private static final SessionId CONSOLE = SessionId.CONSOLE;

    private static RosterFixture annAndBob() {
        return new RosterFixture().admin("ann").operator("bob");
    }

    private static List<Command> commandsThatNeedASession() {
        return List.of(
                new Command.RequestPrimary(CONSOLE),
                new Command.CancelRequest(CONSOLE),
                new Command.ApproveRequest(CONSOLE, id("bob")),
                new Command.DenyRequest(CONSOLE, id("bob")),
                new Command.Release(CONSOLE),
                new Command.Claim(CONSOLE),
                new Command.RequestApproval(CONSOLE),
                new Command.Rename(CONSOLE, CONSOLE, "x", "x"),
                new Command.SessionAlive(CONSOLE),
                new Command.Kick(CONSOLE, CONSOLE));
    }

    @ParameterizedTest
    @MethodSource("commandsThatNeedASession")
    void commandThatNeedsSessionIsRefused(Command command) {
        annAndBob().requests("bob").refused(command);
        annAndBob().loses("ann").seconds(1).refused(command);
    }

    @Test
    void isUnknownAsTargetAndForLogout() {
        annAndBob().refused(Reason.UNKNOWN_SESSION, new Command.Transfer(CONSOLE, null, CONSOLE));
        annAndBob().refused(Reason.UNKNOWN_SESSION, new Command.Logout(CONSOLE));
    }

    @Test
    void transfersControl() {
        annAndBob()
                .does(new Command.Transfer(CONSOLE, null, id("bob")))
                .isHeldBy("bob")
                .hasMode("ann", Mode.OBSERVER);
        annAndBob()
                .loses("ann")
                .does(new Command.Transfer(CONSOLE, null, id("bob")))
                .isHeldBy("bob");
    }

    @Test
    void kickBeginsCoolDown() {
        RosterFixture fixture =
                annAndBob().does(new Command.Kick(CONSOLE, id("bob"))).isRemoved("bob");
        fixture.refused(Reason.COOL_DOWN, fixture.join("bobAgain", account("bob", Role.OPERATOR)));
        annAndBob().refused(Reason.UNKNOWN_SESSION, new Command.Kick(CONSOLE, id("none")));
    }

    @Test
    void approvesAndConfigures() {
        RosterFixture fixture =
                RosterFixture.with(Setting.REQUIRE_APPROVAL, true).admin("ann").operator("bob");
        fixture.does(new Command.ApproveSession(CONSOLE, id("bob"))).hasMode("bob", Mode.OBSERVER);
        Settings settings = Settings.DEFAULTS.with(Setting.MAX_SESSIONS, 3);
        fixture.does(new Command.Configure(CONSOLE, settings, Map.of()));
        assertEquals(3, fixture.roster().settings().maxSessions());
    }
}
