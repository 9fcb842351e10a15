// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.PeerId;
import io.baton.session.Roster;
import io.baton.session.Session;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The event {@code sessionsUpdated} for every client at one moment. Rows are written once for all viewers of a kind;
 * what differs is the head and which row is one's own.
 *
 * <p>Threading. One thread.
 */
final class SessionListSnapshot {

    private static final String START = "{\"jsonrpc\":\"2.0\",\"method\":\"sessionsUpdated\",\"params\":";

    private final Roster roster;
    private final ListClock clock;
    private final Map<ViewerKind, Rows> rows = new EnumMap<>(ViewerKind.class);

    /** All rows as text, none of them one's own, and where each begins. */
    private record Rows(String text, int[] starts) {}

    SessionListSnapshot(Roster roster, ListClock clock) {
        this.roster = roster;
        this.clock = clock;
    }

    long revision() {
        return roster.revision();
    }

    /** Whose peer this is; null while that is not noted. */
    @Nullable
    Session viewer(PeerId peer) {
        return roster.byLink(peer).orElse(null);
    }

    /** The whole message for a session of the roster. */
    String message(Session viewer) {
        String head = Request.JSON.text(SessionList.head(roster, viewer, clock));
        ViewerKind audience = ViewerKind.of(roster, viewer);
        String own = Request.JSON.text(SessionList.row(roster, viewer, audience, true, clock));
        StringBuilder message =
                new StringBuilder(START).append(head, 0, head.length() - 1).append(",\"sessions\":[");
        if (audience == ViewerKind.NEWCOMER) {
            message.append(own);
        } else {
            int place = roster.sessions().indexOf(viewer);
            Rows others = rows.computeIfAbsent(audience, this::rows);
            boolean last = place + 1 == roster.sessions().size();
            int end = last ? others.text.length() : others.starts[place + 1] - 1;
            message.append(others.text, 0, others.starts[place])
                    .append(own)
                    .append(others.text, end, others.text.length());
        }
        return message.append("]}}").toString();
    }

    private Rows rows(ViewerKind audience) {
        List<Session> sessions = roster.sessions();
        int[] starts = new int[sessions.size()];
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < starts.length; i++) {
            if (i > 0) {
                text.append(',');
            }
            starts[i] = text.length();
            text.append(Request.JSON.text(SessionList.row(roster, sessions.get(i), audience, false, clock)));
        }
        return new Rows(text.toString(), starts);
    }
}
