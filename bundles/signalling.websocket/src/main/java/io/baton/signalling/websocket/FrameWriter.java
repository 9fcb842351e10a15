// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.auth.AuthMode;
import io.baton.peer.IceCandidate;
import io.baton.session.Admission;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.shared.http.ProblemDocument;
import io.baton.shared.json.JsonCodec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Encodes signalling frames and the bodies of HTTP responses. */
final class FrameWriter {

    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(FrameReader.MAX_FRAME, 16, 32, 128));

    private final RandomGenerator random;

    /** @param random for correlation ids, which are not secret */
    FrameWriter(RandomGenerator random) {
        this.random = random;
    }

    /** @param deviceVersion what clients of JetKVM compare with its releases, as {@code appVersion} */
    String metadata(String deviceVersion, String batonVersion, Settings settings) {
        return frame(
                "device-metadata",
                object("deviceVersion", deviceVersion)
                        .put("batonVersion", batonVersion)
                        .put("sessionSettings", admissionSettings(settings).members));
    }

    String answer(String sdp, Admission.JoinAccepted accepted, Settings settings) {
        return JSON.text(
                object("type", "answer").put("data", description(sdp)).putAll(joined(accepted, settings)).members);
    }

    String attached(Admission.JoinAccepted accepted, Settings settings) {
        return frame("attached", joined(accepted, settings));
    }

    String candidate(IceCandidate candidate) {
        return frame(
                "new-ice-candidate",
                object("candidate", candidate.candidate())
                        .put("sdpMid", candidate.sdpMid())
                        .put("sdpMLineIndex", candidate.sdpMLineIndex())
                        .put("usernameFragment", candidate.usernameFragment()));
    }

    /** Encodes an error frame, with the flat {@code error} key that JetKVM's clients look for. */
    String error(Problem problem) {
        return JSON.text(object("type", "error")
                .put("error", problem.message())
                .put(
                        "data",
                        withRetry(
                                        object("code", problem.code())
                                                .put("message", problem.message())
                                                .put("correlationId", correlationId()),
                                        problem)
                                .members)
                .members);
    }

    /** Encodes a body of RFC 9457. */
    byte[] problem(Problem problem) {
        return JSON.bytes(new ProblemDocument(problem.status(), problem.code(), problem.message(), problem.retryAfter())
                .members(correlationId()));
    }

    /** Encodes the response to {@code POST /webrtc/session}. */
    byte[] session(String sdp, Admission.JoinAccepted accepted, Settings settings) {
        return JSON.bytes(object("sd", description(sdp)).putAll(joined(accepted, settings)).members);
    }

    byte[] status(AuthMode mode) {
        return JSON.bytes(object("isSetup", mode != AuthMode.NOT_SET_UP).members);
    }

    byte[] device(AuthMode mode, String deviceId, boolean loopbackOnly) {
        return JSON.bytes(object("authMode", mode.wireName())
                .put("deviceId", deviceId)
                .put("loopbackOnly", loopbackOnly)
                .members);
    }

    private static String description(String sdp) {
        return Base64.getEncoder()
                .encodeToString(JSON.bytes(object("type", "answer").put("sdp", sdp).members));
    }

    private static JsonObject joined(Admission.JoinAccepted accepted, Settings settings) {
        return object("sessionId", accepted.session().value())
                .put("mode", accepted.mode().wireName())
                .put("nickname", accepted.nickname())
                .put("resumeToken", accepted.resumeToken())
                .putAll(admissionSettings(settings));
    }

    /** The settings that decide how a new session is admitted. */
    private static JsonObject admissionSettings(Settings settings) {
        return object("requireNickname", settings.is(Setting.REQUIRE_NICKNAME))
                .put("requireApproval", settings.is(Setting.REQUIRE_APPROVAL));
    }

    private static JsonObject withRetry(JsonObject object, Problem problem) {
        return problem.retryAfter().isPositive()
                ? object.put("retryAfterMillis", problem.retryAfter().toMillis())
                : object;
    }

    private static String frame(String type, JsonObject data) {
        return JSON.text(object("type", type).put("data", data.members).members);
    }

    private static JsonObject object(String name, Object value) {
        return new JsonObject(new LinkedHashMap<>()).put(name, value);
    }

    private record JsonObject(Map<String, @Nullable Object> members) {

        JsonObject put(String name, @Nullable Object value) {
            members.put(name, value);
            return this;
        }

        JsonObject putAll(JsonObject other) {
            members.putAll(other.members);
            return this;
        }
    }

    private String correlationId() {
        return String.format("%08x", random.nextInt());
    }
}
