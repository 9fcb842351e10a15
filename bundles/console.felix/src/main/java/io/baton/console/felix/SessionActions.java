// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.session.Command;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator does to a session in the Web Console. The command's actor is the device's console, which has no
 * session; the audit's note beside it names the account and the address.
 *
 * <p>Threading. The thread of the request, which waits for the coordinator's answer for five seconds at most.
 */
final class SessionActions {

    private static final int TIMEOUT_SECONDS = 5;
    private static final int ID_LENGTH = 64;

    private SessionActions() {}

    /** The action that a form names. */
    enum Action {
        APPROVE("approve", "session_approve"),
        DENY("deny", "session_deny"),
        TRANSFER("transfer", "session_transfer"),
        KICK("kick", "session_kick");

        private final String wireName;
        private final String audited;

        Action(String wireName, String audited) {
            this.wireName = wireName;
            this.audited = audited;
        }

        String wireName() {
            return wireName;
        }

        static Optional<Action> of(String name) {
            for (Action action : values()) {
                if (action.wireName.equals(name)) {
                    return Optional.of(action);
                }
            }
            return Optional.empty();
        }

        private Command command(SessionId session) {
            return switch (this) {
                case APPROVE -> new Command.ApproveSession(SessionId.CONSOLE, session);
                case DENY -> new Command.DenySession(SessionId.CONSOLE, session);
                case TRANSFER -> new Command.Transfer(SessionId.CONSOLE, null, session);
                case KICK -> new Command.Kick(SessionId.CONSOLE, session);
            };
        }
    }

    /**
     * Carries an action out and notes it. Without the audit it is refused, as it would leave no trace of the account.
     *
     * @param coordinator null while it is absent
     * @param audit null while it is absent
     */
    static Outcome perform(
            String action,
            String session,
            Login login,
            String source,
            @Nullable SessionCoordinator coordinator,
            @Nullable AuditLog audit) {
        Optional<Action> known = Action.of(action);
        if (known.isEmpty() || session.isEmpty() || session.length() > ID_LENGTH) {
            return Outcome.refused(Reason.BAD_VALUE, "The form is not one of this page.");
        }
        if (coordinator == null || audit == null) {
            return Outcome.refused(
                    Reason.TEMPORARILY_UNAVAILABLE, "A part of the device is being replaced. Try again in a moment.");
        }
        Outcome outcome = submit(coordinator, known.get().command(new SessionId(session)));
        String word =
                outcome instanceof Outcome.Refused refused ? refused.reason().wireName() : "done";
        audit.note(new AuditEvent(
                known.get().audited, login.user(), source, word, Map.of("session", session, "via", "web_console")));
        return outcome;
    }

    private static Outcome submit(SessionCoordinator coordinator, Command command) {
        try {
            return coordinator.submit(command).toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unanswered();
        } catch (ExecutionException | TimeoutException e) {
            return unanswered();
        }
    }

    private static Outcome unanswered() {
        return Outcome.refused(Reason.TEMPORARILY_UNAVAILABLE, "The device did not answer. The list shows the result.");
    }
}
