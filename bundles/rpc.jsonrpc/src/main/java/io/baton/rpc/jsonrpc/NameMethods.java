// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.nickname.NameCheck;
import io.baton.nickname.NicknameKey;
import io.baton.nickname.NicknamePolicy;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.session.Command;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The methods about nicknames.
 *
 * <p>Threading. Any thread; a change of nickname completes on the coordinator's.
 */
@Component(property = {RpcMethods.NAMES + "=updateSessionNickname", RpcMethods.NAMES + "=generateNickname"})
public final class NameMethods implements RpcMethods {

    private final SessionCoordinator coordinator;
    private final NicknamePolicy names;
    private final RateLimiter limiter;
    private final RandomGenerator random;

    @Activate
    public NameMethods(
            @Reference SessionCoordinator coordinator,
            @Reference NicknamePolicy names,
            @Reference RateLimiter limiter) {
        this(coordinator, names, limiter, new SecureRandom());
    }

    NameMethods(SessionCoordinator coordinator, NicknamePolicy names, RateLimiter limiter, RandomGenerator random) {
        this.coordinator = coordinator;
        this.names = names;
        this.limiter = limiter;
        this.random = random;
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        try {
            Roster roster = coordinator.roster();
            Session caller = SessionCommands.caller(roster, call);
            if (call.method().equals("generateNickname")) {
                return CompletableFuture.completedStage(Map.of("nickname", generated(roster)));
            }
            Session target = SessionCommands.ownOrNamed(call, roster, "Only an administrator may rename others.");
            return rename(caller.id(), target.id(), String.valueOf(call.params().get("nickname")));
        } catch (RpcException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private String generated(Roster roster) throws RpcException {
        return NicknameKey.generated(
                        names,
                        random,
                        key -> roster.sessions().stream()
                                .anyMatch(session -> NicknameKey.clash(session.nicknameKey(), key)))
                .map(NameCheck.Accepted::name)
                .orElseThrow(() -> SessionCommands.refused(Reason.BUSY, "No free name was found. Try again."));
    }

    private CompletionStage<Object> rename(SessionId actor, SessionId target, String raw) throws RpcException {
        long wait = limiter.take(Budget.RENAME, actor.value());
        if (wait > 0) {
            throw RpcException.refused(
                    Outcome.refused(Reason.RATE_LIMITED, "The name was changed too often.", Duration.ofMillis(wait)));
        }
        return switch (names.check(raw)) {
            case NameCheck.Rejected(NameCheck.Problem _, String message) ->
                throw SessionCommands.refused(Reason.BAD_VALUE, message);
            case NameCheck.Accepted(String name, String key) ->
                SessionCommands.decide(
                        coordinator,
                        new Command.Rename(actor, target, name, key),
                        () -> Map.of("status", "updated", "nickname", name));
        };
    }
}
