// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.auth.AuthMode;
import io.baton.session.Login;
import io.baton.session.Role;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints that JetKVM's clients know: set-up, login, logout and the password. What such a client sends is enough
 * everywhere; with {@code user} a client means an account instead of the shared password.
 *
 * <p>Threading. Any thread; blocks for the time of a hash.
 */
final class LoginEndpoints {

    private static final Logger LOG = LoggerFactory.getLogger("auth.local");

    private final Services services;
    private final Passwords passwords;
    private final Rights rights;

    LoginEndpoints(Services services, Passwords passwords, Rights rights) {
        this.rights = rights;
        this.services = services;
        this.passwords = passwords;
    }

    /** {@code POST /device/setup} */
    Reply setUp(Request request) throws IOException, BusyException {
        AccountsFile accounts = services.accounts();
        if (!accounts.isDamaged() && accounts.current().mode() != AuthMode.NOT_SET_UP) {
            return alreadySetUp();
        }
        Optional<Reply> refusal = checkClaim(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String user = request.text("user");
        boolean withPassword = request.text("localAuthMode").equals(AuthMode.PASSWORD.wireName());
        if (!withPassword && !request.text("localAuthMode").equals(AuthMode.NO_PASSWORD.wireName())) {
            return Reply.badRequest("bad_value", "localAuthMode must be password or noPassword");
        }
        String password = request.text("password");
        if (withPassword && password.isEmpty()) {
            return Reply.badRequest("bad_value", "Password is required for password mode");
        }
        Optional<Reply> bad = withPassword ? checkUserAndPassword(user, password) : Optional.empty();
        if (bad.isPresent()) {
            return bad.get();
        }
        String hash = withPassword ? services.hasher().hash(password) : "";
        accounts.setAside();
        accounts.update(present -> {
            if (present.mode() != AuthMode.NOT_SET_UP) {
                throw new RefusedException(alreadySetUp());
            }
            return withPassword ? withFirstPassword(present, user, hash) : present.withMode(AuthMode.NO_PASSWORD);
        });
        LOG.info(
                "device set up mode={} source={}",
                services.authenticator().mode(),
                request.caller().source());
        passwords.audit(request, "claim", user, "done");
        services.ended().run();
        Reply done = Reply.message("Device setup completed successfully");
        return withPassword ? done.withCookie(newLogin(request, user)) : done;
    }

    private static Reply alreadySetUp() {
        return Reply.badRequest("already_set_up", "Device is already set up");
    }

    private Optional<Reply> checkClaim(Request request) {
        Caller caller = request.caller();
        boolean damaged = services.accounts().isDamaged();
        if (!damaged && caller.isLocal()) {
            return Optional.empty();
        }
        LoginLocks.Begun begun = services.locks().begin(caller, "", true);
        if (begun.delay().isPositive()) {
            return Optional.of(
                    Reply.refused(429, "rate_limited", "Too many failed attempts. Try again later.", begun.delay()));
        }
        String code = request.text("code");
        if (!code.isEmpty() && services.claim().matches(code)) {
            begun.attempt().succeeded();
            return Optional.empty();
        }
        if (code.isEmpty()) {
            begun.attempt().withdrawn();
        } else {
            begun.attempt().failed();
            passwords.audit(request, "claim", "", "bad_code");
        }
        return Optional.of(Reply.refused(
                403,
                "setup_code_required",
                damaged
                        ? "The accounts on this device cannot be read. Set it up again with the code that it prints at"
                                + " its start."
                        : "Set this device up from its local network, or with the code that it prints at its start."));
    }

    private static Optional<Reply> checkUserAndPassword(String user, String password) {
        return user.isEmpty() || Account.isName(user) ? Passwords.checkNew(password) : Optional.of(Account.badName());
    }

    private Accounts withFirstPassword(Accounts present, String user, String hash) {
        Accounts next =
                present.withMode(AuthMode.PASSWORD).withCost(services.hasher().cost());
        return user.isEmpty()
                ? next.withSharedPassword(hash)
                : next.with(Account.create(user, Role.ADMIN, hash)).withOwner(user);
    }

    /** {@code POST /auth/login-local} */
    Reply logIn(Request request) throws IOException {
        if (services.accounts().isDamaged()) {
            return Reply.refused(
                    503,
                    "accounts_unreadable",
                    "The accounts on this device cannot be read. Set it up again with the code that it prints at its"
                            + " start.");
        }
        Accounts accounts = services.accounts().current();
        if (accounts.mode() == AuthMode.NO_PASSWORD) {
            return Reply.badRequest("no_password", "Login is disabled in noPassword mode");
        }
        String user = request.text("user");
        if (user.isEmpty() && accounts.sharedPassword().isEmpty()) {
            user = accounts.owner();
        }
        String verified = passwords.stored(user);
        Optional<Reply> refusal = passwords.verifyLogin(request, user);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        // the value a client brings is never adopted, and does not stay valid beside the new one
        end(request.caller().credentials().cookie());
        String value = newLogin(request, user);
        if (!passwords.stored(user).equals(verified)) {
            // the password was changed meanwhile: the change ended the logins that existed then
            end(value);
            return Reply.refused(401, "bad_password", "Invalid password");
        }
        LOG.info("login accepted user={} source={}", user, request.caller().source());
        passwords.audit(request, "login", user, "done");
        return Reply.message("Login successful").withCookie(value);
    }

    private String newLogin(Request request, String user) {
        return services.logins()
                .create(
                        user.isEmpty() ? ActiveLogin.Kind.SHARED : ActiveLogin.Kind.ACCOUNT,
                        user,
                        Instant.MAX,
                        request.caller());
    }

    /** Ends the login of a cookie's value. */
    private void end(String value) {
        String digest = Secrets.digest(value);
        if (services.logins().removeIf(login -> login.digest().equals(digest))) {
            services.ended().run();
        }
    }

    /** {@code POST /auth/logout} */
    Reply logOut(Request request) {
        if (request.login().isEmpty()) {
            return Reply.loginRequired();
        }
        end(request.caller().credentials().cookie());
        passwords.audit(request, "logout", Passwords.user(request), "done");
        return Reply.message("Logout successful").withCookie("");
    }

    /** {@code POST /auth/password-local}: gives a device without a password one. */
    Reply createPassword(Request request) throws IOException, BusyException {
        Optional<Reply> refusal = Rights.administrator(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (services.accounts().current().mode() != AuthMode.NO_PASSWORD) {
            return passwordExists();
        }
        String user = request.text("user");
        Optional<Reply> bad = checkUserAndPassword(user, request.text("password"));
        if (bad.isPresent()) {
            return bad.get();
        }
        String hash = services.hasher().hash(request.text("password"));
        services.accounts().update(present -> {
            if (present.mode() != AuthMode.NO_PASSWORD) {
                throw new RefusedException(passwordExists());
            }
            return withFirstPassword(present, user, hash);
        });
        passwords.audit(request, "password_set", user, "done");
        services.ended().run();
        return Reply.message("Password set successfully").withStatus(201).withCookie(newLogin(request, user));
    }

    private static Reply passwordExists() {
        return Reply.badRequest("already_set_up", "Password mode is already enabled");
    }

    /** {@code PUT /auth/password-local}: changes the password of the login; all its logins end. */
    Reply changePassword(Request request) throws IOException, BusyException {
        Optional<Reply> refusal = rights.byPassword(request)
                .or(() -> Passwords.user(request).isEmpty() ? Rights.administrator(request) : Optional.empty());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String user = Passwords.user(request);
        Optional<Reply> bad = Passwords.checkNew(request.text("newPassword"));
        if (bad.isEmpty()) {
            bad = passwords.verify(
                    request, user, request.text("oldPassword"), "password_changed", "Incorrect old password");
        }
        if (bad.isPresent()) {
            return bad.get();
        }
        String hash = services.hasher().hash(request.text("newPassword"));
        services.accounts()
                .update(present -> user.isEmpty()
                        ? present.withSharedPassword(hash)
                        : present.edit(user, account -> account.withPassword(hash)));
        endAll(user);
        String value = newLogin(request, user);
        passwords.audit(request, "password_changed", user, "done");
        services.ended().run();
        return Reply.message("Password updated successfully").withCookie(value);
    }

    /**
     * {@code DELETE /auth/local-password}: from now on every client is admitted; refused where clients of the network
     * are among them.
     */
    Reply deletePassword(Request request) throws IOException {
        Optional<Reply> refusal = rights.byPassword(request).or(() -> Rights.administrator(request));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (services.networkServed()) {
            return Reply.refused(
                    409,
                    "network_served",
                    "This device serves the network, where every program could control the target without a password.");
        }
        String user = Passwords.user(request);
        Optional<Reply> wrong =
                passwords.verify(request, user, request.text("password"), "password_removed", "Invalid password");
        if (wrong.isPresent()) {
            return wrong.get();
        }
        services.accounts()
                .update(present -> present.withMode(AuthMode.NO_PASSWORD).withSharedPassword(""));
        services.logins().removeIf(login -> login.kind() != ActiveLogin.Kind.LINK);
        passwords.audit(request, "password_removed", user, "done");
        services.ended().run();
        return Reply.message("Password disabled successfully").withCookie("");
    }

    private void endAll(String user) {
        ActiveLogin.Kind kind = user.isEmpty() ? ActiveLogin.Kind.SHARED : ActiveLogin.Kind.ACCOUNT;
        services.logins().removeIf(login -> login.isOf(kind, user));
    }

    /** {@code GET /auth/me} */
    Reply describe(Request request) {
        if (request.login().isEmpty()) {
            return Reply.loginRequired();
        }
        Login login = request.login().get();
        return Reply.ok(Map.of(
                "authMode",
                services.authenticator().mode().wireName(),
                "user",
                login.user(),
                "role",
                login.role().wireName(),
                "strength",
                login.strength().name().toLowerCase(Locale.ROOT),
                "totp",
                services.accounts()
                        .current()
                        .account(login.user())
                        .filter(account -> !account.totp().isEmpty())
                        .isPresent()));
    }
}
