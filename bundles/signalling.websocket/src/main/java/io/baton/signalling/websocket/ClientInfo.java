// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.SessionId;
import io.baton.signalling.websocket.ClientFrame.Introduction;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the request itself says about a client.
 *
 * @param source the client's address
 * @param userAgent its User-Agent header; empty for none
 * @param login its login, with the digest of its browser cookie where it has none of its own
 * @param reachedAt the device's address that the request came in on; null when unknown
 */
record ClientInfo(
        String source,
        String userAgent,
        Login login,
        @Nullable InetAddress reachedAt) {

    static ClientInfo of(HttpServletRequest request, Login login) {
        String agent = request.getHeader("User-Agent");
        return new ClientInfo(
                request.getRemoteAddr(),
                agent == null ? "" : FrameReader.truncate(agent),
                login,
                address(request.getLocalAddr()));
    }

    private static @Nullable InetAddress address(@Nullable String literal) {
        try {
            return literal == null ? null : InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Returns the login with its present role.
     *
     * @param sharedRole the role of logins without a user
     */
    Login login(Role sharedRole) {
        return login.user().isEmpty() ? login.withRole(sharedRole) : login;
    }

    JoinRequest joinRequest(Role role, Introduction introduction, @Nullable SessionId socketSession) {
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
