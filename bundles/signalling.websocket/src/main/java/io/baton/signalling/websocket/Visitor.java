// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.session.Knock;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.SessionId;
import io.baton.signalling.websocket.ClientFrame.Introduction;
import org.jspecify.annotations.Nullable;

/**
 * What the door found out itself about who is at it.
 *
 * @param user who logged in; empty where there is no login
 * @param role the login's standing right
 * @param source the client's address
 * @param userAgent its User-Agent header; empty for none
 */
record Visitor(String user, Role role, String source, String userAgent) {

    Knock knock(Introduction introduction, @Nullable SessionId socketSession) {
        return new Knock(
                login(),
                source,
                userAgent.isEmpty() ? introduction.userAgent() : userAgent,
                introduction.nickname(),
                introduction.resumeToken(),
                socketSession,
                false);
    }

    Login login() {
        return new Login(user, role, strength(), "", false);
    }

    private Login.Strength strength() {
        return user.isEmpty() ? Login.Strength.NONE : Login.Strength.OWN_ACCOUNT;
    }
}
