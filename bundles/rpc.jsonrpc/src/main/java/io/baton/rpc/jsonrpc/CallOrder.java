// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.PeerId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the calls of each peer in the order of their arrival: one is dispatched at a time, the others queue behind it.
 *
 * <p>Threading. Any thread.
 */
final class CallOrder {

    /** The place of a call that arrived. */
    enum Place {
        /** It is dispatched now. */
        FIRST,
        /** {@link #next} returns it at its turn. */
        BEHIND,
        /** It is not in the queue. */
        NO_ROOM
    }

    private final Map<PeerId, Deque<PendingCall>> queues = new HashMap<>();

    /** Adds a call to its peer's queue; behind another one only if {@code room} is left. */
    synchronized Place add(PendingCall call, boolean room) {
        PeerId peer = call.message().peer();
        Deque<PendingCall> queue = queues.get(peer);
        if (queue == null) {
            Deque<PendingCall> started = new ArrayDeque<>();
            started.add(call);
            queues.put(peer, started);
            return Place.FIRST;
        }
        if (!room) {
            return Place.NO_ROOM;
        }
        queue.add(call);
        return Place.BEHIND;
    }

    /** Removes a peer's first call and returns the one behind it, which is dispatched now; null without one. */
    synchronized @Nullable PendingCall next(PeerId peer) {
        Deque<PendingCall> queue = queues.get(peer);
        if (queue == null) {
            return null;
        }
        queue.removeFirst();
        if (queue.isEmpty()) {
            queues.remove(peer);
        }
        return queue.peekFirst();
    }
}
