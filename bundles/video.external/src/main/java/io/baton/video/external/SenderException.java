// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

/** The sender's connection is to be ended; the message is sent to it. */
final class SenderException extends Exception {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    SenderException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }
}
