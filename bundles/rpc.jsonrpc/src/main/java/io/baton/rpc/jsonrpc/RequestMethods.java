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
 * Requests for control, and the answers to them.
 *
 * <p>Threading. Any thread; completes on the coordinator's.
 */
@Component(
        property = {
            RpcMethods.NAMES + "=requestPrimary",
            RpcMethods.NAMES + "=cancelPrimaryRequest",
            RpcMethods.NAMES + "=approvePrimaryRequest",
            RpcMethods.NAMES + "=denyPrimaryRequest"
        })
public final class RequestMethods implements RpcMethods {

    private static final String REQUESTER = "requesterID";

    private final SessionCoordinator coordinator;
    private final RateLimiter limiter;

    @Activate
    public RequestMethods(@Reference SessionCoordinator coordinator, @Reference RateLimiter limiter) {
        this.coordinator = coordinator;
        this.limiter = limiter;
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        SessionId caller = call.session();
        try {
            return switch (call.method()) {
                case "requestPrimary" -> {
                    SessionCommands.takePrompt(limiter, coordinator.roster(), caller);
                    yield SessionCommands.decideMode(coordinator, new Command.RequestPrimary(caller), caller);
                }
                case "cancelPrimaryRequest" ->
                    SessionCommands.decide(coordinator, new Command.CancelRequest(caller), "cancelled");
                case "approvePrimaryRequest" ->
                    SessionCommands.decide(
                            coordinator,
                            new Command.ApproveRequest(caller, SessionCommands.named(call, REQUESTER)),
                            "approved");
                default ->
                    SessionCommands.decide(
                            coordinator,
                            new Command.DenyRequest(caller, SessionCommands.named(call, REQUESTER)),
                            "denied");
            };
        } catch (RpcException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
