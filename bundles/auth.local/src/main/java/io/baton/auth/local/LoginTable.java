// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.shared.files.AtomicFiles;
import io.baton.shared.json.JsonCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logins in force, by the digest of their cookie. They are kept in {@code logins.json} (mode 0600), so that they
 * outlive a restart and the replacement of this bundle. A login ends when it was not used for the idle time, and at its
 * absolute end in any case.
 *
 * <p>Threading. Any thread. Reading takes no lock; changes are made one after the other.
 */
final class LoginTable {

    /** Logins at one time; beyond it the one that was unused longest ends. */
    static final int CAPACITY = 256;

    static final String NAME = "logins.json";

    private static final Logger LOG = LoggerFactory.getLogger("auth.local");
    private static final int MAX_BYTES = 512 * 1024;
    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 8, 32, 64));

    /**
     * How long logins last.
     *
     * @param idle without use
     * @param absolute in any case
     */
    record Lifetime(Duration idle, Duration absolute) {}

    private final Path file;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<String, ActiveLogin> logins = new ConcurrentHashMap<>();
    private final Object writing = new Object();
    private volatile Lifetime lifetime;

    /** @param random cryptographically strong */
    LoginTable(Path directory, Lifetime lifetime, InstantSource clock, RandomGenerator random) {
        this.file = directory.resolve(NAME);
        this.lifetime = lifetime;
        this.clock = clock;
        this.random = random;
        load();
    }

    void setLifetime(Lifetime newLifetime) {
        lifetime = newLifetime;
    }

    /** Returns the absolute lifetime, which is also the cookie's. */
    Duration absoluteLifetime() {
        return lifetime.absolute();
    }

    /**
     * Creates a login and returns the value of its cookie.
     *
     * @param latest when it ends at the latest
     */
    String create(ActiveLogin.Kind kind, String subject, Instant latest, Caller caller) {
        String value = Secrets.create(random);
        Instant now = clock.instant();
        Instant end = now.plus(lifetime.absolute());
        ActiveLogin login = new ActiveLogin(
                Secrets.digest(value),
                kind,
                subject,
                now,
                latest.isBefore(end) ? latest : end,
                now,
                caller.source(),
                caller.userAgent());
        synchronized (writing) {
            logins.values().removeIf(other -> !isInForce(other, now));
            while (logins.size() >= CAPACITY) {
                logins.values().stream()
                        .min(Comparator.comparing(ActiveLogin::used))
                        .ifPresent(oldest -> logins.remove(oldest.digest()));
            }
            logins.put(login.digest(), login);
            store();
        }
        return value;
    }

    /** Returns the login of a cookie's value and counts this as use. */
    Optional<ActiveLogin> find(String value) {
        return value.isEmpty() ? Optional.empty() : byDigest(Secrets.digest(value));
    }

    /** Returns the login with this digest and counts this as use. */
    Optional<ActiveLogin> byDigest(String digest) {
        ActiveLogin login = logins.get(digest);
        Instant now = clock.instant();
        if (login == null
                || !isInForce(login, now)
                || !MessageDigest.isEqual(
                        login.digest().getBytes(StandardCharsets.US_ASCII),
                        digest.getBytes(StandardCharsets.US_ASCII))) {
            return Optional.empty();
        }
        login.use(now);
        return Optional.of(login);
    }

    List<ActiveLogin> all() {
        Instant now = clock.instant();
        return logins.values().stream()
                .filter(login -> isInForce(login, now))
                .sorted(Comparator.comparing(ActiveLogin::created).thenComparing(ActiveLogin::digest))
                .toList();
    }

    /** Ends logins; returns whether there was one. */
    boolean removeIf(Predicate<ActiveLogin> ended) {
        synchronized (writing) {
            boolean removed = logins.values().removeIf(ended);
            if (removed) {
                store();
            }
            return removed;
        }
    }

    /** Writes the times of use. */
    void close() {
        synchronized (writing) {
            store();
        }
    }

    private boolean isInForce(ActiveLogin login, Instant now) {
        Lifetime present = lifetime;
        return now.isBefore(login.expires())
                && now.isBefore(login.created().plus(present.absolute()))
                && now.isBefore(login.used().plus(present.idle()));
    }

    private void store() {
        List<Map<String, Object>> all = logins.values().stream()
                .sorted(Comparator.comparing(ActiveLogin::digest))
                .map(LoginTable::write)
                .toList();
        try {
            AtomicFiles.replace(
                    file,
                    JSON.bytes(Map.of("format", "io.baton.logins", "version", 1L, "logins", all)),
                    AtomicFiles.OWNER_ONLY);
        } catch (IOException e) {
            LOG.error("logins not stored, they end with this run file={}", file, e);
        }
    }

    private void load() {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Map<String, Object> stored = JSON.readObject(AtomicFiles.read(file, MAX_BYTES));
            if (!"io.baton.logins".equals(stored.get("format"))
                    || !Long.valueOf(1).equals(stored.get("version"))) {
                throw new IllegalArgumentException("another format or version");
            }
            AccountsCodec.list(stored, "logins", LoginTable::read).forEach(login -> logins.put(login.digest(), login));
        } catch (IOException | IllegalArgumentException e) {
            logins.clear();
            LOG.error("logins unreadable, users log in again file={} error=\"{}\"", file, e.getMessage());
        }
    }

    private static Map<String, Object> write(ActiveLogin login) {
        return Map.of(
                "digest", login.digest(),
                "kind", login.kind().name(),
                "subject", login.subject(),
                "created", login.created().toString(),
                "expires", login.expires().toString(),
                "used", login.used().toString(),
                "source", login.source(),
                "client", login.client());
    }

    private static ActiveLogin read(Map<String, Object> fields) {
        String digest = AccountsCodec.text(fields, "digest");
        if (!digest.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("digest is malformed");
        }
        return new ActiveLogin(
                digest,
                ActiveLogin.Kind.valueOf(AccountsCodec.text(fields, "kind")),
                AccountsCodec.text(fields, "subject"),
                AccountsCodec.time(fields, "created"),
                AccountsCodec.time(fields, "expires"),
                AccountsCodec.time(fields, "used"),
                AccountsCodec.text(fields, "source"),
                AccountsCodec.text(fields, "client"));
    }
}
