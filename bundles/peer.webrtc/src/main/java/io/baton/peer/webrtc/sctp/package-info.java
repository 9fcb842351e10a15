// SPDX-License-Identifier: Apache-2.0
/** Carries data-channel messages over SCTP inside DTLS, as plain state machines without sockets, clocks or threads. */
@NullMarked
package io.baton.peer.webrtc.sctp;

import org.jspecify.annotations.NullMarked;
