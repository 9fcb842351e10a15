// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

/**
 * The negotiated parameters of data channels (RFC 8841).
 *
 * @param section index of the media section
 * @param mid its name
 * @param sctpPort the other side's SCTP port, 1–65535
 * @param maxMessageSize the largest message the other side takes, bytes; 0 means any
 */
public record NegotiatedData(int section, String mid, int sctpPort, long maxMessageSize) {}
