// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import java.util.concurrent.atomic.LongAdder;

/** What arrived on the UDP port and belonged to nobody. Written by the receive thread, read by anyone. */
final class PortCounters {

    /** Dropped unread: the source sent too much, or everybody did. */
    final LongAdder limited = new LongAdder();
    /** STUN that is malformed or unauthentic. */
    final LongAdder refusedStun = new LongAdder();
    /** Anything else from an address no peer has proved to own. */
    final LongAdder strangers = new LongAdder();
    /** Packets of a peer that are none of STUN, DTLS and RTCP. */
    final LongAdder unknown = new LongAdder();

    @Override
    public String toString() {
        return "limited " + limited + ", refused STUN " + refusedStun + ", strangers " + strangers + ", unknown "
                + unknown;
    }
}
