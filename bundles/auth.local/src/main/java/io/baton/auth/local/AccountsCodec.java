// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.auth.AuthMode;
import io.baton.session.Role;
import io.baton.shared.json.JsonCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Encodes {@link Accounts} as JSON, with a name and a version of the format. */
final class AccountsCodec {

    static final int MAX_BYTES = 1024 * 1024;

    private static final String FORMAT = "io.baton.accounts";
    private static final long VERSION = 1;
    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 8, 32, 64));

    private AccountsCodec() {}

    static byte[] write(Accounts accounts) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("format", FORMAT);
        all.put("version", VERSION);
        all.put("mode", accounts.mode().name());
        all.put("sharedPassword", accounts.sharedPassword());
        all.put("owner", accounts.owner());
        HashCost cost = accounts.cost();
        if (cost != null) {
            all.put("memoryKib", cost.memoryKib());
            all.put("iterations", cost.iterations());
        }
        all.put(
                "accounts",
                accounts.accounts().stream().map(AccountsCodec::account).toList());
        all.put("tokens", accounts.tokens().stream().map(AccountsCodec::token).toList());
        all.put("links", accounts.links().stream().map(AccountsCodec::link).toList());
        return JSON.bytes(all);
    }

    /** @throws IllegalArgumentException for anything this version did not write; the message quotes nothing of it */
    static Accounts read(byte[] utf8) {
        Map<String, Object> all = JSON.readObject(utf8);
        if (!FORMAT.equals(all.get("format"))) {
            throw new IllegalArgumentException("another format");
        }
        if (!Long.valueOf(VERSION).equals(all.get("version"))) {
            throw new IllegalArgumentException("another version than " + VERSION);
        }
        String shared = text(all, "sharedPassword");
        if (!shared.isEmpty() && !PasswordHasher.isHash(shared)) {
            throw new IllegalArgumentException("sharedPassword is no hash");
        }
        Accounts accounts = new Accounts(
                constant(AuthMode.class, text(all, "mode")),
                shared,
                text(all, "owner"),
                all.containsKey("memoryKib")
                        ? new HashCost((int) number(all, "memoryKib"), (int) number(all, "iterations"))
                        : null,
                list(all, "accounts", AccountsCodec::readAccount),
                list(all, "tokens", AccountsCodec::readToken),
                list(all, "links", AccountsCodec::readLink));
        boolean canLogIn = !shared.isEmpty() || !accounts.accounts().isEmpty();
        if (accounts.mode() == AuthMode.NOT_SET_UP || (accounts.mode() == AuthMode.PASSWORD && !canLogIn)) {
            throw new IllegalArgumentException("no user can log in");
        }
        return accounts;
    }

    private static Map<String, Object> account(Account account) {
        return Map.of(
                "name", account.name(),
                "role", account.role().wireName(),
                "password", account.password(),
                "disabled", account.disabled(),
                "totp", account.totp(),
                "totpStep", account.totpStep());
    }

    private static Account readAccount(Map<String, Object> fields) {
        return new Account(
                text(fields, "name"),
                role(fields, "role"),
                text(fields, "password"),
                bool(fields, "disabled"),
                text(fields, "totp"),
                number(fields, "totpStep"));
    }

    private static Map<String, Object> token(ApiToken token) {
        return Map.of(
                "id", token.id(),
                "name", token.name(),
                "account", token.account(),
                "scope", token.scope().wireName(),
                "digest", token.digest(),
                "created", token.created().toString(),
                "expires", token.expires().toString());
    }

    private static ApiToken readToken(Map<String, Object> fields) {
        return new ApiToken(
                text(fields, "id"),
                text(fields, "name"),
                text(fields, "account"),
                role(fields, "scope"),
                text(fields, "digest"),
                time(fields, "created"),
                time(fields, "expires"));
    }

    private static Map<String, Object> link(ViewLink link) {
        return Map.of(
                "id", link.id(),
                "name", link.name(),
                "digest", link.digest(),
                "created", link.created().toString(),
                "expires", link.expires().toString(),
                "idles", link.idles());
    }

    private static ViewLink readLink(Map<String, Object> fields) {
        return new ViewLink(
                text(fields, "id"),
                text(fields, "name"),
                text(fields, "digest"),
                time(fields, "created"),
                time(fields, "expires"),
                bool(fields, "idles"));
    }

    /** Returns the role of that wire name. */
    static Role role(Map<String, Object> fields, String name) {
        return constant(Role.class, text(fields, name).toUpperCase(Locale.ROOT));
    }

    /** As {@link Enum#valueOf}, without the name in the exception. */
    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        for (E each : type.getEnumConstants()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("unknown " + type.getSimpleName());
    }

    static String text(Map<String, Object> fields, String name) {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " is no text");
    }

    static Instant time(Map<String, Object> fields, String name) {
        try {
            return Instant.parse(text(fields, name));
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException(name + " is no time", e);
        }
    }

    static boolean bool(Map<String, Object> fields, String name) {
        if (fields.get(name) instanceof Boolean value) {
            return value;
        }
        throw new IllegalArgumentException(name + " is no boolean");
    }

    static long number(Map<String, Object> fields, String name) {
        if (fields.get(name) instanceof Long value) {
            return value;
        }
        throw new IllegalArgumentException(name + " is no whole number");
    }

    /** Returns the objects of a list, each read. */
    static <T> List<T> list(Map<String, Object> fields, String name, Function<Map<String, Object>, T> read) {
        if (!(fields.get(name) instanceof List<?> elements)) {
            throw new IllegalArgumentException(name + " is no list");
        }
        List<T> all = new ArrayList<>();
        for (Object element : elements) {
            if (!(element instanceof Map<?, ?> members)) {
                throw new IllegalArgumentException(name + " has an element that is no object");
            }
            Map<String, Object> object = new LinkedHashMap<>();
            members.forEach((key, value) -> object.put(String.valueOf(key), value));
            all.add(read.apply(object));
        }
        return all;
    }
}
