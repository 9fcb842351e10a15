// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import java.util.ArrayDeque;

/** One direction of a stream: what waits to be cut into chunks, and the next sequence number. */
final class OutgoingStream {

    final int id;
    final ArrayDeque<OutgoingMessage> waiting = new ArrayDeque<>(4);
    int nextSequence;
    /** Payload bytes not yet acknowledged or given up. */
    long buffered;
    /** In the queue of streams that have something to send. */
    boolean scheduled;
    /** A reset is under way; nothing may be sent until it is answered. */
    boolean paused;

    OutgoingStream(int id) {
        this.id = id;
    }
}
