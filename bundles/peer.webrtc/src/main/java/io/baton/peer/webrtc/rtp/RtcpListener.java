// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.rtp;

/** Takes what {@link RtcpReader} finds in a well-formed compound packet. All numbers are unsigned on the wire. */
interface RtcpListener {

    /** A report block (RFC 3550 §6.4.1); loss is counted in packets, delay in 1/65536 s. */
    void report(int ssrc, int fractionLost, int cumulativeLost, int jitter, int lastReport, int delaySinceReport);

    /** A generic NACK (RFC 4585 §6.2.1): the packet {@code sequence} and those after it whose bit is set. */
    void nack(int ssrc, int sequence, int following);

    /** A picture loss indication (RFC 4585 §6.3.1). */
    void pictureLoss(int ssrc);

    /** A full intra request (RFC 5104 §4.3.1). */
    void fullIntra(int ssrc, int sequence);

    /** A receiver's estimate of the path (draft-alvestrand-rmcat-remb), in bits per second. */
    void estimate(long bitsPerSecond);

    /** The peer stops (RFC 3550 §6.6). */
    void bye();
}
