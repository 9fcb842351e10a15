// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.auth.AuthMode;
import io.baton.auth.Authenticator;
import io.baton.auth.Credentials;
import io.baton.session.Login;
import io.baton.session.Role;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** An authenticator that knows the cookies a test adds; without a password it admits every request. */
public final class FakeAuthenticator implements Authenticator {

    private final Map<String, Login> logins = new ConcurrentHashMap<>();
    private volatile AuthMode mode;

    public FakeAuthenticator(AuthMode mode) {
        this.mode = mode;
    }

    public void setMode(AuthMode newMode) {
        mode = newMode;
    }

    /** Adds a login that requests with this cookie belong to. */
    public void add(String cookie, Login login) {
        logins.put(cookie, login);
    }

    /** Ends the login of a cookie. */
    public void end(String cookie) {
        logins.remove(cookie);
    }

    @Override
    public AuthMode mode() {
        return mode;
    }

    @Override
    public Optional<Login> authenticate(Credentials credentials) {
        Login known = logins.get(credentials.cookie());
        if (known != null) {
            return Optional.of(known);
        }
        return mode == AuthMode.NO_PASSWORD ? Optional.of(Login.unauthenticated(Role.ADMIN)) : Optional.empty();
    }

    @Override
    public boolean isCurrent(Login login) {
        boolean anonymous =
                login.strength() == Login.Strength.NONE && login.user().isEmpty();
        return anonymous
                ? mode == AuthMode.NO_PASSWORD
                : logins.values().stream().anyMatch(known -> known.sameAccount(login) && known.role() == login.role());
    }
}
