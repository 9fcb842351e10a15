// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.peer.PeerRefusedException;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.time.Duration;
import java.util.Locale;

/**
 * Why a client got a no, in the one form it has everywhere.
 *
 * @param status the HTTP status that says it best
 * @param code a stable word
 * @param message for people: what is wrong and what to do
 * @param retryAfter when trying again may help; zero when it does not
 */
record Problem(int status, String code, String message, Duration retryAfter) {

    private static final Duration SOON = Duration.ofSeconds(1);

    /** Somebody may leave at any time. */
    private static final Duration WHEN_SOMEBODY_LEFT = Duration.ofSeconds(5);

    static Problem badRequest(String code, String message) {
        return new Problem(400, code, message, Duration.ZERO);
    }

    static Problem forbidden(String code, String message) {
        return new Problem(403, code, message, Duration.ZERO);
    }

    static Problem away() {
        return new Problem(
                503, "temporarily_unavailable", "A part of the device is being replaced. Try again in a moment.", SOON);
    }

    static Problem ours() {
        return new Problem(
                500, "internal_error", "The device failed to do this. Its log has the details.", Duration.ZERO);
    }

    static Problem tooOften(Duration retryAfter) {
        return new Problem(429, "rate_limited", "Too many attempts. Wait before the next one.", retryAfter);
    }

    static Problem of(Outcome.Refused refused) {
        String code = refused.reason().name().toLowerCase(Locale.ROOT);
        Duration retryAfter =
                refused.reason() == Reason.CAPACITY && refused.retryAfter().isZero()
                        ? WHEN_SOMEBODY_LEFT
                        : refused.retryAfter();
        return new Problem(status(refused.reason()), code, refused.message(), retryAfter);
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
                        "All connections are taken. Try again when somebody has left.",
                        WHEN_SOMEBODY_LEFT);
            case CLOSING -> away();
        };
    }

    private static int status(Reason reason) {
        return switch (reason) {
            case CAPACITY, BUSY, TEMPORARILY_UNAVAILABLE, TARGET_OFF -> 503;
            case COOL_DOWN, RATE_LIMITED -> 429;
            case UNKNOWN_SESSION -> 404;
            case BAD_VALUE -> 400;
            case NAME_TAKEN, STALE_EPOCH -> 409;
            case NOT_ALLOWED, NOT_IN_CONTROL -> 403;
        };
    }
}
