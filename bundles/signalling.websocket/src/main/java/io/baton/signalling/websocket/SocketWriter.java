// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import java.util.function.Consumer;

/** The sending side of one open socket. Nothing here blocks. */
interface SocketWriter {

    /** Starts writing a text frame; {@code written} receives true, or false when it could not be written. */
    void text(String frame, Consumer<Boolean> written);

    /** Starts writing a ping control frame. */
    void ping(Consumer<Boolean> written);

    /** Sends a close frame after the write in progress. */
    void close(int code, String reason);

    /** Drops the connection at once. */
    void disconnect();
}
