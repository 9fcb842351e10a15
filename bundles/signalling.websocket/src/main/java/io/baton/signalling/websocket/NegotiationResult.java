// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.peer.PeerAnswer;
import io.baton.session.Admission;

/** The result of an offer or an attach frame. */
sealed interface NegotiationResult {

    /** A session and a peer that has no media yet. */
    record Answered(Admission.JoinAccepted accepted, PeerAnswer answer) implements NegotiationResult {}

    /** The session is bound to the client's new socket; its peer goes on. */
    record Attached(Admission.JoinAccepted accepted) implements NegotiationResult {}

    /** The request was refused. */
    record Refused(Problem problem) implements NegotiationResult {}
}
