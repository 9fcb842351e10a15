// SPDX-License-Identifier: Apache-2.0
/** Carries picture and messages to each viewer by WebRTC, over one UDP port. */
@NullMarked
package io.baton.peer.webrtc;

import org.jspecify.annotations.NullMarked;
