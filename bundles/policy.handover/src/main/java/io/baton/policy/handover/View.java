// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.Mode;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import java.time.Instant;
import java.util.List;

/** What clients are shown of a roster; the revision grows exactly when this changes. */
record View(List<Row> rows, List<SessionId> queue) {

    record Row(
            SessionId id,
            Mode mode,
            String user,
            Role role,
            String source,
            String nickname,
            String browser,
            Instant createdAt) {}

    static View of(Roster roster) {
        List<Row> rows = roster.sessions().stream()
                .map(session -> new Row(
                        session.id(),
                        roster.mode(session),
                        session.user(),
                        session.role(),
                        session.source(),
                        session.nickname(),
                        session.browser(),
                        session.createdAt()))
                .toList();
        return new View(rows, roster.queue());
    }
}
