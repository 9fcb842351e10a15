// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.peer.IceCandidate;
import org.jspecify.annotations.Nullable;

/** What a client said on its socket, already read and bounded. */
sealed interface ClientFrame {

    /** Are you there. */
    record Ping() implements ClientFrame {}

    /** A new peer connection is wanted. */
    record Offer(String sdp, Introduction introduction) implements ClientFrame {}

    /** This socket belongs to a session whose peer connection is alive. */
    record Attach(String resumeToken) implements ClientFrame {

        @Override
        public String toString() {
            return "Attach[]";
        }
    }

    /** An address of the client's. */
    record Candidate(IceCandidate candidate) implements ClientFrame {}

    /** Nothing to do, and nothing wrong. */
    record Nothing() implements ClientFrame {}

    /** It cannot be understood. */
    record Bad(Problem problem) implements ClientFrame {}

    /**
     * What a client says about itself beside its offer.
     *
     * @param resumeToken null when it has none
     * @param nickname empty when it asks for none
     * @param userAgent empty when it does not say
     * @param legacy whether it said nothing of the kind: it knows only JetKVM's protocol
     */
    record Introduction(@Nullable String resumeToken, String nickname, String userAgent, boolean legacy) {

        @Override
        public String toString() {
            return "Introduction[nickname=" + nickname + "]";
        }
    }
}
