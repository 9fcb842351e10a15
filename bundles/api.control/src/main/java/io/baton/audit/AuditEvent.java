// SPDX-License-Identifier: Apache-2.0
package io.baton.audit;

import java.util.Map;

/**
 * Something that was done, or refused. Secrets have no place in it: at most the digest of one.
 *
 * @param action a stable word such as {@code login}, 1–40 characters
 * @param user the account that did it; empty where there is none
 * @param source where it came from; empty for the device itself
 * @param outcome {@code done}, or the stable word of the refusal
 * @param details JDK types as JSON has them
 */
public record AuditEvent(String action, String user, String source, String outcome, Map<String, Object> details) {

    private static final int MAX_WORD = 40;

    public AuditEvent {
        if (action.isEmpty() || action.length() > MAX_WORD || outcome.isEmpty() || outcome.length() > MAX_WORD) {
            throw new IllegalArgumentException("action and outcome are words of 1–" + MAX_WORD + " characters");
        }
        details = Map.copyOf(details);
    }
}
