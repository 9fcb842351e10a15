// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

/**
 * One received fragment of a message in several chunks.
 *
 * @param flags begin, end and unordered bits of the DATA chunk
 */
record Fragment(int tsn, int flags, int stream, int sequence, int ppid, byte[] data) {

    boolean begins() {
        return (flags & SctpConstants.FLAG_BEGIN) != 0;
    }

    boolean ends() {
        return (flags & SctpConstants.FLAG_END) != 0;
    }

    boolean unordered() {
        return (flags & SctpConstants.FLAG_UNORDERED) != 0;
    }

    boolean sameMessage(Fragment other) {
        return stream == other.stream && sequence == other.sequence && unordered() == other.unordered();
    }
}
