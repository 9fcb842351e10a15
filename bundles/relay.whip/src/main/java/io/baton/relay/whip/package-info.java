// SPDX-License-Identifier: Apache-2.0
/** Sends the encoded stream to a media server by the WebRTC-HTTP Ingestion Protocol (WHIP, RFC 9725). */
@Header(name = "Baton-Swap", value = "in-place")
@NullMarked
package io.baton.relay.whip;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
