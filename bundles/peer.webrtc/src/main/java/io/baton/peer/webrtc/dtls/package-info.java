// SPDX-License-Identifier: Apache-2.0
/** Authentication of the other side and key agreement: DTLS 1.2 for data and SRTP (RFC 6347, 5764, 8827). */
@NullMarked
package io.baton.peer.webrtc.dtls;

import org.jspecify.annotations.NullMarked;
