// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.peer.PeerAnswer;
import io.baton.session.Admission;

/** What came of an offer or an attach. */
sealed interface NegotiationResult {

    /** A seat and a peer, still dark. */
    record Answered(Admission.JoinAccepted seated, PeerAnswer answer) implements NegotiationResult {}

    /** The session is the client's again; its peer goes on. */
    record Attached(Admission.JoinAccepted seated) implements NegotiationResult {}

    /** Neither. */
    record Refused(Problem problem) implements NegotiationResult {}
}
