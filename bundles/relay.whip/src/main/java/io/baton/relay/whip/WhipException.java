// SPDX-License-Identifier: Apache-2.0
package io.baton.relay.whip;

import java.time.Duration;

/** Reports that the server refused, or did not answer as RFC 9725 has it. The message is a sentence without secrets. */
final class WhipException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    WhipException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** Returns the time that the server wants to be left alone for; zero when it says none. */
    Duration retryAfter() {
        return retryAfter;
    }
}
