// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.PeerId;
import java.util.function.Supplier;

/** Sends replies to calls, in order with the events for the same client. Used within this bundle only. */
public interface ReplySender {

    /**
     * Queues a reply. Callable from any thread; does not block, serialise or send.
     *
     * @param text makes the reply, on the sender's thread; must not fail
     */
    void reply(PeerId peer, Supplier<String> text);

    /** Returns how many bytes a reply to this peer may have. Any thread. */
    int maxBytes(PeerId peer);
}
