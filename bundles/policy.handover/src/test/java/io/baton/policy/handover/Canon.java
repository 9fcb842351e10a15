// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.session.Control;
import io.baton.session.Mark;
import io.baton.session.Roster;
import io.baton.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What tells two rosters apart as far as the rules can see: no tokens, link numbers, epochs or revisions; times as
 * capped ages; counters where they saturate. What only trust depends on is left out: in these houses nobody is trusted
 * for what they did, and no two alike.
 */
final class Canon {

    private Canon() {}

    static String of(Roster roster, Instant now) {
        StringBuilder key = new StringBuilder();
        List<Session> byId = roster.sessions().stream()
                .sorted(Comparator.comparing(Session::id))
                .toList();
        for (Session session : byId) {
            session(key, roster, session, now);
        }
        key.append('|');
        switch (roster.control()) {
            case Control.Held(var holder, Instant since) -> {
                Instant input = roster.session(holder).orElseThrow().lastInput();
                Instant last = input != null && input.isAfter(since) ? input : since;
                key.append(holder).append(age(last, now, 3));
            }
            case Control.Reserved(var owner) -> key.append('r').append(owner);
            case Control.Vacant vacant -> key.append('v').append(vacant.why());
        }
        key.append('|');
        roster.requests().forEach(request -> key.append(request.session()).append(age(request.since(), now, 2)));
        key.append('|').append(age(roster.handedOver(), now, 1));
        key.append('|');
        roster.emergency().at().stream().filter(at -> age(at, now, 2) < 2).forEach(at -> key.append(age(at, now, 2)));
        key.append('s').append(Math.min(2, roster.emergency().streak())).append('|');
        roster.denials().stream()
                .map(denial -> denial.subject() + Math.min(2, denial.at().size()) + age(denial.coolingSince(), now, 1))
                .sorted()
                .forEach(key::append);
        return key.toString();
    }

    private static void session(StringBuilder key, Roster roster, Session session, Instant now) {
        key.append(session.id()).append(session.role());
        key.append(session.connection().state());
        key.append(session.linked() ? 0 : age(session.connection().since(), now, 2));
        key.append(age(session.connection().lostAt(), now, 2));
        session.pending().stream().sorted().forEach(reason -> key.append(reason).append('p'));
        if (!session.admitted()) {
            key.append(age(session.pendingSince(), now, 2));
        }
        for (Mark mark : new TreeSet<>(session.marks())) {
            boolean matters = mark != Mark.EXCLUDED || age(roster.handedOver(), now, 1) < 1;
            if (matters) {
                key.append(mark);
            }
        }
        key.append(session.nickname().isEmpty() ? "-;" : ";");
    }

    /** In whole units, at most so many; −1 for never. */
    private static long age(@Nullable Instant at, Instant now, long most) {
        return at == null ? -1 : Math.min(most, Duration.between(at, now).dividedBy(World.UNIT));
    }
}
