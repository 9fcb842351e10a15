// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.peer.PeerRefusedException;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.time.Duration;

/**
 * An error as clients see it, in HTTP responses and error frames alike.
 *
 * @param status the HTTP status
 * @param code the stable code in {@code snake_case}
 * @param message text for users: what is wrong and what to do
 * @param retryAfter when a retry may succeed; zero when it does not help
 */
record Problem(int status, String code, String message, Duration retryAfter) {

    private static final Duration AWAY_RETRY = Duration.ofSeconds(1);

    private static final Duration CAPACITY_RETRY = Duration.ofSeconds(5);

    /** Returns whether the client caused the error and should not repeat the request as it is. */
    boolean blamesClient() {
        return status >= 400 && status < 500;
    }

    static Problem badRequest(String code, String message) {
        return new Problem(400, code, message, Duration.ZERO);
    }

    /** The text is the one JetKVM's device answers. */
    static Problem loginRequired() {
        return new Problem(401, "login_required", "Unauthorized", Duration.ZERO);
    }

    static Problem forbidden(String code, String message) {
        return new Problem(403, code, message, Duration.ZERO);
    }

    static Problem unavailable() {
        return new Problem(
                503,
                "temporarily_unavailable",
                "A part of the device is being replaced. Try again in a moment.",
                AWAY_RETRY);
    }

    static Problem internalError() {
        return new Problem(
                500, "internal_error", "The device failed to do this. Its log has the details.", Duration.ZERO);
    }

    static Problem rateLimited(Duration retryAfter) {
        return new Problem(429, "rate_limited", "Too many attempts. Wait before the next one.", retryAfter);
    }

    static Problem of(Outcome.Refused refused) {
        Duration retryAfter =
                refused.reason() == Reason.CAPACITY && refused.retryAfter().isZero()
                        ? CAPACITY_RETRY
                        : refused.retryAfter();
        return new Problem(refused.reason().httpStatus(), refused.reason().wireName(), refused.message(), retryAfter);
    }

    static Problem of(PeerRefusedException refused) {
        return switch (refused.reason()) {
            case BAD_OFFER -> badRequest("bad_offer", "The offer's SDP cannot be used: " + refused.getMessage());
            case UNSUPPORTED_OFFER ->
                badRequest(
                        "unsupported_offer", "The offer has nothing this device can answer: " + refused.getMessage());
            case TOO_MANY_PEERS ->
                new Problem(
                        503,
                        "capacity",
                        "All connections are in use. Try again when a session has ended.",
                        CAPACITY_RETRY);
            case CLOSING -> unavailable();
        };
    }
}
