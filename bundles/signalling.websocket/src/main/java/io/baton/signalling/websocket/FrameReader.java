// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.peer.IceCandidate;
import io.baton.shared.json.JsonCodec;
import io.baton.signalling.websocket.ClientFrame.Introduction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes signalling frames and posted offers within limits (S16). A frame that breaks a rule becomes a
 * {@link ClientFrame.Bad} with a stable code.
 */
final class FrameReader {

    /** The longest frame or body in bytes: an offer of {@link #MAX_SDP} in JSON in base64 in JSON fits. */
    static final int MAX_FRAME = 192 * 1024;

    static final int MAX_SDP = 64 * 1024;
    private static final int MAX_TOKEN = 128;
    private static final int MAX_NICKNAME = 256;
    private static final int MAX_USER_AGENT = 512;
    private static final int MAX_MID = 64;
    private static final int MAX_FRAGMENT = 256;
    private static final int MAX_LINE_INDEX = 65_535;

    private final JsonCodec json = new JsonCodec(new JsonCodec.Limits(MAX_FRAME, 16, 32, 128));

    /** Decodes one text frame. */
    ClientFrame frame(String text) {
        if (text.equals("ping")) {
            return new ClientFrame.Ping();
        }
        if (text.length() > MAX_FRAME) {
            return bad("too_large", "The frame is too large.");
        }
        Map<String, Object> frame = parse(text);
        if (frame == null) {
            return bad("malformed_json", "The frame is not one well-formed JSON object.");
        }
        Map<?, ?> data = object(frame, "data");
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

    /** Decodes the body of {@code POST /webrtc/session}. */
    ClientFrame session(String body) {
        Map<String, Object> data = body.length() > MAX_FRAME ? null : parse(body);
        return data == null ? bad("malformed_json", "The body is not one well-formed JSON object.") : offer(data);
    }

    private ClientFrame offer(Map<?, ?> data) {
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
        Map<String, Object> description = parse(new String(bytes, StandardCharsets.UTF_8));
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
        return offer(sdp, data);
    }

    private static ClientFrame offer(String sdp, Map<?, ?> data) {
        Map<?, ?> baton = object(data, "baton");
        String token = text(baton, "resumeToken");
        String nickname = text(baton, "nickname");
        String userAgent = text(baton, "userAgent");
        if (token != null && token.length() > MAX_TOKEN) {
            return bad("bad_value", "The resume token is longer than any this device issues.");
        }
        if (nickname != null && nickname.length() > MAX_NICKNAME) {
            return bad("bad_value", "The nickname is too long.");
        }
        return new ClientFrame.Offer(
                sdp,
                new Introduction(
                        token == null || token.isEmpty() ? null : token,
                        nickname == null ? "" : nickname,
                        userAgent == null ? "" : truncate(userAgent),
                        !(data.get("baton") instanceof Map)));
    }

    private static ClientFrame attach(Map<?, ?> data) {
        String token = text(data, "resumeToken");
        return token == null || token.isEmpty() || token.length() > MAX_TOKEN
                ? bad("bad_value", "An attach frame carries the resume token of a session.")
                : new ClientFrame.Attach(token);
    }

    private static ClientFrame candidate(Map<?, ?> data) {
        String candidate = text(data, "candidate");
        if (candidate == null || candidate.length() > IceCandidate.MAX_LENGTH) {
            return bad("bad_candidate", "The frame holds no candidate of at most 1024 characters.");
        }
        if (candidate.isBlank()) {
            return new ClientFrame.Nothing();
        }
        String mid = text(data, "sdpMid");
        String fragment = text(data, "usernameFragment");
        Object index = data.get("sdpMLineIndex");
        int line = index instanceof Long number && number >= 0 && number <= MAX_LINE_INDEX ? number.intValue() : -1;
        if ((index != null && line < 0)
                || (mid != null && mid.length() > MAX_MID)
                || (fragment != null && fragment.length() > MAX_FRAGMENT)) {
            return bad("bad_candidate", "The candidate's sdpMid, sdpMLineIndex or usernameFragment is out of range.");
        }
        return new ClientFrame.Candidate(
                new IceCandidate(candidate, mid == null ? "" : mid, Math.max(0, line), fragment));
    }

    static String truncate(String userAgent) {
        return userAgent.length() <= MAX_USER_AGENT ? userAgent : userAgent.substring(0, MAX_USER_AGENT);
    }

    private @Nullable Map<String, Object> parse(String text) {
        try {
            return json.readObject(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Map<?, ?> object(Map<?, ?> parent, String name) {
        return parent.get(name) instanceof Map<?, ?> child ? child : Map.of();
    }

    private static @Nullable String text(Map<?, ?> object, String name) {
        return object.get(name) instanceof String text ? text : null;
    }

    private static ClientFrame.Bad bad(String code, String message) {
        return new ClientFrame.Bad(Problem.badRequest(code, message));
    }
}
