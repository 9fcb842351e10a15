// SPDX-License-Identifier: Apache-2.0
/** Session descriptions: parses offers within bounds and writes answers (RFC 8866, 8829, 8843). */
@NullMarked
package io.baton.peer.webrtc.sdp;

import org.jspecify.annotations.NullMarked;
