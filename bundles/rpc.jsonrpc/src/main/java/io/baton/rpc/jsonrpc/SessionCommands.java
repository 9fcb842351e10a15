// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.Right;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.session.AddressGroup;
import io.baton.session.Command;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The common part of methods about sessions: the caller, the named session, and the coordinator's outcome. */
final class SessionCommands {

    private static final int MAX_ID = 64;

    private SessionCommands() {}

    /** Submits a command; the result is made when it is done, on the coordinator's thread. */
    static CompletionStage<Object> decide(SessionCoordinator coordinator, Command command, Supplier<Object> result) {
        return coordinator.submit(command).thenApply(outcome -> {
            if (outcome instanceof Outcome.Refused refusal) {
                throw new CompletionException(RpcException.refused(refusal));
            }
            return result.get();
        });
    }

    static CompletionStage<Object> decide(SessionCoordinator coordinator, Command command, String status) {
        return decide(coordinator, command, () -> Map.of("status", status));
    }

    /** With the mode the caller has then. */
    static CompletionStage<Object> decideMode(SessionCoordinator coordinator, Command command, SessionId caller) {
        return decide(coordinator, command, () -> {
            Roster roster = coordinator.roster();
            String mode = roster.session(caller)
                    .map(session -> roster.mode(session).wireName())
                    .orElseThrow(() -> new CompletionException(unknown()));
            return Map.of("status", "success", "mode", mode);
        });
    }

    static Session caller(Roster roster, RpcCall call) throws RpcException {
        return roster.session(call.session())
                .orElseThrow(() -> refused(Reason.UNKNOWN_SESSION, "There is no such session. Connect again."));
    }

    /** Returns the session a parameter names; the coordinator checks that it exists. */
    static SessionId named(RpcCall call, String param) throws RpcException {
        Object value = call.params().get(param);
        if (value instanceof String text && !text.isEmpty() && text.length() <= MAX_ID) {
            return new SessionId(text);
        }
        throw unknown();
    }

    /** The caller's own session, or another one if an administrator names it. */
    static Session ownOrNamed(RpcCall call, Roster roster, String refusal) throws RpcException {
        Session caller = caller(roster, call);
        if (!call.params().containsKey("sessionId")) {
            return caller;
        }
        SessionId id = named(call, "sessionId");
        if (!id.equals(caller.id()) && !Right.ADMINISTER.heldBy(roster.mode(caller), caller.role())) {
            throw refused(Reason.NOT_ALLOWED, refusal);
        }
        return roster.session(id).orElseThrow(SessionCommands::unknown);
    }

    static RpcException unknown() {
        return refused(Reason.UNKNOWN_SESSION, "There is no such session.");
    }

    static RpcException refused(Reason reason, String message) {
        return RpcException.refused(Outcome.refused(reason, message));
    }

    /**
     * Takes one of the prompts that a caller may cause. They are counted by account, else by login cookie, else by
     * address: another session does not help.
     */
    static void takePrompt(RateLimiter limiter, Roster roster, SessionId caller) throws RpcException {
        Optional<Session> session = roster.session(caller);
        long wait = session.isEmpty() ? 0 : limiter.take(Budget.PROMPT, identity(session.get()));
        if (wait > 0) {
            throw RpcException.refused(
                    Outcome.refused(Reason.RATE_LIMITED, "Too many requests. Wait a little.", Duration.ofMillis(wait)));
        }
    }

    private static String identity(Session session) {
        Login login = session.login();
        if (!login.user().isEmpty()) {
            return "user:" + login.user();
        }
        if (!login.cookie().isEmpty()) {
            return "cookie:" + login.cookie();
        }
        return AddressGroup.isLoopback(session.source())
                ? "session:" + session.id().value()
                : "address:" + AddressGroup.of(session.source());
    }
}
