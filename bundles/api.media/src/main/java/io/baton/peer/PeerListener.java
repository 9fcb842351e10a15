// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Listens to the events of peers. Registered as a service (whiteboard).
 *
 * <p>Threading. Calls come from threads of the peer service, in order for one peer, and must not block. A listener that
 * is registered later is first told {@link #linked} and {@link #channelOpened} of what exists already.
 *
 * <p>Errors. An exception thrown here is logged and changes nothing.
 */
@ConsumerType
public interface PeerListener {

    /** DTLS is up: media can flow. At most once for a peer (again only to a listener registered later). */
    default void linked(PeerId peer) {}

    /** The other side opened a data channel. */
    default void channelOpened(PeerId peer, String label) {}

    /** A data channel was closed by the other side; not called when the whole peer closes. */
    default void channelClosed(PeerId peer, String label) {}

    /** The peer was closed, linked before or not. The last call for it. */
    default void closed(PeerId peer, CloseReason reason) {}
}
