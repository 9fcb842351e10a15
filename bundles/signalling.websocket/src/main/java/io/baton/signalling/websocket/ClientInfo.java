// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.SessionId;
import io.baton.signalling.websocket.ClientFrame.Introduction;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What the door found out itself about who is at it. Nobody has to log in, so nobody has an account: what anybody may
 * do is what the settings say at the time of the knock.
 *
 * @param source the client's address
 * @param userAgent its User-Agent header; empty for none
 * @param cookie the digest of its login cookie; empty for none
 */
record ClientInfo(String source, String userAgent, String cookie) {

    static ClientInfo of(HttpServletRequest request) {
        String agent = request.getHeader("User-Agent");
        return new ClientInfo(
                request.getRemoteAddr(), agent == null ? "" : FrameReader.cut(agent), BrowserCookie.digest(request));
    }

    Login login(Role role) {
        return new Login("", role, Login.Strength.NONE, cookie, false);
    }

    JoinRequest knock(Role role, Introduction introduction, @Nullable SessionId socketSession) {
        return new JoinRequest(
                login(role),
                source,
                userAgent.isEmpty() ? introduction.userAgent() : userAgent,
                introduction.nickname(),
                introduction.resumeToken(),
                socketSession,
                introduction.legacy());
    }

    @Override
    public String toString() {
        return "ClientInfo[source=" + source + "]";
    }
}
