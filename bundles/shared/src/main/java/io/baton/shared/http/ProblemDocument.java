// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A refusal as a problem document (RFC 9457), with the flat keys {@code error} and {@code retry_after} that JetKVM's
 * clients read.
 *
 * @param status the HTTP status
 * @param code the stable code in {@code snake_case}
 * @param message text for users: what is wrong and what to do
 * @param retryAfter when a retry may succeed; zero when it does not help
 */
public record ProblemDocument(int status, String code, String message, Duration retryAfter) {

    /** The media type. */
    public static final String TYPE = "application/problem+json";

    /**
     * Returns the members in their order.
     *
     * @param correlationId a value that tells one refusal from another in the report of a user; empty for none
     */
    public Map<String, Object> members(String correlationId) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", code.replace('_', ' '));
        members.put("status", status);
        members.put("detail", message);
        members.put("code", code);
        members.put("error", message);
        if (!correlationId.isEmpty()) {
            members.put("correlationId", correlationId);
        }
        if (retryAfter.isPositive()) {
            members.put("retryAfterMillis", retryAfter.toMillis());
            members.put("retry_after", seconds(retryAfter));
        }
        return members;
    }

    /**
     * Returns the document as JSON (RFC 8259), for a bundle without a JSON library.
     *
     * @param correlationId as for {@link #members}
     */
    public String json(String correlationId) {
        return members(correlationId).entrySet().stream()
                .map(member -> quoted(member.getKey()) + ":"
                        + (member.getValue() instanceof Number number
                                ? number.toString()
                                : quoted(String.valueOf(member.getValue()))))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Returns a text as a JSON string (RFC 8259, section 7). */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.chars().forEach(character -> {
            if (character == '"' || character == '\\') {
                quoted.append('\\').append((char) character);
            } else if (character < ' ') {
                quoted.append("\\u%04x".formatted(character));
            } else {
                quoted.append((char) character);
            }
        });
        return quoted.append('"').toString();
    }

    /** Returns the value of a Retry-After header: whole seconds, rounded up, at least 1. */
    public static long seconds(Duration retryAfter) {
        return Math.max(1, retryAfter.plusMillis(999).toSeconds());
    }
}
