// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.policy.SessionPolicy;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.TrustScore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The trust score of a session, with its terms.
 *
 * <p>Threading. Any thread.
 */
@Component(property = RpcMethods.NAMES + "=getTrust")
public final class TrustMethods implements RpcMethods {

    private final SessionCoordinator coordinator;
    private final SessionPolicy policy;

    @Activate
    public TrustMethods(@Reference SessionCoordinator coordinator, @Reference SessionPolicy policy) {
        this.coordinator = coordinator;
        this.policy = policy;
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        try {
            Roster roster = coordinator.roster();
            Session session =
                    SessionCommands.ownOrNamed(call, roster, "Only an administrator sees the trust in others.");
            TrustScore score =
                    policy.trust(roster, session.id(), coordinator.now()).orElseThrow(SessionCommands::unknown);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("sessionId", session.id().value());
            result.put("score", score.total());
            result.put("terms", score.byName());
            return CompletableFuture.completedStage(result);
        } catch (RpcException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
