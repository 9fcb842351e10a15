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
 * The session a socket is on. Each use of a token brings another, so the newest one says which of several sockets is
 * the session's own.
 *
 * @param session the session
 * @param token digest of the token this socket was given last
 */
record SocketBinding(SessionId session, TokenDigest token) {

    static SocketBinding of(Admission.JoinAccepted seated) {
        return new SocketBinding(seated.session(), TokenDigest.of(seated.resumeToken()));
    }

    /**
     * The session as far as it is this socket's own: null when another socket has it by now. One that is gone is still
     * named, since what was removed does not come back under another name.
     */
    @Nullable
    SessionId sessionIn(Roster roster) {
        Optional<Session> found = roster.session(session);
        return found.isPresent() && !found.get().token().matches(token) ? null : session;
    }
}
