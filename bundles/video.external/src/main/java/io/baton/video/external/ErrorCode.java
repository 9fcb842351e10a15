// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

/** Why Baton ends a connection, as the error message says it. */
enum ErrorCode {
    /** A message that the protocol does not allow, or not now. */
    PROTOCOL(1),
    /** The sender speaks a version that Baton does not. */
    VERSION(2),
    /** Another sender is connected. */
    BUSY(3),
    /** A message is longer than allowed. */
    TOO_LARGE(4),
    /** A message, or the reading of one, took too long. */
    TIMEOUT(5),
    /** The video cannot be used. */
    BAD_VIDEO(6),
    /** Baton stops, or the external encoder was disabled. */
    STOPPED(7);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** Returns the number on the wire. */
    int number() {
        return number;
    }
}
