// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is here, as one of them may see it: addresses and accounts are for administrators, a pending session sees itself.
 */
final class SessionList {

    private SessionList() {}

    /** Parameters of {@code sessionsUpdated}: a full snapshot with its revision. */
    static Map<String, Object> snapshot(Roster roster, Session viewer) {
        Map<String, Object> snapshot = new LinkedHashMap<>();
        snapshot.put("revision", roster.revision());
        snapshot.put("sessions", rows(roster, viewer));
        snapshot.put("yourId", viewer.id().value());
        snapshot.put("yourMode", roster.mode(viewer).word());
        snapshot.put("maxSessions", roster.settings().maxSessions());
        return snapshot;
    }

    static List<Object> rows(Roster roster, Session viewer) {
        return roster.sessions().stream()
                .filter(session -> viewer.admitted() || session.id().equals(viewer.id()))
                .<Object>map(session -> row(roster, session, viewer))
                .toList();
    }

    private static Map<String, Object> row(Roster roster, Session session, Session viewer) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", session.id().value());
        row.put("mode", roster.mode(session).word());
        row.put("nickname", session.nickname());
        row.put("browser", session.browser());
        row.put("role", session.role().word());
        row.put("self", session.id().equals(viewer.id()));
        if (viewer.admitted() && viewer.role() == Role.ADMIN) {
            row.put("source", session.source());
            row.put("user", session.user());
        }
        String created = session.createdAt().toString();
        String active = session.lastActive().toString();
        row.put("created_at", created);
        row.put("createdAt", created);
        row.put("last_active", active);
        row.put("lastActive", active);
        return row;
    }
}
