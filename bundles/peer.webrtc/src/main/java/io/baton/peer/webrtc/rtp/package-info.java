// SPDX-License-Identifier: Apache-2.0
/**
 * Turns encoded frames into RTP packets, once for all viewers, and carries them to each viewer: numbering, pacing,
 * retransmission and the reports that come back (RFC 3550, 4585, 4588, 6184).
 */
@NullMarked
package io.baton.peer.webrtc.rtp;

import org.jspecify.annotations.NullMarked;
