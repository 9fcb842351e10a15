// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.peer.PeerAnswer;
import io.baton.session.Admission;

/** What came of an offer or an attach. */
sealed interface Welcome {

    /** A seat and a peer, still dark. */
    record Answered(Admission.Seated seated, PeerAnswer answer) implements Welcome {}

    /** The session is the client's again; its peer goes on. */
    record Attached(Admission.Seated seated) implements Welcome {}

    /** Neither. */
    record Refused(Problem problem) implements Welcome {}
}
