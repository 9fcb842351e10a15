// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.Control;
import io.baton.session.Mode;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients are shown of a roster; the revision grows exactly when this changes. */
record View(
        List<Row> rows,
        List<SessionId> queue,
        String control,
        @Nullable SessionId reservedFor) {

    record Row(
            SessionId id,
            Mode mode,
            String user,
            Role role,
            String source,
            String nickname,
            String browser,
            Instant createdAt,
            boolean inGrace) {}

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
                        session.createdAt(),
                        session.inGrace()))
                .toList();
        String control = roster.control() instanceof Control.Vacant(Control.Why why)
                ? why.word()
                : roster.control().word();
        return new View(rows, roster.queue(), control, roster.control().reservedFor());
    }
}
