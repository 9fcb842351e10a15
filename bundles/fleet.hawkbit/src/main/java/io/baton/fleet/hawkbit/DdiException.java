// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A request that did not succeed. The message is a sentence for an operator and has no secrets. */
final class DdiException extends IOException {

    private static final long serialVersionUID = 1L;

    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final int status;
    private final long retryAfterSeconds;

    /** @param status of the response; 0 where there was none */
    DdiException(int status, String message, Optional<Duration> retryAfter) {
        super(message);
        this.status = status;
        this.retryAfterSeconds = retryAfter.map(Duration::toSeconds).orElse(0L);
    }

    DdiException(String message) {
        this(0, message, Optional.empty());
    }

    /** Whether the server has closed the action, or does not know it. */
    boolean isClosed() {
        return status == GONE || status == NOT_FOUND;
    }

    /** How long the server asks to wait; zero when it does not. */
    Duration retryAfter() {
        return Duration.ofSeconds(retryAfterSeconds);
    }
}
