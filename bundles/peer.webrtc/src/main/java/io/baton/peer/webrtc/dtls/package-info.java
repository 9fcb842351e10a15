// SPDX-License-Identifier: Apache-2.0
/**
 * Proving who the other side is, and the keys that follow from it: DTLS 1.2 for data and SRTP (RFC 6347, 5764, 8827).
 */
@NullMarked
package io.baton.peer.webrtc.dtls;

import org.jspecify.annotations.NullMarked;
