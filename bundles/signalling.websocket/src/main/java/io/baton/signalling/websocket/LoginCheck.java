// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.auth.AuthMode;
import io.baton.auth.Authenticator;
import io.baton.auth.Credentials;
import io.baton.session.Login;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The login of a request, or why it is refused. An absent authenticator refuses.
 *
 * @param login null for a request that is refused
 * @param problem null for a request that is not
 */
record LoginCheck(
        AuthMode mode, @Nullable Login login, @Nullable Problem problem) {

    /** @param cookie tells browsers from each other where there is no password */
    static LoginCheck of(@Nullable Authenticator authenticator, HttpServletRequest request, BrowserCookie cookie) {
        if (authenticator == null) {
            return new LoginCheck(AuthMode.NOT_SET_UP, null, Problem.unavailable());
        }
        String authorization = request.getHeader("Authorization");
        Optional<Login> found = authenticator.authenticate(Credentials.of(
                Collections.list(request.getHeaders("Cookie")), authorization == null ? "" : authorization));
        if (found.isEmpty()) {
            return new LoginCheck(authenticator.mode(), null, Problem.loginRequired());
        }
        Login login = found.get();
        return new LoginCheck(
                authenticator.mode(),
                login.cookie().isEmpty()
                        ? new Login(login.user(), login.role(), login.strength(), cookie.digest(request), login.idles())
                        : login,
                null);
    }

    /** Returns the refusal of a request without a login. */
    Problem refusal() {
        return problem == null ? Problem.loginRequired() : problem;
    }
}
