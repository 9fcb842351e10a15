// SPDX-License-Identifier: Apache-2.0
/** Signalling: HTTP status and the WebSocket on which a client's offer is answered. */
@NullMarked
package io.baton.signalling.websocket;

import org.jspecify.annotations.NullMarked;
