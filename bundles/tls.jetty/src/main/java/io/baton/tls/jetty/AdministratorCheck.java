// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import io.baton.auth.Authenticator;
import io.baton.auth.Credentials;
import io.baton.session.Login;
import io.baton.session.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refuses requests that do not belong to the login of an administrator. */
final class AdministratorCheck {

    /** Why a request is refused, as the other servlets of the device say it. */
    record Refusal(int status, String code, String message) {}

    private static final Refusal UNAVAILABLE = new Refusal(
            503, "temporarily_unavailable", "A part of the device is being replaced. Try again in a moment.");
    private static final Refusal LOGIN_REQUIRED = new Refusal(401, "login_required", "Unauthorized");
    private static final Refusal NOT_ALLOWED =
            new Refusal(403, "not_allowed", "Only an administrator may change the certificate.");

    private AdministratorCheck() {}

    /**
     * Returns the refusal of a request; empty for an administrator's.
     *
     * @param authenticator null while it is absent: the request is refused
     */
    static Optional<Refusal> refusal(@Nullable Authenticator authenticator, HttpServletRequest request) {
        if (authenticator == null) {
            return Optional.of(UNAVAILABLE);
        }
        String authorization = request.getHeader("Authorization");
        Optional<Login> login = authenticator.authenticate(Credentials.of(
                Collections.list(request.getHeaders("Cookie")), authorization == null ? "" : authorization));
        if (login.isEmpty()) {
            return Optional.of(LOGIN_REQUIRED);
        }
        return login.get().role() == Role.ADMIN ? Optional.empty() : Optional.of(NOT_ALLOWED);
    }
}
