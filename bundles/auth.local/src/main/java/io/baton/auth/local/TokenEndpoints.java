// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.session.Role;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The endpoints for API tokens. A token acts for the account that created it, within its scope and until it expires.
 * Only a login by password creates one.
 */
final class TokenEndpoints {

    static final int MAX_TOKENS = 256;
    static final int MAX_DAYS = 366;
    private static final int MAX_NAME = 64;
    private static final Map<String, Role> SCOPES =
            Map.of("view", Role.VIEWER, "control", Role.OPERATOR, "admin", Role.ADMIN);

    private final Services services;
    private final Passwords passwords;
    private final Rights rights;

    TokenEndpoints(Services services, Passwords passwords, Rights rights) {
        this.services = services;
        this.passwords = passwords;
        this.rights = rights;
    }

    /** {@code GET /auth/tokens}: the own ones, for an administrator all. */
    Reply list(Request request) {
        Optional<Reply> refusal = rights.byPassword(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        List<Map<String, Object>> all = services.accounts().current().tokens().stream()
                .filter(token -> isVisible(token, request))
                .map(token -> Map.<String, Object>of(
                        "id", token.id(),
                        "name", token.name(),
                        "user", token.account(),
                        "scope", scope(token.scope()),
                        "created", token.created().toString(),
                        "expires", token.expires().toString()))
                .toList();
        return Reply.ok(Map.of("tokens", all));
    }

    /** {@code POST /auth/tokens} */
    Reply create(Request request) throws IOException {
        Role scope = SCOPES.get(request.text("scope"));
        String name = request.text("name");
        long days = request.number("days");
        Optional<Reply> refusal = rights.byPassword(request)
                .or(() -> ViewLink.isName(name, MAX_NAME)
                        ? Optional.empty()
                        : bad("A name has 1–64 letters, digits, spaces, dots, hyphens and underscores"))
                .or(() -> scope == null ? bad("A scope is view, control or admin") : Optional.empty())
                .or(() -> days < 1 || days > MAX_DAYS ? bad("A token is valid for 1–366 days") : Optional.empty());
        if (refusal.isPresent() || scope == null) {
            return refusal.orElseGet(Reply::forbidden);
        }
        String value = Secrets.create(services.random());
        Instant now = services.clock().instant();
        ApiToken token = new ApiToken(
                Secrets.id(services.random()),
                name,
                Passwords.user(request),
                scope,
                Secrets.digest(value),
                now,
                now.plus(Duration.ofDays(days)));
        services.accounts().update(present -> {
            List<ApiToken> valid = present.tokens().stream()
                    .filter(other -> now.isBefore(other.expires()))
                    .toList();
            if (valid.size() >= MAX_TOKENS) {
                throw new RefusedException(
                        Reply.refused(409, "capacity", "There are too many tokens. Revoke some first."));
            }
            return present.withTokens(
                    Stream.concat(valid.stream(), Stream.of(token)).toList());
        });
        passwords.audit(
                request,
                "token_created",
                token.account(),
                "done",
                Map.of(
                        "id",
                        token.id(),
                        "scope",
                        scope(scope),
                        "expires",
                        token.expires().toString()));
        return Reply.ok(Map.of(
                        "id",
                        token.id(),
                        "token",
                        value,
                        "expires",
                        token.expires().toString()))
                .withStatus(201);
    }

    /** {@code DELETE /auth/tokens} */
    Reply revoke(Request request) throws IOException {
        Optional<Reply> refusal = rights.byPassword(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String id = request.text("id");
        services.accounts().update(present -> {
            List<ApiToken> kept = present.tokens().stream()
                    .filter(token -> !token.id().equals(id) || !isVisible(token, request))
                    .toList();
            if (kept.size() == present.tokens().size()) {
                throw new RefusedException(Reply.refused(404, "unknown_token", "There is no such token."));
            }
            return present.withTokens(kept);
        });
        passwords.audit(request, "token_revoked", Passwords.user(request), "done", Map.of("id", id));
        services.ended().run();
        return Reply.message("Token revoked");
    }

    private static boolean isVisible(ApiToken token, Request request) {
        return Rights.isAdministrator(request) || token.account().equals(Passwords.user(request));
    }

    private static Optional<Reply> bad(String message) {
        return Optional.of(Reply.badRequest("bad_value", message));
    }

    private static String scope(Role role) {
        return switch (role) {
            case ADMIN -> "admin";
            case OPERATOR -> "control";
            case VIEWER -> "view";
        };
    }
}
