// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.shared.http.ProblemDocument;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request.
 *
 * @param code the stable code of a refusal; empty for a success
 * @param cookie value of the cookie to set; empty to clear it, null to leave it
 * @param retryAfter when a retry may succeed; zero when it does not help
 */
record Reply(
        int status,
        String code,
        Map<String, Object> body,
        @Nullable String cookie,
        Duration retryAfter) {

    static Reply ok(Map<String, Object> body) {
        return new Reply(200, "", body, null, Duration.ZERO);
    }

    static Reply message(String message) {
        return ok(Map.of("message", message));
    }

    /** A refusal of RFC 9457, with the flat {@code error} key that JetKVM's clients read. */
    static Reply refused(int status, String code, String message) {
        return refused(status, code, message, Duration.ZERO);
    }

    static Reply refused(int status, String code, String message, Duration retryAfter) {
        Map<String, Object> body = new ProblemDocument(status, code, message, retryAfter).members("");
        return new Reply(status, code, body, null, retryAfter);
    }

    static Reply badRequest(String code, String message) {
        return refused(400, code, message);
    }

    static Reply loginRequired() {
        return refused(401, "login_required", "Unauthorized");
    }

    static Reply forbidden() {
        return refused(403, "not_allowed", "Only an administrator may do this.");
    }

    /** The same with the cookie of a login. */
    Reply withCookie(String value) {
        return new Reply(status, code, body, value, retryAfter);
    }

    Reply withStatus(int newStatus) {
        return new Reply(newStatus, code, body, cookie, retryAfter);
    }

    boolean isRefused() {
        return !code.isEmpty();
    }

    @Override
    public String toString() {
        return "Reply[" + status + " " + code + "]";
    }
}
