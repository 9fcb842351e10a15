// SPDX-License-Identifier: Apache-2.0
/** A receiver written from the RFCs, and what the sender must do to please it. */
@NullMarked
package io.baton.peer.webrtc.rtp;

import org.jspecify.annotations.NullMarked;
