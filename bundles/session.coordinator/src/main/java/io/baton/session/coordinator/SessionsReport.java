// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.peer.PeerId;
import io.baton.session.Connection;
import io.baton.session.Control;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionFlag;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The roster as text, for a terminal. */
final class SessionsReport {

    private SessionsReport() {}

    static String of(Roster roster, Instant now, List<Violation> problems) {
        List<String> lines = new ArrayList<>();
        problems.forEach(
                problem -> lines.add("The stored settings are bad, the last good ones are in force: " + problem));
        lines.add("%d of %d seats, epoch %d, revision %d"
                .formatted(
                        roster.sessions().size(), roster.settings().maxSessions(), roster.epoch(), roster.revision()));
        lines.add("control: " + control(roster, now));
        if (!roster.requests().isEmpty()) {
            lines.add("waiting for control: "
                    + String.join(
                            ", ",
                            roster.queue().stream().map(id -> name(roster, id)).toList()));
        }
        for (Session session : roster.sessions()) {
            lines.add("%-8s %-24s %-8s %-8s %-15s %-22s %s"
                    .formatted(
                            roster.mode(session).wireName(),
                            session.nickname(),
                            session.role().wireName(),
                            session.browser(),
                            session.source(),
                            state(roster, session, now),
                            session.id()));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static String control(Roster roster, Instant now) {
        return switch (roster.control()) {
            case Control.Held(SessionId holder, Instant since) ->
                "held by " + name(roster, holder) + " for " + seconds(since, now) + " s";
            case Control.Reserved(SessionId owner) -> "reserved for " + name(roster, owner);
            case Control.Vacant(Control.VacancyReason why) -> "vacant (" + why.wireName() + ")";
        };
    }

    private static String state(Roster roster, Session session, Instant now) {
        Connection connection = session.connection();
        PeerId link = session.link();
        Instant lost = connection.lostAt();
        if (session.inGrace() && lost != null) {
            Duration grace = roster.settings().time(Setting.RECONNECT_GRACE);
            return "lost, " + Math.max(0, seconds(now, lost.plus(grace))) + " s of grace";
        }
        if (!session.admitted()) {
            return "waits for "
                    + String.join(
                            " and ",
                            session.pending().stream()
                                    .sorted()
                                    .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                                    .toList());
        }
        String linked = session.linked() ? String.valueOf(link) : "connecting";
        return session.is(SessionFlag.YIELDED) ? linked + ", yielded" : linked;
    }

    private static long seconds(Instant from, Instant to) {
        return Duration.between(from, to).toSeconds();
    }

    private static String name(Roster roster, SessionId id) {
        return roster.session(id).map(ConsoleCommands::name).orElse(id.value());
    }
}
