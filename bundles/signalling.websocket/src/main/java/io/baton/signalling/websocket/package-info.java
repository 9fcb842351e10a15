// SPDX-License-Identifier: Apache-2.0
/** The door: HTTP status and the WebSocket on which a browser's offer is answered. */
@NullMarked
package io.baton.signalling.websocket;

import org.jspecify.annotations.NullMarked;
