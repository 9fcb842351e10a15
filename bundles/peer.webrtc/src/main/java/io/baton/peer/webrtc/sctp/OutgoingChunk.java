// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

/** One DATA chunk that has a TSN and is not yet acknowledged cumulatively. */
final class OutgoingChunk {

    enum State {
        IN_FLIGHT,
        /** To be sent again. */
        LOST,
        /** Received by the peer out of order. */
        GAP_ACKED,
        /** Given up; FORWARD TSN will cover it. */
        ABANDONED
    }

    final OutgoingMessage message;
    final int tsn;
    final int offset;
    final int length;
    State state = State.LOST;
    int transmissions;
    int missing;
    boolean fastRetransmitted;
    long sentNanos;
    /** SACK in which it was last reported as received. */
    int reported;

    OutgoingChunk(OutgoingMessage message, int tsn, int offset, int length) {
        this.message = message;
        this.tsn = tsn;
        this.offset = offset;
        this.length = length;
    }

    int wireSize() {
        return SctpConstants.dataChunkSize(length);
    }

    boolean last() {
        return offset + length == message.data.length;
    }

    int flags() {
        return (offset == 0 ? SctpConstants.FLAG_BEGIN : 0)
                | (last() ? SctpConstants.FLAG_END : 0)
                | (message.unordered ? SctpConstants.FLAG_UNORDERED : 0)
                | (transmissions > 0 ? SctpConstants.FLAG_IMMEDIATE : 0);
    }
}
