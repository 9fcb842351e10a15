// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.auth.AuthMode;
import io.baton.session.Login;
import io.baton.session.Role;
import java.util.Optional;

/** What a request's login must be for an endpoint; each check returns the refusal, empty when it passes. */
final class Rights {

    private final Services services;

    Rights(Services services) {
        this.services = services;
    }

    static Optional<Reply> administrator(Request request) {
        if (request.login().isEmpty()) {
            return Optional.of(Reply.loginRequired());
        }
        return request.login().get().role() == Role.ADMIN ? Optional.empty() : Optional.of(Reply.forbidden());
    }

    /** A login by password, which a token or a link is not: these must not outlive their end by what they create. */
    Optional<Reply> byPassword(Request request) {
        if (request.login().isEmpty()) {
            return Optional.of(Reply.loginRequired());
        }
        if (services.accounts().current().mode() == AuthMode.NO_PASSWORD) {
            return Optional.of(Reply.badRequest("no_password", "The device has no password"));
        }
        return own(request)
                        .filter(active -> active.kind() != ActiveLogin.Kind.LINK)
                        .isPresent()
                ? Optional.empty()
                : Optional.of(Reply.refused(403, "not_allowed", "Log in with a password to do this."));
    }

    /** A login by the password of an account. */
    Optional<Reply> byAccount(Request request) {
        Optional<Reply> refusal = byPassword(request);
        if (refusal.isPresent()) {
            return refusal;
        }
        return request.login().filter(login -> !login.user().isEmpty()).isPresent()
                ? Optional.empty()
                : Optional.of(Reply.refused(403, "not_allowed", "Log in with an account to do this."));
    }

    /** Returns the login of the request's cookie; empty for none, and for a token. */
    Optional<ActiveLogin> own(Request request) {
        return request.login().map(Login::cookie).flatMap(services.logins()::byDigest);
    }

    static boolean isAdministrator(Request request) {
        return administrator(request).isEmpty();
    }
}
