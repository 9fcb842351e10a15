// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

/** One message on its way out. */
final class OutgoingMessage {

    final OutgoingStream stream;
    final byte[] data;
    final int ppid;
    final boolean unordered;
    /** Transmissions allowed for each of its chunks. */
    final long maxTransmissions;
    /** Time at which it is given up; {@link Long#MAX_VALUE} for never. */
    final long expiresNanos;

    int sequence;
    /** Bytes already cut into chunks. */
    int cut;
    /** TSN of its first chunk, once {@link #cut} is not 0. */
    int firstTsn;

    OutgoingMessage(
            OutgoingStream stream, byte[] data, int ppid, boolean unordered, long maxTransmissions, long expiresNanos) {
        this.stream = stream;
        this.data = data;
        this.ppid = ppid;
        this.unordered = unordered;
        this.maxTransmissions = maxTransmissions;
        this.expiresNanos = expiresNanos;
    }

    /** Whether it belongs to the channel establishment protocol (RFC 8832). */
    boolean control() {
        return ppid == SctpConstants.PPID_DCEP;
    }

    boolean expired(long nowNanos) {
        return expiresNanos <= nowNanos;
    }
}
