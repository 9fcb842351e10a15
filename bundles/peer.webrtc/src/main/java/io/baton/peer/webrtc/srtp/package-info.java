// SPDX-License-Identifier: Apache-2.0
/** Encrypts RTP and RTCP packets and checks the ones that come back (RFC 3711, RFC 7714), on the JDK's own ciphers. */
@NullMarked
package io.baton.peer.webrtc.srtp;

import org.jspecify.annotations.NullMarked;
