// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

/** The session coordinator's answer to a join request. */
public sealed interface Admission {

    /**
     * The request is accepted: the session has a seat.
     *
     * @param session public handle
     * @param mode what it may do
     * @param nickname its name; empty for none
     * @param resumeToken 256 bits from a CSPRNG as base64url, for this client alone; never logged
     */
    record JoinAccepted(SessionId session, Mode mode, String nickname, String resumeToken) implements Admission {

        @Override
        public String toString() {
            return "JoinAccepted[session=" + session + ", mode=" + mode + "]";
        }
    }

    /** The request is refused. */
    record JoinRejected(Outcome.Refused refusal) implements Admission {}
}
