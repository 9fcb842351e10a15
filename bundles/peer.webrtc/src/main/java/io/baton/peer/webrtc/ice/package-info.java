// SPDX-License-Identifier: Apache-2.0
/** Finding and keeping a way to the other side: STUN messages and the controlled ICE agent (RFC 8489, 8445, 7675). */
@NullMarked
package io.baton.peer.webrtc.ice;

import org.jspecify.annotations.NullMarked;
