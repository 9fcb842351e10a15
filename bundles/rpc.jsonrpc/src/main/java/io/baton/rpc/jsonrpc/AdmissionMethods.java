// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.session.Command;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Admission and removal of sessions.
 *
 * <p>Threading. Any thread; completes on the coordinator's.
 */
@Component(
        property = {
            RpcMethods.NAMES + "=approveNewSession",
            RpcMethods.NAMES + "=denyNewSession",
            RpcMethods.NAMES + "=requestSessionApproval",
            RpcMethods.NAMES + "=kickSession"
        })
public final class AdmissionMethods implements RpcMethods {

    private final SessionCoordinator coordinator;
    private final RateLimiter limiter;

    @Activate
    public AdmissionMethods(@Reference SessionCoordinator coordinator, @Reference RateLimiter limiter) {
        this.coordinator = coordinator;
        this.limiter = limiter;
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        SessionId caller = call.session();
        try {
            if (call.method().equals("requestSessionApproval")) {
                SessionCommands.takePrompt(limiter, coordinator.roster(), caller);
                return SessionCommands.decide(coordinator, new Command.RequestApproval(caller), "requested");
            }
            SessionId named = SessionCommands.named(call, "sessionId");
            return switch (call.method()) {
                case "approveNewSession" ->
                    SessionCommands.decide(coordinator, new Command.ApproveSession(caller, named), "approved");
                case "denyNewSession" ->
                    SessionCommands.decide(coordinator, new Command.DenySession(caller, named), "denied");
                default -> SessionCommands.decide(coordinator, new Command.Kick(caller, named), "kicked");
            };
        } catch (RpcException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
