// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sctp;

/** What became of a message handed to {@link DataTransport#send}. */
public enum SendOutcome {
    /** The message is in the bounded buffer or already on its way. */
    QUEUED,
    /** The buffer is full; try later or drop. Nothing was kept. */
    FULL,
    /** The message is larger than the peer accepts (RFC 8841 max-message-size). Nothing was kept. */
    TOO_LARGE,
    /** No such open channel, or the transport is not established. */
    CLOSED
}
