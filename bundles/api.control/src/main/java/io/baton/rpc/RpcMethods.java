// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

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
}
