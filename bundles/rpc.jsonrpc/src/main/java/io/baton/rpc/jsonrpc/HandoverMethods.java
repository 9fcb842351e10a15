// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

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
 * Methods for transfer, release and claim of control.
 *
 * <p>Threading. Any thread; completes on the coordinator's.
 */
@Component(
        property = {
            RpcMethods.NAMES + "=transferPrimary",
            RpcMethods.NAMES + "=releasePrimary",
            RpcMethods.NAMES + "=claimControl"
        })
public final class HandoverMethods implements RpcMethods {

    private static final String SUCCESS = "success";

    private final SessionCoordinator coordinator;

    @Activate
    public HandoverMethods(@Reference SessionCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        SessionId caller = call.session();
        try {
            return switch (call.method()) {
                case "transferPrimary" -> SessionCommands.decide(coordinator, transfer(call), SUCCESS);
                case "releasePrimary" -> SessionCommands.decide(coordinator, new Command.Release(caller), SUCCESS);
                default -> SessionCommands.decideMode(coordinator, new Command.Claim(caller), caller);
            };
        } catch (RpcException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** The expected primary is a condition of the call, never its actor. */
    private static Command transfer(RpcCall call) throws RpcException {
        boolean believes = call.params().containsKey("fromId");
        return new Command.Transfer(
                call.session(),
                believes ? SessionCommands.named(call, "fromId") : null,
                SessionCommands.named(call, "toId"));
    }
}
