// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The endpoints that show and end logins: the own ones, for an administrator all. */
final class LoginListEndpoints {

    private final Services services;
    private final Passwords passwords;
    private final Rights rights;

    LoginListEndpoints(Services services, Passwords passwords, Rights rights) {
        this.services = services;
        this.passwords = passwords;
        this.rights = rights;
    }

    /** {@code GET /auth/logins} */
    Reply list(Request request) {
        if (request.login().isEmpty()) {
            return Reply.loginRequired();
        }
        Optional<ActiveLogin> own = rights.own(request);
        List<Map<String, Object>> all = services.logins().all().stream()
                .filter(visible(request, own))
                .map(login -> describe(login, own))
                .toList();
        return Reply.ok(Map.of("logins", all));
    }

    /** {@code DELETE /auth/logins}: one by its id, or all other own ones. */
    Reply end(Request request) {
        if (request.login().isEmpty()) {
            return Reply.loginRequired();
        }
        Optional<ActiveLogin> own = rights.own(request);
        Predicate<ActiveLogin> chosen = request.flag("all")
                ? login -> isSameUser(login, own)
                        && own.filter(same -> same.digest().equals(login.digest()))
                                .isEmpty()
                : login -> login.id().equals(request.text("id"))
                        && visible(request, own).test(login);
        boolean removed = services.logins().removeIf(chosen);
        if (!removed && !request.flag("all")) {
            return Reply.refused(404, "unknown_login", "There is no such login.");
        }
        passwords.audit(request, "logout", Passwords.user(request), "done", Map.of("others", true));
        services.ended().run();
        return Reply.message("Logged out");
    }

    private static Predicate<ActiveLogin> visible(Request request, Optional<ActiveLogin> own) {
        return login -> Rights.isAdministrator(request) || isSameUser(login, own);
    }

    private static boolean isSameUser(ActiveLogin login, Optional<ActiveLogin> own) {
        return own.filter(mine -> login.isOf(mine.kind(), mine.subject())).isPresent();
    }

    private Map<String, Object> describe(ActiveLogin login, Optional<ActiveLogin> own) {
        return Map.of(
                "id",
                login.id(),
                "user",
                services.authenticator().user(login),
                "current",
                own.filter(mine -> mine.digest().equals(login.digest())).isPresent(),
                "created",
                login.created().toString(),
                "lastUsed",
                login.used().toString(),
                "expires",
                login.expires().toString(),
                "source",
                login.source(),
                "client",
                login.client());
    }
}
