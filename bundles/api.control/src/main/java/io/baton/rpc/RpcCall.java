// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import io.baton.peer.PeerId;
import io.baton.session.SessionId;
import java.util.Map;

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

    public RpcCall {
        params = Map.copyOf(params);
    }
}
