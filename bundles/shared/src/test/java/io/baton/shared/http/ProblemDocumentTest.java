// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemDocumentTest {

    @Test
    void documentHasTheKeysOfTheStandardAndThoseOfOlderClients() {
        assertEquals(
                Map.of(
                        "type",
                        "about:blank",
                        "title",
                        "rate limited",
                        "status",
                        429,
                        "detail",
                        "Wait.",
                        "code",
                        "rate_limited",
                        "error",
                        "Wait.",
                        "correlationId",
                        "0000002a",
                        "retryAfterMillis",
                        1200L,
                        "retry_after",
                        2L),
                new ProblemDocument(429, "rate_limited", "Wait.", Duration.ofMillis(1200)).members("0000002a"));
    }

    @Test
    void whatDoesNotApplyIsLeftOut() {
        Map<String, Object> members = new ProblemDocument(403, "not_allowed", "No.", Duration.ZERO).members("");
        assertEquals(6, members.size(), members::toString);
        assertEquals(1, ProblemDocument.seconds(Duration.ofMillis(1)));
    }

    @Test
    void jsonHasTheMembersInTheirOrderAndTextsEscaped() {
        assertEquals(
                "{\"type\":\"about:blank\",\"title\":\"not allowed\",\"status\":403,\"detail\":\"A \\\"b\\\" \\\\ \\u000a.\","
                        + "\"code\":\"not_allowed\",\"error\":\"A \\\"b\\\" \\\\ \\u000a.\",\"correlationId\":\"2a\"}",
                new ProblemDocument(403, "not_allowed", "A \"b\" \\ \n.", Duration.ZERO).json("2a"));
    }
}
