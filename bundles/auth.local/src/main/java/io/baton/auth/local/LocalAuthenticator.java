// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.auth.AuthMode;
import io.baton.auth.Authenticator;
import io.baton.auth.Credentials;
import io.baton.session.Login;
import io.baton.session.Role;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides which login a request belongs to, from the accounts and the logins in force.
 *
 * <p>Threading. Any thread; takes no lock.
 */
final class LocalAuthenticator implements Authenticator {

    /** Precedes the name of a link where a session's user is shown; no account has a colon in its name. */
    private static final String LINK_USER = "link:";

    private static final String TOKEN_USER = "token:";

    private final AccountsFile accounts;
    private final LoginTable logins;
    private final Supplier<Role> sharedRole;
    private final InstantSource clock;

    /** @param sharedRole the role of logins without an account */
    LocalAuthenticator(AccountsFile accounts, LoginTable logins, Supplier<Role> sharedRole, InstantSource clock) {
        this.accounts = accounts;
        this.logins = logins;
        this.sharedRole = sharedRole;
        this.clock = clock;
    }

    @Override
    public AuthMode mode() {
        // a file that cannot be read is one of a device that was set up
        return accounts.isDamaged() ? AuthMode.PASSWORD : accounts.current().mode();
    }

    @Override
    public Optional<Login> authenticate(Credentials credentials) {
        if (!credentials.bearer().isEmpty()) {
            return byToken(Secrets.digest(credentials.bearer()));
        }
        Optional<Login> known = logins.find(credentials.cookie()).flatMap(this::login);
        return known.isEmpty() && mode() == AuthMode.NO_PASSWORD ? Optional.of(anonymous()) : known;
    }

    @Override
    public boolean isCurrent(Login login) {
        if (login.strength() == Login.Strength.NONE && login.user().isEmpty()) {
            return mode() == AuthMode.NO_PASSWORD;
        }
        Optional<Login> now =
                logins.byDigest(login.cookie()).flatMap(this::login).or(() -> byToken(login.cookie()));
        return now.filter(login::sameAccount)
                .filter(same -> same.user().isEmpty() || same.role() == login.role())
                .isPresent();
    }

    /** Returns the user of a login as it is shown; empty for the shared password. */
    String user(ActiveLogin active) {
        return login(active).map(Login::user).orElse(active.subject());
    }

    private Login anonymous() {
        return Login.unauthenticated(sharedRole.get());
    }

    /** Returns the login as sessions see it; empty when its account, password or link is gone. */
    private Optional<Login> login(ActiveLogin active) {
        Accounts present = accounts.current();
        return switch (active.kind()) {
            case SHARED ->
                present.mode() == AuthMode.PASSWORD && !present.sharedPassword().isEmpty()
                        ? Optional.of(
                                new Login("", sharedRole.get(), Login.Strength.SHARED_PASSWORD, active.digest(), false))
                        : Optional.empty();
            case ACCOUNT ->
                present.account(active.subject())
                        .filter(account -> !account.disabled())
                        .map(account -> new Login(
                                account.name(), account.role(), Login.Strength.OWN_ACCOUNT, active.digest(), false));
            case LINK ->
                present.link(active.subject())
                        .filter(link -> clock.instant().isBefore(link.expires()))
                        .map(link -> new Login(
                                LINK_USER + link.name(),
                                Role.VIEWER,
                                Login.Strength.NONE,
                                active.digest(),
                                link.idles()));
        };
    }

    private Optional<Login> byToken(String digest) {
        Accounts present = accounts.current();
        Optional<ApiToken> found =
                present.token(digest).filter(token -> clock.instant().isBefore(token.expires()));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ApiToken token = found.get();
        if (token.account().isEmpty()) {
            return present.mode() == AuthMode.PASSWORD
                            && present.sharedPassword().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Login(
                            TOKEN_USER + token.name(),
                            lower(sharedRole.get(), token.scope()),
                            Login.Strength.SHARED_PASSWORD,
                            digest,
                            false));
        }
        return present.account(token.account())
                .filter(account -> !account.disabled())
                .map(account -> new Login(
                        account.name(),
                        lower(account.role(), token.scope()),
                        Login.Strength.OWN_ACCOUNT,
                        digest,
                        false));
    }

    /** Returns the role with fewer rights. */
    static Role lower(Role one, Role other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
