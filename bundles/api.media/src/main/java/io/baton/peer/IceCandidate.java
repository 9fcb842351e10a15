// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

import org.jspecify.annotations.Nullable;

/**
 * One trickled ICE candidate, the fields of the browser's {@code RTCIceCandidateInit} (W3C WebRTC §4.8.1).
 *
 * @param candidate the candidate attribute's value, {@code candidate:…} (RFC 8839 §5.1), at most 1024 characters
 * @param sdpMid the media section's mid; empty where it has none
 * @param sdpMLineIndex the media section's index, 0–65535
 * @param usernameFragment the ICE user fragment of the generation it belongs to; null means the current one
 */
public record IceCandidate(
        String candidate,
        String sdpMid,
        int sdpMLineIndex,
        @Nullable String usernameFragment) {

    public static final int MAX_LENGTH = 1024;

    public IceCandidate {
        if (candidate.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a candidate has at most " + MAX_LENGTH + " characters");
        }
        if (sdpMLineIndex < 0 || sdpMLineIndex > 65_535) {
            throw new IllegalArgumentException("sdpMLineIndex must be within 0–65535: " + sdpMLineIndex);
        }
    }
}
