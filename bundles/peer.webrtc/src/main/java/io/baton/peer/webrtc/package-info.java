// SPDX-License-Identifier: Apache-2.0
/** Carries video and data-channel messages between device and clients by WebRTC, over one UDP port. */
@NullMarked
package io.baton.peer.webrtc;

import org.jspecify.annotations.NullMarked;
