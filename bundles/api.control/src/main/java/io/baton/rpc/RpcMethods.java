// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import io.baton.peer.PeerId;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Serves methods. Registered as a service with the property {@value #NAMES}; names are those of {@link MethodTable}.
 *
 * <p>Threading. Called from the peer's receive thread: it must not block; slow work completes the stage later. The
 * caller stops waiting after 2 s.
 *
 * <p>Errors. The stage fails with {@link RpcException} for what the caller should be told; anything else becomes an
 * internal error with a correlation id.
 */
@ConsumerType
public interface RpcMethods {

    /** Service property: a {@code String} or {@code String[]} of method names. */
    String NAMES = "baton.rpc.methods";

    /**
     * Serves a call.
     *
     * @return the result as JDK types ({@code Map}, {@code List}, {@code String}, {@code Number}, {@code Boolean});
     *     {@link RpcResult#VOID} for a method without result and {@link RpcResult#NULL} for a JSON null
     */
    CompletionStage<Object> call(RpcCall call);

    /**
     * Reports calls of a method with {@link Right#CONTROL} that were refused before they reached this provider: by
     * their rate, by a full queue, or by a time limit. Input that would have released a key or button may be among
     * them. The sender need not have control.
     *
     * @param params the parameters, unchecked; empty when several calls are reported as one
     * @param fencingToken as in {@link RpcCall}, of the last of them
     * @return false when this provider is being replaced, so that its successor is to be told
     */
    default boolean callDiscarded(PeerId peer, String method, Map<String, Object> params, long fencingToken) {
        return true;
    }
}
