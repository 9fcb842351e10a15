// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import io.baton.peer.PeerId;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call, already checked for right and rate. Parameter values are JDK types as JSON gives them: {@code String},
 * {@code Boolean}, {@code Long}, {@code Double}, {@code List}, {@code Map}; a JSON null is left out.
 *
 * @param method its name
 * @param params by name; unknown ones are ignored
 * @param session the actor: the session whose channel the call came in on
 * @param peer that channel's peer
 * @param arrivalNanos when it arrived, on the clock of {@link System#nanoTime()}
 * @param fencingToken the fencing token it arrived with
 */
public record RpcCall(
        String method,
        Map<String, Object> params,
        SessionId session,
        PeerId peer,
        long arrivalNanos,
        long fencingToken) {

    private static final Duration RETRY = Duration.ofSeconds(1);

    public RpcCall {
        params = Map.copyOf(params);
    }

    /**
     * Returns the actor of a call that waited for its turn, if it has the right of the method then as well. Any thread.
     *
     * @param coordinator null while it is absent
     * @throws RpcException {@link Right#refusal()} when it has it no more, {@link Reason#TEMPORARILY_UNAVAILABLE}
     *     without a coordinator
     */
    public Session actor(@Nullable SessionCoordinator coordinator) throws RpcException {
        if (coordinator == null) {
            throw RpcException.refused(Outcome.refused(
                    Reason.TEMPORARILY_UNAVAILABLE, "The sessions are being replaced. Try again.", RETRY));
        }
        Right right = MethodTable.right(method).orElse(Right.ADMINISTER);
        Roster roster = coordinator.roster();
        return roster.session(session)
                .filter(found -> right.heldBy(roster.mode(found), found.role()))
                .orElseThrow(() -> RpcException.refused(right.refusal()));
    }
}
