// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints for view links. An administrator creates a link for a limited time; whoever opens it gets a login that
 * may only watch, until the link expires or is revoked.
 */
final class LinkEndpoints {

    static final int MAX_LINKS = 64;
    static final long MAX_MINUTES = 525_600;

    private static final Logger LOG = LoggerFactory.getLogger("auth.local");
    private static final int MAX_NAME = 32;

    private final Services services;
    private final Passwords passwords;
    private final Rights rights;

    LinkEndpoints(Services services, Passwords passwords, Rights rights) {
        this.services = services;
        this.passwords = passwords;
        this.rights = rights;
    }

    /** {@code GET /auth/links} */
    Reply list(Request request) {
        Optional<Reply> refusal = Rights.administrator(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        List<Map<String, Object>> all = services.accounts().current().links().stream()
                .map(link -> Map.<String, Object>of(
                        "id", link.id(),
                        "name", link.name(),
                        "created", link.created().toString(),
                        "expires", link.expires().toString(),
                        "idles", link.idles()))
                .toList();
        return Reply.ok(Map.of("links", all));
    }

    /** {@code POST /auth/links} */
    Reply create(Request request) throws IOException {
        String name = request.text("name");
        long minutes = request.number("minutes");
        Optional<Reply> refusal = Rights.administrator(request)
                .or(() -> rights.byPassword(request))
                .or(() -> ViewLink.isName(name, MAX_NAME)
                        ? Optional.empty()
                        : bad("A name has 1–32 letters, digits, spaces, dots, hyphens and underscores"))
                .or(() -> minutes < 1 || minutes > MAX_MINUTES
                        ? bad("A link is valid for 1–525600 minutes")
                        : Optional.empty());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String value = Secrets.create(services.random());
        Instant now = services.clock().instant();
        ViewLink link = new ViewLink(
                Secrets.id(services.random()),
                name,
                Secrets.digest(value),
                now,
                now.plus(Duration.ofMinutes(minutes)),
                request.flag("idles"));
        services.accounts().update(present -> {
            List<ViewLink> valid = present.links().stream()
                    .filter(other -> now.isBefore(other.expires()))
                    .toList();
            if (valid.size() >= MAX_LINKS) {
                throw new RefusedException(
                        Reply.refused(409, "capacity", "There are 64 links already. Revoke some first."));
            }
            return present.withLinks(
                    Stream.concat(valid.stream(), Stream.of(link)).toList());
        });
        passwords.audit(
                request,
                "link_created",
                Passwords.user(request),
                "done",
                Map.of("id", link.id(), "expires", link.expires().toString()));
        return Reply.ok(Map.of(
                        "id",
                        link.id(),
                        "token",
                        value,
                        "expires",
                        link.expires().toString()))
                .withStatus(201);
    }

    /** {@code DELETE /auth/links} */
    Reply revoke(Request request) throws IOException {
        Optional<Reply> refusal = Rights.administrator(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String id = request.text("id");
        services.accounts().update(present -> {
            if (present.link(id).isEmpty()) {
                throw new RefusedException(Reply.refused(404, "unknown_link", "There is no such link."));
            }
            return present.withLinks(present.links().stream()
                    .filter(link -> !link.id().equals(id))
                    .toList());
        });
        services.logins().removeIf(login -> login.isOf(ActiveLogin.Kind.LINK, id));
        passwords.audit(request, "link_revoked", Passwords.user(request), "done", Map.of("id", id));
        services.ended().run();
        return Reply.message("Link revoked");
    }

    /** {@code POST /auth/link}: the login of a client that opened a link. */
    Reply open(Request request) {
        // a login that may do more stays
        if (rights.own(request).isPresent()) {
            return Reply.message("Already logged in");
        }
        String digest = Secrets.digest(request.text("token"));
        Instant now = services.clock().instant();
        Optional<ViewLink> found = services.accounts().current().links().stream()
                .filter(link -> link.digest().equals(digest) && now.isBefore(link.expires()))
                .findFirst();
        if (found.isEmpty()) {
            passwords.audit(request, "link_opened", "", "bad_link");
            return Reply.refused(401, "bad_link", "This link has expired or was revoked.");
        }
        ViewLink link = found.get();
        String value = services.logins().create(ActiveLogin.Kind.LINK, link.id(), link.expires(), request.caller());
        LOG.info("link opened id={} source={}", link.id(), request.caller().source());
        passwords.audit(request, "link_opened", "", "done", Map.of("id", link.id()));
        return Reply.message("Login successful").withCookie(value);
    }

    private static Optional<Reply> bad(String message) {
        return Optional.of(Reply.badRequest("bad_value", message));
    }
}
