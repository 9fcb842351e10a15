// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import java.util.function.Consumer;

/** The sending side of one open socket. Nothing here blocks. */
interface SocketWriter {

    /** Starts writing a text frame; {@code written} is told true, or false when it could not be written. */
    void text(String frame, Consumer<Boolean> written);

    /** Starts writing a ping control frame. */
    void ping(Consumer<Boolean> written);

    /** Says goodbye with a close code, after what is being written. */
    void close(int code, String reason);

    /** Cuts the connection at once. */
    void cut();
}
