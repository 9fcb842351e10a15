// SPDX-License-Identifier: Apache-2.0
/** The socket on a real loopback, and a link that loses datagrams. */
@NullMarked
package io.baton.peer.webrtc.net;

import org.jspecify.annotations.NullMarked;
