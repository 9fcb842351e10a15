// SPDX-License-Identifier: Apache-2.0
/** Session descriptions: reads a client's offer within bounds and writes the device's answer (RFC 8866, 8829, 8843). */
@NullMarked
package io.baton.peer.webrtc.sdp;

import org.jspecify.annotations.NullMarked;
