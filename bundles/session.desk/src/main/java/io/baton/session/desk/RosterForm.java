// SPDX-License-Identifier: Apache-2.0
package io.baton.session.desk;

import io.baton.peer.PeerId;
import io.baton.session.PendingReason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import io.baton.session.TokenDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The roster as JDK types, for the shelf. Settings stay behind: the successor has its configuration. */
final class RosterForm {

    static final String ROLE = "session.desk";
    static final int SCHEMA = 1;
    private static final String CLOCK = "clock";

    private RosterForm() {}

    static Map<String, Object> write(Roster roster, Instant now) {
        Map<String, Object> form = new HashMap<>();
        form.put(CLOCK, now.toString());
        form.put("revision", roster.revision());
        form.put("queue", roster.queue().stream().map(SessionId::value).toList());
        form.put("sessions", roster.sessions().stream().map(RosterForm::session).toList());
        SessionId primary = roster.primary();
        if (primary != null) {
            form.put("primary", primary.value());
        }
        return form;
    }

    /** What the writer's clock said; its successor's goes on from there. */
    static Instant clock(Map<String, Object> form) {
        return instant(form, CLOCK);
    }

    /**
     * Reads a roster back.
     *
     * @throws IllegalArgumentException for a form that is not of this schema
     */
    static Roster read(Map<String, Object> form, long epoch, Settings settings) {
        try {
            String primary = (String) form.get("primary");
            return new Roster(
                    settings,
                    ((List<?>) value(form, "sessions"))
                            .stream().map(RosterForm::readSession).toList(),
                    primary == null ? null : new SessionId(primary),
                    ((List<?>) value(form, "queue"))
                            .stream().map(id -> new SessionId((String) id)).toList(),
                    epoch,
                    (Long) value(form, "revision"));
        } catch (ClassCastException e) {
            throw new IllegalArgumentException("not a roster of schema " + SCHEMA, e);
        }
    }

    private static Map<String, Object> session(Session session) {
        Map<String, Object> form = new HashMap<>();
        form.put("id", session.id().value());
        form.put("user", session.user());
        form.put("role", session.role().name());
        form.put("source", session.source());
        form.put("nickname", session.nickname());
        form.put("nicknameKey", session.nicknameKey());
        form.put("browser", session.browser());
        form.put("createdAt", session.createdAt().toString());
        form.put("lastActive", session.lastActive().toString());
        form.put("pending", session.pending().stream().map(Enum::name).toList());
        form.put("token", session.token().hex());
        form.put("linked", session.linked());
        form.put("waitingSince", session.waitingSince().toString());
        PeerId link = session.link();
        if (link != null) {
            form.put("link", link.number());
        }
        return form;
    }

    private static Session readSession(Object element) {
        Map<?, ?> form = (Map<?, ?>) element;
        Long link = (Long) form.get("link");
        Set<PendingReason> pending = ((List<?>) value(form, "pending"))
                .stream().map(reason -> PendingReason.valueOf((String) reason)).collect(Collectors.toSet());
        return new Session(
                new SessionId(text(form, "id")),
                text(form, "user"),
                Role.valueOf(text(form, "role")),
                text(form, "source"),
                text(form, "nickname"),
                text(form, "nicknameKey"),
                text(form, "browser"),
                instant(form, "createdAt"),
                instant(form, "lastActive"),
                pending,
                new TokenDigest(text(form, "token")),
                link == null ? null : new PeerId(link),
                (Boolean) value(form, "linked"),
                instant(form, "waitingSince"));
    }

    private static Instant instant(Map<?, ?> form, String key) {
        return Instant.parse(text(form, key));
    }

    private static String text(Map<?, ?> form, String key) {
        return (String) value(form, key);
    }

    private static Object value(Map<?, ?> form, String key) {
        @Nullable Object value = form.get(key);
        if (value == null) {
            throw new IllegalArgumentException("a roster of schema " + SCHEMA + " has " + key);
        }
        return value;
    }
}
