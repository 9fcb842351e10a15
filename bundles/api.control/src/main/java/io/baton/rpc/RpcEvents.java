// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import io.baton.peer.PeerId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells browsers what happened: JSON-RPC notifications on the {@code rpc} channel. Obtained as a service by whoever has
 * something to tell.
 *
 * <p>Threading. Any thread; does not block.
 */
@ProviderType
public interface RpcEvents {

    /**
     * Sends an event to one peer, in the order of the calls. It waits, bounded, where the channel is not open yet or
     * its buffer is full.
     *
     * @param params JDK types as in {@link RpcMethods#call}, or {@link RpcResult#VOID} for none
     * @return false when its channel is not open
     */
    boolean send(PeerId peer, String method, Object params);

    /**
     * Whether everything sent to this peer so far was handed to its channel, or never will be. Whoever means to close
     * the connection when its client has heard the last word asks this first.
     */
    default boolean isHandedOver(PeerId peer) {
        return true;
    }

    /** Sends an event to the peers of all admitted sessions. */
    void sendToAdmitted(String method, Object params);
}
