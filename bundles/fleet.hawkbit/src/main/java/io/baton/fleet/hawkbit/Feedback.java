// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the device says of an action.
 *
 * @param execution how far it is
 * @param finished the result, as far as there is one
 * @param details sentences for an operator
 */
record Feedback(Execution execution, Finished finished, List<String> details) {

    private static final int MAX_DETAILS = 50;

    /** The server keeps so many characters of each. */
    private static final int MAX_LENGTH = 500;

    /** The states that the API knows and the agent uses. */
    enum Execution {
        CLOSED,
        PROCEEDING,
        SCHEDULED,
        REJECTED,
        RESUMED,
        DOWNLOAD,
        DOWNLOADED
    }

    /** The results that the API knows. */
    enum Finished {
        SUCCESS,
        FAILURE,
        NONE
    }

    Feedback {
        details = List.copyOf(details);
    }

    static Feedback interim(Execution execution, String detail) {
        return new Feedback(execution, Finished.NONE, List.of(detail));
    }

    static Feedback closed(boolean success, String detail) {
        return new Feedback(Execution.CLOSED, success ? Finished.SUCCESS : Finished.FAILURE, List.of(detail));
    }

    /** @param id the action; servers before version 0.3 want it in the body as well */
    Map<String, Object> members(String id, Instant now) {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("execution", word(execution));
        status.put("result", Map.of("finished", word(finished)));
        status.put(
                "details",
                details.stream()
                        .limit(MAX_DETAILS)
                        .map(detail -> detail.length() > MAX_LENGTH ? detail.substring(0, MAX_LENGTH) : detail)
                        .toList());
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", id);
        members.put("timestamp", now.toEpochMilli());
        members.put("status", status);
        return members;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
