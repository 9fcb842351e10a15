// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.audit.AuditEvent;
import io.baton.session.Login;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Verifies passwords under the lock-out, with the second factor where an account has one, and audits each attempt.
 *
 * <p>Threading. Any thread; blocks for the time of a hash.
 */
final class Passwords {

    static final int MIN_LENGTH = 8;
    static final int MAX_LENGTH = 256;

    private final Services services;

    Passwords(Services services) {
        this.services = services;
    }

    /** Returns what is wrong with a new password; empty when it may be used. */
    static Optional<Reply> checkNew(String password) {
        if (password.length() < MIN_LENGTH) {
            return Optional.of(Reply.badRequest("bad_value", "Password must be at least 8 characters"));
        }
        return password.length() > MAX_LENGTH
                ? Optional.of(Reply.badRequest("bad_value", "Password must be at most 256 characters"))
                : Optional.empty();
    }

    static Reply busy() {
        return Reply.refused(
                503, "busy", "Other passwords are being verified. Try again in a moment.", Duration.ofSeconds(1));
    }

    /** Returns the hash of an account, or the shared one; empty for none, and for a disabled account. */
    String stored(String user) {
        Accounts accounts = services.accounts().current();
        return user.isEmpty()
                ? accounts.sharedPassword()
                : accounts.account(user)
                        .filter(account -> !account.disabled())
                        .map(Account::password)
                        .orElse("");
    }

    /**
     * Verifies the password of an account, or the shared one; returns the refusal, empty for a correct password.
     *
     * @param user the account; empty for the shared password
     * @param action the word for the audit
     * @param wrong the text for a wrong password
     */
    Optional<Reply> verify(Request request, String user, String password, String action, String wrong) {
        return verify(request, user, password, action, wrong, attempt -> Optional.empty());
    }

    /** Verifies what a client logs in with: the password, and the code of the second factor if the account has one. */
    Optional<Reply> verifyLogin(Request request, String user) throws IOException {
        try {
            return verify(
                    request,
                    user,
                    request.text("password"),
                    "login",
                    "Invalid password",
                    attempt -> secondFactor(request, user, attempt));
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
    }

    private Optional<Reply> secondFactor(Request request, String user, LoginLocks.Attempt attempt) {
        Optional<Account> account = services.accounts()
                .current()
                .account(user)
                .filter(known -> !known.totp().isEmpty());
        if (account.isEmpty()) {
            return Optional.empty();
        }
        String code = request.text("totp");
        if (code.isEmpty()) {
            attempt.withdrawn();
            return Optional.of(Reply.refused(401, "totp_required", "Enter the code of your authenticator app"));
        }
        if (!isUsed(user, code)) {
            attempt.failed();
            audit(request, "login", user, "bad_totp");
            return Optional.of(Reply.refused(401, "bad_totp", "Invalid code"));
        }
        return Optional.empty();
    }

    /** Uses a code up; false for a wrong one, and for one that was used before. */
    private boolean isUsed(String user, String code) {
        Instant now = services.wallClock().instant();
        try {
            services.accounts()
                    .update(present -> present.edit(user, account -> {
                        OptionalLong step = Totp.verify(account.totp(), code, now, account.totpStep());
                        if (step.isEmpty()) {
                            throw new RefusedException(Reply.loginRequired());
                        }
                        return account.withTotp(account.totp(), step.getAsLong());
                    }));
            return true;
        } catch (RefusedException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Reply> verify(
            Request request,
            String user,
            String password,
            String action,
            String wrong,
            Function<LoginLocks.Attempt, Optional<Reply>> further) {
        Optional<Account> account = services.accounts().current().account(user);
        String stored = stored(user);
        LoginLocks.Begun begun = services.locks().begin(request.caller(), user, user.isEmpty() || account.isPresent());
        if (begun.delay().isPositive()) {
            audit(request, action, user, "rate_limited");
            return Optional.of(Reply.refused(
                    429,
                    "rate_limited",
                    "Too many failed attempts. Try again later, or on the device itself.",
                    begun.delay()));
        }
        LoginLocks.Attempt attempt = begun.attempt();
        boolean correct;
        try {
            correct = password.length() <= MAX_LENGTH && services.hasher().matches(password, stored);
        } catch (BusyException e) {
            attempt.withdrawn();
            return Optional.of(busy());
        }
        if (!correct) {
            attempt.failed();
            audit(request, action, user, "bad_password");
            return Optional.of(Reply.refused(401, "bad_password", wrong));
        }
        Optional<Reply> refusal = further.apply(attempt);
        if (refusal.isEmpty()) {
            attempt.succeeded();
        }
        return refusal;
    }

    /** Records an action of a client; an account that does not exist is not named, since it may be a password. */
    void audit(Request request, String action, String user, String outcome) {
        boolean known = services.accounts().current().account(user).isPresent();
        audit(request, action, known ? user : "", outcome, Map.of());
    }

    void audit(Request request, String action, String user, String outcome, Map<String, Object> details) {
        services.audit().accept(new AuditEvent(action, user, request.caller().source(), outcome, details));
    }

    /** The account of a login; empty for none. */
    static String user(Request request) {
        return request.login().map(Login::user).orElse("");
    }
}
