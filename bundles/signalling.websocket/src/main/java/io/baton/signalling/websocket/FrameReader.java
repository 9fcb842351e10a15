// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.baton.peer.IceCandidate;
import io.baton.signalling.websocket.ClientFrame.Introduction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads what clients send, within limits, and answers anything else with what is wrong about it. */
final class FrameReader {

    /** The longest frame or body, characters: an offer of {@link #MAX_SDP} in JSON in base64 in JSON fits. */
    static final int MAX_FRAME = 192 * 1024;

    static final int MAX_SDP = 64 * 1024;
    private static final int MAX_TOKEN = 128;
    private static final int MAX_NICKNAME = 256;
    private static final int MAX_USER_AGENT = 512;
    private static final int MAX_MID = 64;
    private static final int MAX_FRAGMENT = 256;

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(16)
            .maxStringLength(MAX_FRAME)
            .maxNameLength(128)
            .maxNumberLength(32)
            .maxDocumentLength(MAX_FRAME)
            .build();

    private final JsonMapper json = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(LIMITS).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** One text frame of the socket. */
    ClientFrame frame(String text) {
        if (text.equals("ping")) {
            return new ClientFrame.Ping();
        }
        if (text.length() > MAX_FRAME) {
            return bad("too_large", "The frame is too large.");
        }
        JsonNode frame = parse(text);
        if (frame == null) {
            return bad("malformed_json", "The frame is not one well-formed JSON object.");
        }
        JsonNode data = frame.path("data");
        String type = text(frame, "type");
        if (type == null) {
            return bad("bad_frame", "The frame has no type.");
        }
        return switch (type) {
            case "offer" -> offer(data);
            case "attach" -> attach(data);
            case "new-ice-candidate" -> candidate(data);
            // A client may be newer than this device.
            default -> new ClientFrame.Nothing();
        };
    }

    /** The body of {@code POST /webrtc/session}. */
    ClientFrame session(String body) {
        JsonNode data = body.length() > MAX_FRAME ? null : parse(body);
        return data == null ? bad("malformed_json", "The body is not one well-formed JSON object.") : offer(data);
    }

    private ClientFrame offer(JsonNode data) {
        String encoded = text(data, "sd");
        if (encoded == null) {
            return bad("bad_offer", "The offer has no sd.");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            return bad("bad_base64", "The offer's sd is not standard base64.");
        }
        JsonNode description = parse(new String(bytes, StandardCharsets.UTF_8));
        if (description == null) {
            return bad("malformed_json", "The offer's sd holds no well-formed JSON object.");
        }
        String sdp = text(description, "sdp");
        if (sdp == null || sdp.isBlank() || !"offer".equals(text(description, "type"))) {
            return bad("bad_offer", "The offer's sd holds no session description of type offer.");
        }
        if (sdp.length() > MAX_SDP) {
            return bad("too_large", "The offer's SDP is larger than 64 KiB.");
        }
        return introduced(sdp, data);
    }

    private static ClientFrame introduced(String sdp, JsonNode data) {
        JsonNode baton = data.path("baton");
        String token = text(baton, "resumeToken");
        String nickname = text(baton, "nickname");
        String userAgent = text(baton, "userAgent");
        if (token != null && token.length() > MAX_TOKEN) {
            return bad("bad_value", "The resume token is longer than any this device gives out.");
        }
        if (nickname != null && nickname.length() > MAX_NICKNAME) {
            return bad("bad_value", "The nickname is too long.");
        }
        return new ClientFrame.Offer(
                sdp,
                new Introduction(
                        token == null || token.isEmpty() ? null : token,
                        nickname == null ? "" : nickname,
                        userAgent == null ? "" : cut(userAgent),
                        !baton.isObject()));
    }

    private static ClientFrame attach(JsonNode data) {
        String token = text(data, "resumeToken");
        return token == null || token.isEmpty() || token.length() > MAX_TOKEN
                ? bad("bad_value", "An attach frame carries the resume token of a session.")
                : new ClientFrame.Attach(token);
    }

    private static ClientFrame candidate(JsonNode data) {
        String candidate = text(data, "candidate");
        if (candidate == null || candidate.length() > IceCandidate.MAX_LENGTH) {
            return bad("bad_candidate", "The frame holds no candidate of at most 1024 characters.");
        }
        if (candidate.isBlank()) {
            return new ClientFrame.Nothing();
        }
        String mid = text(data, "sdpMid");
        String fragment = text(data, "usernameFragment");
        JsonNode index = data.path("sdpMLineIndex");
        boolean indexed = index.canConvertToInt() && index.intValue() >= 0 && index.intValue() <= 65_535;
        if ((!indexed && !index.isMissingNode() && !index.isNull())
                || (mid != null && mid.length() > MAX_MID)
                || (fragment != null && fragment.length() > MAX_FRAGMENT)) {
            return bad("bad_candidate", "The candidate's sdpMid, sdpMLineIndex or usernameFragment is out of range.");
        }
        return new ClientFrame.Candidate(
                new IceCandidate(candidate, mid == null ? "" : mid, indexed ? index.intValue() : 0, fragment));
    }

    static String cut(String userAgent) {
        return userAgent.length() <= MAX_USER_AGENT ? userAgent : userAgent.substring(0, MAX_USER_AGENT);
    }

    private @Nullable JsonNode parse(String text) {
        try {
            JsonNode node = json.readTree(text);
            return node != null && node.isObject() ? node : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    private static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isTextual() ? value.textValue() : null;
    }

    private static ClientFrame.Bad bad(String code, String message) {
        return new ClientFrame.Bad(Problem.badRequest(code, message));
    }
}
