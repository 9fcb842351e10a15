// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.baton.peer.IceCandidate;
import io.baton.session.Admission;
import io.baton.session.Setting;
import io.baton.session.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** Writes what clients are sent. */
final class FrameWriter {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final RandomGenerator random;

    /** @param random for correlation ids, which are no secrets */
    FrameWriter(RandomGenerator random) {
        this.random = random;
    }

    String metadata(String deviceVersion, Settings settings) {
        ObjectNode data = NODES.objectNode().put("deviceVersion", deviceVersion);
        data.set("sessionSettings", demands(NODES.objectNode(), settings));
        return frame("device-metadata").set("data", data).toString();
    }

    String answer(String sdp, Admission.JoinAccepted seated, Settings settings) {
        ObjectNode frame = frame("answer").put("data", description(sdp));
        grant(frame, seated, settings);
        return frame.toString();
    }

    String attached(Admission.JoinAccepted seated, Settings settings) {
        ObjectNode data = NODES.objectNode();
        grant(data, seated, settings);
        return frame("attached").set("data", data).toString();
    }

    String candidate(IceCandidate candidate) {
        ObjectNode data = NODES.objectNode()
                .put("candidate", candidate.candidate())
                .put("sdpMid", candidate.sdpMid())
                .put("sdpMLineIndex", candidate.sdpMLineIndex())
                .put("usernameFragment", candidate.usernameFragment());
        return frame("new-ice-candidate").set("data", data).toString();
    }

    /** With the flat {@code error} key that JetKVM's clients look for. */
    String error(Problem problem) {
        ObjectNode data = NODES.objectNode().put("code", problem.code()).put("message", problem.message());
        data.put("correlationId", correlationId());
        if (problem.retryAfter().isPositive()) {
            data.put("retryAfterMillis", problem.retryAfter().toMillis());
        }
        return frame("error").put("error", problem.message()).set("data", data).toString();
    }

    /** A body of RFC 9457, again with the flat {@code error} key. */
    byte[] problem(Problem problem) {
        ObjectNode body = NODES.objectNode()
                .put("type", "about:blank")
                .put("title", problem.code().replace('_', ' '))
                .put("status", problem.status())
                .put("detail", problem.message())
                .put("code", problem.code())
                .put("error", problem.message())
                .put("correlationId", correlationId());
        if (problem.retryAfter().isPositive()) {
            body.put("retryAfterMillis", problem.retryAfter().toMillis());
        }
        return bytes(body);
    }

    /** The reply to {@code POST /webrtc/session}. */
    byte[] session(String sdp, Admission.JoinAccepted seated, Settings settings) {
        ObjectNode body = NODES.objectNode().put("sd", description(sdp));
        grant(body, seated, settings);
        return bytes(body);
    }

    byte[] status() {
        return bytes(NODES.objectNode().put("isSetup", true));
    }

    byte[] device(String deviceId, boolean loopbackOnly) {
        return bytes(NODES.objectNode()
                .put("authMode", "noPassword")
                .put("deviceId", deviceId)
                .put("loopbackOnly", loopbackOnly));
    }

    private static String description(String sdp) {
        return Base64.getEncoder()
                .encodeToString(bytes(NODES.objectNode().put("type", "answer").put("sdp", sdp)));
    }

    private static void grant(ObjectNode node, Admission.JoinAccepted seated, Settings settings) {
        node.put("sessionId", seated.session().value());
        node.put("mode", seated.mode().wireName());
        node.put("nickname", seated.nickname());
        node.put("resumeToken", seated.resumeToken());
        demands(node, settings);
    }

    /** What newcomers have to do before they are let in. */
    private static ObjectNode demands(ObjectNode node, Settings settings) {
        return node.put("requireNickname", settings.is(Setting.REQUIRE_NICKNAME))
                .put("requireApproval", settings.is(Setting.REQUIRE_APPROVAL));
    }

    private static ObjectNode frame(String type) {
        return NODES.objectNode().put("type", type);
    }

    private static byte[] bytes(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String correlationId() {
        return String.format("%08x", random.nextInt());
    }
}
