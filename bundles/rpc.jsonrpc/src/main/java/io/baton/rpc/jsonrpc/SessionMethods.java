// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.rpc.Permissions;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.session.Command;
import io.baton.session.Mode;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Methods about the sessions and the caller's permissions.
 *
 * <p>Threading. Any thread.
 */
@Component(
        property = {
            RpcMethods.NAMES + "=getSessions",
            RpcMethods.NAMES + "=getSessionData",
            RpcMethods.NAMES + "=getPermissions",
            RpcMethods.NAMES + "=sessionAlive"
        })
public final class SessionMethods implements RpcMethods {

    private final SessionCoordinator coordinator;

    @Activate
    public SessionMethods(@Reference SessionCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        try {
            Roster roster = coordinator.roster();
            Session caller = SessionCommands.caller(roster, call);
            return switch (call.method()) {
                case "getSessions" ->
                    CompletableFuture.completedStage(SessionList.rows(roster, caller, ListClock.of(coordinator)));
                case "getSessionData" -> CompletableFuture.completedStage(row(call, roster, caller));
                case "getPermissions" -> CompletableFuture.completedStage(permissions(roster, caller));
                default -> SessionCommands.decide(coordinator, new Command.SessionAlive(caller.id()), "success");
            };
        } catch (RpcException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private Map<String, Object> row(RpcCall call, Roster roster, Session caller) throws RpcException {
        Session session =
                roster.session(SessionCommands.named(call, "sessionId")).orElseThrow(SessionCommands::unknown);
        return SessionList.row(roster, session, caller, ListClock.of(coordinator));
    }

    private static Map<String, Object> permissions(Roster roster, Session caller) {
        Mode mode = roster.mode(caller);
        Map<String, Object> held = new LinkedHashMap<>();
        held.put("mode", mode.wireName());
        held.put("role", caller.role().wireName());
        held.put("permissions", Permissions.of(mode, caller.role()));
        return held;
    }
}
