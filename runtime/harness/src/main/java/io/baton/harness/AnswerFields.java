// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The device's answer to an offer. */
public sealed interface AnswerFields {

    /** An accepted join; nickname and token are empty where the device sent none. */
    record JoinAccepted(String sdp, String sessionId, String mode, String nickname, String resumeToken)
            implements AnswerFields {}

    /** A refused join with its code and the time to wait before the next attempt; 0 where the device sent none. */
    record Refused(String code, String message, long retryAfterMillis) implements AnswerFields {}

    /** From a frame or a body that carries the four fields beside the answer. */
    static JoinAccepted accepted(JsonNode from, String answer) {
        String description = new String(Base64.getDecoder().decode(answer), StandardCharsets.UTF_8);
        return new JoinAccepted(
                Json.read(description).path("sdp").asText(),
                from.path("sessionId").asText(),
                from.path("mode").asText(),
                from.path("nickname").asText(),
                from.path("resumeToken").asText());
    }

    /** From an error frame's data or a problem document. */
    static Refused refused(JsonNode from) {
        String message = from.path("message").asText(from.path("detail").asText());
        return new Refused(
                from.path("code").asText(),
                message,
                from.path("retryAfterMillis").asLong());
    }
}
