// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.nickname.NameCheck;
import io.baton.nickname.NicknamePolicy;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.Right;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.session.Command;
import io.baton.session.Desk;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Who is here and what they are called.
 *
 * <p>Threading. Any thread; a change of name completes on the desk's.
 */
@Component(
        property = {
            RpcMethods.NAMES + "=getSessions",
            RpcMethods.NAMES + "=updateSessionNickname",
            RpcMethods.NAMES + "=generateNickname"
        })
public final class SessionMethods implements RpcMethods {

    private final Desk desk;
    private final NicknamePolicy names;
    private final RateLimiter limiter;
    private final RandomGenerator random;

    @Activate
    public SessionMethods(@Reference Desk desk, @Reference NicknamePolicy names, @Reference RateLimiter limiter) {
        this(desk, names, limiter, new SecureRandom());
    }

    SessionMethods(Desk desk, NicknamePolicy names, RateLimiter limiter, RandomGenerator random) {
        this.desk = desk;
        this.names = names;
        this.limiter = limiter;
        this.random = random;
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        try {
            Roster roster = desk.roster();
            Session caller = roster.session(call.session())
                    .orElseThrow(() -> refused(Reason.UNKNOWN_SESSION, "There is no such session. Connect again."));
            return switch (call.method()) {
                case "getSessions" -> CompletableFuture.completedStage(SessionList.rows(roster, caller));
                case "generateNickname" ->
                    CompletableFuture.completedStage(Map.of("nickname", names.generate(caller.browser(), random)));
                default -> rename(call, roster, caller);
            };
        } catch (RpcException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<Object> rename(RpcCall call, Roster roster, Session caller) throws RpcException {
        SessionId target = target(call, roster, caller);
        if (!(call.params().get("nickname") instanceof String raw)) {
            throw RpcException.badParameter("missing parameter: nickname");
        }
        long wait = limiter.take(Budget.RENAME, caller.id().value());
        if (wait > 0) {
            throw RpcException.refused(
                    Outcome.refused(Reason.RATE_LIMITED, "The name was changed too often.", Duration.ofMillis(wait)));
        }
        return switch (names.check(raw)) {
            case NameCheck.Rejected(String message) -> throw refused(Reason.BAD_VALUE, message);
            case NameCheck.Accepted(String name, String key) ->
                desk.submit(new Command.Rename(caller.id(), target, name, key)).thenApply(outcome -> {
                    if (outcome instanceof Outcome.Refused refusal) {
                        throw new CompletionException(RpcException.refused(refusal));
                    }
                    return Map.of("status", "updated", "nickname", name);
                });
        };
    }

    /** The caller's own session; another one only for an administrator. */
    private static SessionId target(RpcCall call, Roster roster, Session caller) throws RpcException {
        Object named = call.params().get("sessionId");
        if (named == null || named.equals(caller.id().value())) {
            return caller.id();
        }
        if (!Right.ADMINISTER.heldBy(roster.mode(caller), caller.role())) {
            throw refused(Reason.NOT_ALLOWED, "Only an administrator may rename others.");
        }
        return roster.sessions().stream()
                .map(Session::id)
                .filter(id -> named.equals(id.value()))
                .findFirst()
                .orElseThrow(() -> refused(Reason.UNKNOWN_SESSION, "There is no such session."));
    }

    private static RpcException refused(Reason reason, String message) {
        return RpcException.refused(Outcome.refused(reason, message));
    }
}
