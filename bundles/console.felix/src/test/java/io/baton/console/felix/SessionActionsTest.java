// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.baton.audit.AuditCounters;
import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.session.Command;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.testkit.FakeCoordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an administrator does to a session in the Web Console. */
final class SessionActionsTest {

    private static final SessionId BOB = new SessionId("bob");
    private static final Login ADA = new Login("ada", Role.ADMIN, Login.Strength.OWN_ACCOUNT, "c", false);

    private final FakeCoordinator coordinator = new FakeCoordinator(Roster.EMPTY);
    private final List<AuditEvent> notes = new ArrayList<>();
    private final AuditLog audit = new AuditLog() {
        @Override
        public void note(AuditEvent note) {
            notes.add(note);
        }

        @Override
        public AuditCounters counters() {
            return new AuditCounters(true, 0, 0, 0, 0, 0, 0, 0);
        }
    };

    private Outcome perform(String action, String session) {
        return SessionActions.perform(action, session, ADA, "192.0.2.7", coordinator, audit);
    }

    private static AuditEvent note(String action, String outcome) {
        return new AuditEvent(action, "ada", "192.0.2.7", outcome, Map.of("session", "bob", "via", "web_console"));
    }

    @Test
    void eachActionIsACommandOfTheConsoleAndANoteOfTheAccount() {
        for (String action : List.of("approve", "deny", "transfer", "kick")) {
            assertEquals(Outcome.done(), perform(action, "bob"));
        }
        assertEquals(
                List.of(
                        new Command.ApproveSession(SessionId.CONSOLE, BOB),
                        new Command.DenySession(SessionId.CONSOLE, BOB),
                        new Command.Transfer(SessionId.CONSOLE, null, BOB),
                        new Command.Kick(SessionId.CONSOLE, BOB)),
                coordinator.submitted());
        assertEquals(
                List.of(
                        note("session_approve", "done"),
                        note("session_deny", "done"),
                        note("session_transfer", "done"),
                        note("session_kick", "done")),
                notes);
    }

    @Test
    void refusalIsNotedWithItsReason() {
        coordinator.refuseAll(Reason.UNKNOWN_SESSION);
        assertEquals(Reason.UNKNOWN_SESSION, reason(perform("kick", "bob")));
        assertEquals(List.of(note("session_kick", "unknown_session")), notes);
    }

    @Test
    void formOfAnotherPageIsRefused() {
        assertEquals(Reason.BAD_VALUE, reason(perform("reboot", "bob")));
        assertEquals(Reason.BAD_VALUE, reason(perform("kick", "")));
        assertEquals(Reason.BAD_VALUE, reason(perform("kick", "x".repeat(65))));
        assertEquals(List.of(), coordinator.submitted());
    }

    @Test
    void withoutTheAuditNothingIsDone() {
        Outcome outcome = SessionActions.perform("kick", "bob", ADA, "192.0.2.7", coordinator, null);
        assertEquals(Reason.TEMPORARILY_UNAVAILABLE, reason(outcome));
        assertEquals(List.of(), coordinator.submitted());
    }

    private static Reason reason(Outcome outcome) {
        return assertInstanceOf(Outcome.Refused.class, outcome).reason();
    }
}
