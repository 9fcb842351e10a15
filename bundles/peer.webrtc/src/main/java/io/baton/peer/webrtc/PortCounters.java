// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import java.util.concurrent.atomic.LongAdder;

/** Datagrams of the UDP port that belong to no peer. Written by the receive thread, read by any. */
final class PortCounters {

    /** Dropped unread: above the limit of their source, or of all unknown sources together. */
    final LongAdder limited = new LongAdder();
    /** STUN that is malformed, not authentic, or from the address of another peer. */
    final LongAdder refusedStun = new LongAdder();
    /** Anything else from an unknown source: an address no peer has sent an authentic check from. */
    final LongAdder unknownSource = new LongAdder();
    /** Packets of a peer that are none of STUN, DTLS and RTCP. */
    final LongAdder unknownPacket = new LongAdder();

    @Override
    public String toString() {
        return "limited=" + limited + " refusedStun=" + refusedStun + " unknownSource=" + unknownSource
                + " unknownPacket=" + unknownPacket;
    }
}
