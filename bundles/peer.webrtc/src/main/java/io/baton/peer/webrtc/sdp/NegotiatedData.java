// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

/**
 * The negotiated parameters of data channels (RFC 8841).
 *
 * @param section index of the media section
 * @param sctpPort the other side's SCTP port, 1–65535
 * @param maxMessageSize the largest message the other side takes, bytes; 0 means any
 */
public record NegotiatedData(int section, int sctpPort, long maxMessageSize) {}
