// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.auth.AuthMode;
import io.baton.auth.Authenticator;
import io.baton.auth.Credentials;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.shared.http.DeclaredAccess;
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
        Optional<Login> found = login(authenticator, request);
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

    /**
     * Returns why a request may not use a route; null when it may.
     *
     * @param access what is declared of the route ({@link DeclaredAccess})
     * @param authenticator null while it is absent: it is asked for every route that is not public
     */
    static @Nullable Problem refusal(String access, @Nullable Authenticator authenticator, HttpServletRequest request) {
        if (access.equals(DeclaredAccess.PUBLIC)) {
            return null;
        }
        if (authenticator == null) {
            return Problem.unavailable();
        }
        Optional<Login> login = login(authenticator, request);
        if (login.isEmpty()) {
            return Problem.loginRequired();
        }
        boolean enough = switch (access) {
            case DeclaredAccess.LOGIN -> true;
            case DeclaredAccess.ADMIN -> login.get().role() == Role.ADMIN;
            default -> false;
        };
        return enough ? null : Problem.forbidden("not_allowed", "Only an administrator may do this.");
    }

    private static Optional<Login> login(Authenticator authenticator, HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        return authenticator.authenticate(Credentials.of(
                Collections.list(request.getHeaders("Cookie")), authorization == null ? "" : authorization));
    }

    /** Returns the refusal of a request without a login. */
    Problem refusal() {
        return problem == null ? Problem.loginRequired() : problem;
    }
}
