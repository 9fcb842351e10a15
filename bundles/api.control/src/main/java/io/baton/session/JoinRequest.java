// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import org.jspecify.annotations.Nullable;

/**
 * What signalling knows of a client that sent an offer. Only what signalling itself found out is trusted.
 *
 * @param login how it logged in
 * @param source the client's address
 * @param userAgent what it says it is, at most 512 characters
 * @param nickname the name it asks for, unchecked; empty for none
 * @param resumeToken the token it presented; null for none
 * @param socketSession the session its socket already belongs to; null on a fresh socket
 * @param legacy whether it knows only JetKVM's protocol: its offer had no field of ours
 * @param videoOnly whether its offer has no data channel, so that it can only watch
 */
public record JoinRequest(
        Login login,
        String source,
        String userAgent,
        String nickname,
        @Nullable String resumeToken,
        @Nullable SessionId socketSession,
        boolean legacy,
        boolean videoOnly) {

    /** A client whose offer has a data channel. */
    public JoinRequest(
            Login login,
            String source,
            String userAgent,
            String nickname,
            @Nullable String resumeToken,
            @Nullable SessionId socketSession,
            boolean legacy) {
        this(login, source, userAgent, nickname, resumeToken, socketSession, legacy, false);
    }

    public JoinRequest withVideoOnly(boolean value) {
        return new JoinRequest(login, source, userAgent, nickname, resumeToken, socketSession, legacy, value);
    }
}
