// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.session.Control;
import io.baton.session.ControlRequest;
import io.baton.session.Mode;
import io.baton.session.PendingReason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sessions as one of them may see them. A pending session sees itself only. */
final class SessionList {

    private SessionList() {}

    /** Parameters of {@code sessionsUpdated}: a full snapshot with its revision. */
    static Map<String, Object> snapshot(Roster roster, Session viewer, ListClock clock) {
        Map<String, Object> snapshot = head(roster, viewer, clock);
        snapshot.put("sessions", rows(roster, viewer, clock));
        return snapshot;
    }

    /** What a snapshot has beside the rows. */
    static Map<String, Object> head(Roster roster, Session viewer, ListClock clock) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("revision", roster.revision());
        if (viewer.admitted()) {
            head.put("epoch", roster.epoch());
        }
        head.put("yourId", viewer.id().value());
        head.put("yourMode", roster.mode(viewer).wireName());
        head.put("yourRole", viewer.role().wireName());
        head.put("maxSessions", roster.settings().maxSessions());
        head.put(
                "control",
                viewer.admitted()
                        ? control(roster, clock.now())
                        : Map.of("state", roster.control().wireName()));
        head.put("settings", settings(roster));
        return head;
    }

    static List<Object> rows(Roster roster, Session viewer, ListClock clock) {
        return roster.sessions().stream()
                .filter(session -> viewer.admitted() || session.id().equals(viewer.id()))
                .<Object>map(session -> row(roster, session, viewer, clock))
                .toList();
    }

    static Map<String, Object> row(Roster roster, Session session, Session viewer, ListClock clock) {
        return row(roster, session, ViewerKind.of(roster, viewer), session.id().equals(viewer.id()), clock);
    }

    static Map<String, Object> row(Roster roster, Session session, ViewerKind audience, boolean self, ListClock clock) {
        Mode mode = roster.mode(session);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", session.id().value());
        row.put("mode", mode.wireName());
        row.put("nickname", session.nickname());
        row.put("browser", session.browser());
        row.put("role", session.role().wireName());
        row.put("self", self);
        if (audience.knows(session)) {
            row.put("source", session.source());
            row.put("user", session.user());
        }
        String created = clock.published(session.createdAt());
        String active = clock.published(session.lastActive());
        row.put("created_at", created);
        row.put("createdAt", created);
        row.put("last_active", active);
        row.put("lastActive", active);
        row.put("inGrace", session.inGrace());
        row.put("yielded", session.is(SessionFlag.YIELDED));
        row.put("mayControl", session.mayControl());
        row.put("legacy", session.is(SessionFlag.LEGACY));
        if (mode == Mode.QUEUED) {
            int place = roster.queue().indexOf(session.id());
            row.put("queuePosition", place + 1);
            row.put("requestSecondsLeft", requestSeconds(roster, place, clock.now()));
        }
        if (mode == Mode.PENDING) {
            row.put("pendingReasons", reasons(session));
        }
        if (session.inGrace()) {
            row.put("secondsLeft", graceSeconds(roster, session, clock.now()));
        } else if (mode == Mode.PENDING) {
            row.put("secondsLeft", seconds(roster, session.pendingSince(), Setting.PENDING_TIMEOUT, clock.now()));
        } else if (mode == Mode.QUEUED) {
            row.put("secondsLeft", requestSeconds(roster, roster.queue().indexOf(session.id()), clock.now()));
        }
        return row;
    }

    private static List<String> reasons(Session session) {
        return session.pending().stream().sorted().map(SessionList::wireName).toList();
    }

    private static String wireName(PendingReason reason) {
        return switch (reason) {
            case NICKNAME -> "nickname";
            case APPROVAL -> "approval";
        };
    }

    private static Map<String, Object> control(Roster roster, Instant now) {
        Map<String, Object> control = new LinkedHashMap<>();
        control.put("state", roster.control().wireName());
        switch (roster.control()) {
            case Control.Held held -> control.put("sessionId", held.session().value());
            case Control.Reserved(SessionId owner) -> {
                control.put("sessionId", owner.value());
                roster.session(owner)
                        .ifPresent(session -> control.put("secondsLeft", graceSeconds(roster, session, now)));
            }
            case Control.Vacant(Control.VacancyReason why) -> control.put("reason", why.wireName());
        }
        return control;
    }

    /** The settings that every session may see, pending ones too. */
    private static Map<String, Object> settings(Roster roster) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (Setting setting : List.of(Setting.REQUIRE_APPROVAL, Setting.REQUIRE_NICKNAME, Setting.MAX_REJECTIONS)) {
            settings.put(setting.wireName(), setting.written(roster.settings().get(setting)));
        }
        return settings;
    }

    private static long graceSeconds(Roster roster, Session session, Instant now) {
        Instant lost = session.connection().lostAt();
        return seconds(roster, lost == null ? now : lost, Setting.RECONNECT_GRACE, now);
    }

    private static long requestSeconds(Roster roster, int place, Instant now) {
        ControlRequest request = roster.requests().get(place);
        return seconds(roster, request.since(), Setting.REQUEST_TIMEOUT, now);
    }

    /** Whole seconds until a time that began then is over, rounded up: 0 when it is. */
    private static long seconds(Roster roster, Instant since, Setting length, Instant now) {
        long millis = now.until(since, ChronoUnit.MILLIS) + roster.settings().get(length);
        return Math.max(0, Math.ceilDiv(millis, 1_000L));
    }
}
