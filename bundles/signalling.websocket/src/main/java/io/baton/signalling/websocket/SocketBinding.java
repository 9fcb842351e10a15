// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.session.Admission;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.TokenDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The session a socket is bound to. Each use of a resume token brings another, so the newest token says which of
 * several sockets is the session's own.
 *
 * @param session the session
 * @param token digest of the token this socket received last
 */
record SocketBinding(SessionId session, TokenDigest token) {

    static SocketBinding of(Admission.JoinAccepted accepted) {
        return new SocketBinding(accepted.session(), TokenDigest.of(accepted.resumeToken()));
    }

    /**
     * Returns the session while the socket is its newest one, and null afterwards. A removed session is returned too:
     * the coordinator decides what it means.
     */
    @Nullable
    SessionId sessionIn(Roster roster) {
        Optional<Session> found = roster.session(session);
        return found.isPresent() && !found.get().token().matches(token) ? null : session;
    }
}
