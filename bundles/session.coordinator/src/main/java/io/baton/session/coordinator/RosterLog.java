// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.session.Effect;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what changed between two rosters: one line for each event, ids cut to eight characters. */
final class RosterLog {

    private static final Logger LOG = LoggerFactory.getLogger(LoggerName.VALUE);
    private static final int ID_LENGTH = 8;
    private static final Pattern PLAIN = Pattern.compile("[\\w.:@+-]+");

    private RosterLog() {}

    static void log(Roster before, Roster next, List<Effect> effects) {
        lines(before, next, effects).forEach(LOG::info);
    }

    static List<String> lines(Roster before, Roster next, List<Effect> effects) {
        List<String> lines = new ArrayList<>();
        for (Session session : next.sessions()) {
            Optional<Session> old = before.session(session.id());
            if (old.isEmpty()) {
                lines.add("session joined id=%s mode=%s nickname=%s browser=%s source=%s"
                        .formatted(
                                id(session.id()),
                                next.mode(session).wireName(),
                                value(session.nickname()),
                                value(session.browser()),
                                value(session.source())));
            } else {
                addChanges(lines, old.get(), session);
            }
        }
        for (Session session : before.sessions()) {
            if (next.session(session.id()).isEmpty()) {
                lines.add("session left id=%s cause=%s".formatted(id(session.id()), cause(effects, session.id())));
            }
        }
        for (Effect effect : effects) {
            if (effect instanceof Effect.ControlPassed passed) {
                lines.add("control passed from=%s to=%s epoch=%d"
                        .formatted(id(passed.from()), id(passed.to()), passed.epoch()));
            }
        }
        return lines;
    }

    private static void addChanges(List<String> lines, Session old, Session session) {
        if (!old.admitted() && session.admitted()) {
            lines.add("session admitted id=%s".formatted(id(session.id())));
        }
        if (!old.nickname().equals(session.nickname())) {
            lines.add("session renamed id=%s nickname=%s".formatted(id(session.id()), value(session.nickname())));
        }
        if (!old.inGrace() && session.inGrace()) {
            lines.add("session link lost id=%s".formatted(id(session.id())));
        } else if (old.connection().lostAt() != null && session.linked()) {
            lines.add("session link restored id=%s".formatted(id(session.id())));
        }
    }

    private static String cause(List<Effect> effects, SessionId id) {
        return effects.stream()
                .filter(effect -> effect instanceof Effect.SessionRemoved removed
                        && removed.session().id().equals(id))
                .map(effect -> ((Effect.SessionRemoved) effect).cause().wireName())
                .findFirst()
                .orElse("unknown");
    }

    private static String id(@Nullable SessionId session) {
        if (session == null) {
            return "none";
        }
        String value = session.value();
        return value.substring(0, Math.min(ID_LENGTH, value.length()));
    }

    /** Quotes a value that is empty or contains a character that would end it. */
    private static String value(String text) {
        return PLAIN.matcher(text).matches() ? text : '"' + text.replace('"', '\'') + '"';
    }
}
