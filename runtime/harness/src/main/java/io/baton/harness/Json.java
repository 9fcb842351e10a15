// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Conversion between JSON and text. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode of(Map<String, ?> values) {
        return MAPPER.valueToTree(values);
    }

    /** The data of an offer with the client's own fields. */
    static ObjectNode offer(String sdp, OfferFields fields) {
        String description = object().put("type", "offer").put("sdp", sdp).toString();
        ObjectNode data = object();
        data.put("sd", Base64.getEncoder().encodeToString(description.getBytes(StandardCharsets.UTF_8)));
        fields.field().ifPresent(field -> data.set("baton", field));
        return data;
    }
}
