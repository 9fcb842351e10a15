// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Frames as clients write them, and reading what came back. */
final class Frames {

    private static final JsonMapper JSON = new JsonMapper();

    private Frames() {}

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String sd(String sdp) {
        return base64("{\"type\":\"offer\",\"sdp\":\"" + sdp + "\"}");
    }

    static String offer(String sdp) {
        return "{\"type\":\"offer\",\"data\":{\"sd\":\"" + sd(sdp) + "\"}}";
    }

    static String offer(String sdp, String baton) {
        return "{\"type\":\"offer\",\"data\":{\"sd\":\"" + sd(sdp) + "\",\"baton\":" + baton + "}}";
    }

    static String candidate(String candidate) {
        return "{\"type\":\"new-ice-candidate\",\"data\":{\"candidate\":\"" + candidate
                + "\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0,\"usernameFragment\":null}}";
    }

    static JsonNode read(String frame) {
        try {
            return JSON.readTree(frame);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + frame, e);
        }
    }

    static String type(String frame) {
        return frame.equals("pong") ? frame : read(frame).path("type").asText();
    }

    static String code(String frame) {
        return read(frame).path("data").path("code").asText();
    }
}
