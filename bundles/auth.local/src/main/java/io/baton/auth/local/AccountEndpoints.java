// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.auth.AuthMode;
import io.baton.session.Role;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The endpoints with which administrators manage accounts. A change of role or password, and disabling, end every login
 * of the account. The last administrator stays.
 *
 * <p>Threading. Any thread; blocks for the time of a hash.
 */
final class AccountEndpoints {

    static final int MAX_ACCOUNTS = 100;

    private final Services services;
    private final Passwords passwords;

    AccountEndpoints(Services services, Passwords passwords) {
        this.services = services;
        this.passwords = passwords;
    }

    /** {@code GET /accounts} */
    Reply list(Request request) {
        Optional<Reply> refusal = Rights.administrator(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Accounts accounts = services.accounts().current();
        List<Map<String, Object>> all = accounts.accounts().stream()
                .map(account -> Map.<String, Object>of(
                        "user", account.name(),
                        "role", account.role().wireName(),
                        "disabled", account.disabled(),
                        "totp", !account.totp().isEmpty(),
                        "owner", account.name().equals(accounts.owner())))
                .toList();
        return Reply.ok(Map.of(
                "accounts", all, "sharedPassword", !accounts.sharedPassword().isEmpty()));
    }

    /** {@code POST /accounts} */
    Reply add(Request request) throws IOException, BusyException {
        String user = request.text("user");
        Optional<Role> role = role(request);
        Optional<Reply> refusal = check(request)
                .or(() -> Account.isName(user) ? Optional.empty() : Optional.of(Account.badName()))
                .or(() -> role.isPresent() ? Optional.empty() : Optional.of(badRole()))
                .or(() -> Passwords.checkNew(request.text("password")));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String hash = services.hasher().hash(request.text("password"));
        services.accounts().update(present -> {
            if (present.account(user).isPresent()) {
                throw new RefusedException(Reply.refused(409, "exists", "There is an account of that name."));
            }
            if (present.accounts().size() >= MAX_ACCOUNTS) {
                throw new RefusedException(Reply.refused(409, "capacity", "There are 100 accounts already."));
            }
            return present.with(Account.create(user, role.orElseThrow(), hash));
        });
        audit(request, "account_added", user, Map.of("role", role.orElseThrow().wireName()));
        return Reply.message("Account added").withStatus(201);
    }

    /** {@code PUT /accounts} */
    Reply change(Request request) throws IOException, BusyException {
        Optional<Role> role = role(request);
        Optional<Reply> refusal = check(request)
                .or(() -> request.body().containsKey("role") && role.isEmpty()
                        ? Optional.of(badRole())
                        : Optional.empty())
                .or(() -> request.body().containsKey("password")
                        ? Passwords.checkNew(request.text("password"))
                        : Optional.empty());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String user = request.text("user");
        String hash = request.body().containsKey("password") ? services.hasher().hash(request.text("password")) : "";
        services.accounts().update(present -> {
            known(present, user);
            return checked(present.edit(user, account -> changed(account, request, role, hash)));
        });
        end(user);
        audit(
                request,
                "account_changed",
                user,
                Map.of(
                        "changed",
                        Stream.of("role", "disabled", "password", "removeTotp")
                                .filter(request.body()::containsKey)
                                .toList()));
        return Reply.message("Account changed");
    }

    private static Account changed(Account account, Request request, Optional<Role> role, String hash) {
        Account next = role.map(account::withRole).orElse(account);
        if (request.body().get("disabled") instanceof Boolean disabled) {
            next = next.withDisabled(disabled);
        }
        if (!hash.isEmpty()) {
            next = next.withPassword(hash);
        }
        return request.flag("removeTotp") ? next.withTotp("", 0) : next;
    }

    /** {@code DELETE /accounts} */
    Reply remove(Request request) throws IOException {
        Optional<Reply> refusal = check(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String user = request.text("user");
        services.accounts().update(present -> {
            known(present, user);
            return checked(present.without(user));
        });
        end(user);
        audit(request, "account_removed", user, Map.of());
        return Reply.message("Account removed");
    }

    private Optional<Reply> check(Request request) {
        return Rights.administrator(request)
                .or(() -> services.accounts().current().mode() == AuthMode.PASSWORD
                        ? Optional.empty()
                        : Optional.of(Reply.badRequest("no_password", "Set a password first")));
    }

    private static void known(Accounts accounts, String user) {
        if (accounts.account(user).isEmpty()) {
            throw new RefusedException(Reply.refused(404, "unknown_account", "There is no such account."));
        }
    }

    /** Refuses accounts of which none could change them again. */
    private Accounts checked(Accounts next) {
        boolean shared =
                !next.sharedPassword().isEmpty() && services.sharedRole().get() == Role.ADMIN;
        boolean own = next.accounts().stream().anyMatch(account -> account.role() == Role.ADMIN && !account.disabled());
        if (!shared && !own) {
            throw new RefusedException(
                    Reply.refused(409, "last_admin", "This would leave no administrator. Make another one first."));
        }
        return next;
    }

    private void end(String user) {
        services.logins().removeIf(login -> login.isOf(ActiveLogin.Kind.ACCOUNT, user));
        // without a login of its own an account may have sessions by tokens
        services.ended().run();
    }

    private void audit(Request request, String action, String account, Map<String, Object> details) {
        Map<String, Object> all = new LinkedHashMap<>(details);
        all.put("account", account);
        passwords.audit(request, action, Passwords.user(request), "done", all);
    }

    private static Optional<Role> role(Request request) {
        return Stream.of(Role.values())
                .filter(role -> role.wireName().equals(request.text("role").toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private static Reply badRole() {
        return Reply.badRequest("bad_value", "A role is admin, operator or viewer");
    }
}
