// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The endpoints for the second factor of the own account. It is in force once a code of the new secret was given; until
 * then the secret is kept in memory.
 */
final class TotpEndpoints {

    private final Services services;
    private final Passwords passwords;
    private final Rights rights;
    /** Secrets that wait for their first code, by account. */
    private final Map<String, String> unconfirmed = new ConcurrentHashMap<>();

    TotpEndpoints(Services services, Passwords passwords, Rights rights) {
        this.services = services;
        this.passwords = passwords;
        this.rights = rights;
    }

    /** {@code POST /auth/totp} */
    Reply enrol(Request request) {
        Optional<Reply> refusal = checkPassword(request, "totp_enrolled");
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String user = Passwords.user(request);
        String secret = Totp.createSecret(services.random());
        unconfirmed.put(user, secret);
        return Reply.ok(Map.of("secret", secret, "uri", Totp.uri(secret, user)));
    }

    /** {@code PUT /auth/totp} */
    Reply confirm(Request request) throws IOException {
        Optional<Reply> refusal = rights.byAccount(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String user = Passwords.user(request);
        String secret = unconfirmed.get(user);
        if (secret == null) {
            return Reply.badRequest("not_enrolled", "Begin with a new secret.");
        }
        OptionalLong step =
                Totp.verify(secret, request.text("code"), services.wallClock().instant(), 0);
        if (step.isEmpty()) {
            return Reply.refused(401, "bad_totp", "The code is wrong. Check the time of device and phone.");
        }
        services.accounts()
                .update(present -> present.edit(user, account -> account.withTotp(secret, step.getAsLong())));
        unconfirmed.remove(user);
        passwords.audit(request, "totp_enrolled", user, "done");
        return Reply.message("Second factor enabled");
    }

    /** {@code DELETE /auth/totp} */
    Reply remove(Request request) throws IOException {
        Optional<Reply> refusal = checkPassword(request, "totp_removed");
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String user = Passwords.user(request);
        services.accounts().update(present -> present.edit(user, account -> account.withTotp("", 0)));
        unconfirmed.remove(user);
        passwords.audit(request, "totp_removed", user, "done");
        return Reply.message("Second factor removed");
    }

    private Optional<Reply> checkPassword(Request request, String action) {
        return rights.byAccount(request)
                .or(() -> passwords.verify(
                        request, Passwords.user(request), request.text("password"), action, "Invalid password"));
    }
}
