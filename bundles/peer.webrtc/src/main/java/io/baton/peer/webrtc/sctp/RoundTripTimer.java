// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

import io.baton.peer.webrtc.sctp.OutgoingChunk.State;
import org.jspecify.annotations.Nullable;

/**
 * Measures the round trip of one chunk at a time (RFC 9260 section 6.3.1, rule C4). A chunk sent more than once is not
 * measured: its acknowledgement may answer any of its transmissions (Karn's algorithm, rule C5).
 */
final class RoundTripTimer {

    private final RetransmissionTimeout timeout;
    private boolean timing;
    /** The chunk that is being measured, while {@link #timing}. */
    private int tsn;

    RoundTripTimer(RetransmissionTimeout timeout) {
        this.timeout = timeout;
    }

    /** Takes a chunk that was just sent. */
    void sent(OutgoingChunk chunk) {
        if (chunk.transmissions > 1) {
            timing &= chunk.tsn != tsn;
        } else if (!timing) {
            timing = true;
            tsn = chunk.tsn;
        }
    }

    /** Takes a chunk that the peer reports as received beyond a gap. */
    void arrived(OutgoingChunk chunk, long nowNanos) {
        if (timing && chunk.tsn == tsn) {
            measure(chunk, nowNanos);
        }
    }

    /** Takes a cumulative TSN before its chunks leave the outstanding ones. */
    void acknowledged(int cumulative, Outstanding outstanding, long nowNanos) {
        if (timing && !SctpConstants.after(tsn, cumulative)) {
            measure(outstanding.get(tsn), nowNanos);
        }
    }

    void stop() {
        timing = false;
    }

    private void measure(@Nullable OutgoingChunk chunk, long nowNanos) {
        timing = false;
        if (chunk != null && chunk.transmissions == 1 && chunk.state != State.ABANDONED) {
            timeout.measured(nowNanos - chunk.sentNanos);
        }
    }
}
