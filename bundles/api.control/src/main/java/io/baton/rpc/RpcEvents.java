// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import io.baton.peer.PeerId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sends JSON-RPC notifications on the {@code rpc} channel. The provider sends what follows from decisions by itself, as
 * a {@link io.baton.session.RosterListener}; this service takes what only other bundles know.
 *
 * <p>Threading. Any thread; does not block, serialise or send. Everything is sent on the provider's own thread.
 */
@ProviderType
public interface RpcEvents {

    /**
     * Queues an event for one peer, in the order of the calls. The event waits, bounded, where the channel is not open
     * yet or its buffer is full. An event for a peer that does not exist is dropped.
     */
    void send(PeerId peer, InputStateEvent event);

    /**
     * Returns whether everything queued for this peer so far was handed to its channel, or never will be. A component
     * that is to close the connection once its client received the last event asks this first.
     */
    boolean isHandedOver(PeerId peer);

    /**
     * Returns whether every connected session is shown this disclosure, and every later one will be. A provider that is
     * being replaced shows none; its successor does.
     */
    default boolean discloses(StreamDisclosure disclosure) {
        return false;
    }

    /** Sends every admitted session the present state of this event, which a {@link StateSource} has. */
    default void stateChanged(String event) {}
}
