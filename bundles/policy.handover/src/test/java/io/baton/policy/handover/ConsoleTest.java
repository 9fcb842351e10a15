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

/** Whoever types at the device is an administrator without a session. */
class ConsoleTest {

    private static final SessionId CONSOLE = SessionId.CONSOLE;

    private static RosterFixture house() {
        return new RosterFixture().admin("ann").operator("bob");
    }

    private static List<Command> whatTakesASession() {
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
    @MethodSource("whatTakesASession")
    void hasNoSessionToDoItWith(Command command) {
        house().asks("bob").refused(command);
        house().loses("ann").seconds(1).refused(command);
    }

    @Test
    void isNobodyToHandControlToOrToLogOut() {
        house().refused(Reason.UNKNOWN_SESSION, new Command.Transfer(CONSOLE, null, CONSOLE));
        house().refused(Reason.UNKNOWN_SESSION, new Command.Logout(CONSOLE));
    }

    @Test
    void handsControlToSomebody() {
        house().does(new Command.Transfer(CONSOLE, null, id("bob")))
                .isHeldBy("bob")
                .isHere("ann", Mode.OBSERVER);
        house().loses("ann")
                .does(new Command.Transfer(CONSOLE, null, id("bob")))
                .isHeldBy("bob");
    }

    @Test
    void sendsSomebodyAwayWhoThenHasToWait() {
        RosterFixture scene = house().does(new Command.Kick(CONSOLE, id("bob"))).isGone("bob");
        scene.refused(Reason.COOL_DOWN, scene.join("bobAgain", account("bob", Role.OPERATOR)));
        house().refused(Reason.UNKNOWN_SESSION, new Command.Kick(CONSOLE, id("nobody")));
    }

    @Test
    void letsNewcomersInAndChangesSettings() {
        RosterFixture scene =
                RosterFixture.with(Setting.REQUIRE_APPROVAL, true).admin("ann").operator("bob");
        scene.does(new Command.ApproveSession(CONSOLE, id("bob"))).isHere("bob", Mode.OBSERVER);
        Settings settings = Settings.DEFAULTS.with(Setting.MAX_SESSIONS, 3);
        scene.does(new Command.Configure(CONSOLE, settings, Map.of()));
        assertEquals(3, scene.roster().settings().maxSessions());
    }
}
