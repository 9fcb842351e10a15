// SPDX-License-Identifier: Apache-2.0
/** Published vectors, and what must be refused. */
@NullMarked
package io.baton.peer.webrtc.srtp;

import org.jspecify.annotations.NullMarked;
