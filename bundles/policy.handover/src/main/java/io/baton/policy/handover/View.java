// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.Control;
import io.baton.session.Mark;
import io.baton.session.Mode;
import io.baton.session.PendingReason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What clients are shown of a roster; the revision grows exactly when this changes. When somebody was last active is
 * shown too, but as it was at the last change: else every key would be one.
 */
record View(List<Row> rows, String control, Optional<SessionId> reservedFor, long epoch, List<Long> settings) {

    private static final List<Setting> SHOWN =
            List.of(Setting.MAX_SESSIONS, Setting.REQUIRE_APPROVAL, Setting.REQUIRE_NICKNAME, Setting.MAX_REJECTIONS);

    record Row(
            SessionId id,
            Mode mode,
            int place,
            String user,
            Role role,
            String source,
            String nickname,
            String browser,
            Instant createdAt,
            boolean inGrace,
            Set<PendingReason> pending,
            boolean yielded,
            boolean legacy,
            Optional<Instant> stateEnds,
            Optional<Instant> requestEnds) {}

    static View of(Roster roster) {
        List<SessionId> queue = roster.queue();
        List<Row> rows = roster.sessions().stream()
                .map(session -> row(roster, queue, session))
                .toList();
        String control = roster.control() instanceof Control.Vacant(Control.Why why)
                ? why.word()
                : roster.control().word();
        List<Long> settings =
                SHOWN.stream().map(setting -> roster.settings().get(setting)).toList();
        return new View(rows, control, Optional.ofNullable(roster.control().reservedFor()), roster.epoch(), settings);
    }

    private static Row row(Roster roster, List<SessionId> queue, Session session) {
        int place = queue.indexOf(session.id());
        Optional<Instant> grace =
                session.inGrace() ? Optional.of(Deadlines.graceEnds(roster, session)) : Optional.empty();
        return new Row(
                session.id(),
                roster.mode(session),
                place,
                session.user(),
                session.role(),
                session.source(),
                session.nickname(),
                session.browser(),
                session.createdAt(),
                session.inGrace(),
                session.pending(),
                session.is(Mark.YIELDED),
                session.is(Mark.LEGACY),
                grace.or(() -> Deadlines.pendingEnds(roster, session)),
                place < 0
                        ? Optional.empty()
                        : Optional.of(
                                Deadlines.requestEnds(roster, roster.requests().get(place))));
    }
}
