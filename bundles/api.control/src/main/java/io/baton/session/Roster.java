// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import io.baton.peer.PeerId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The whole session state as one immutable value. Its invariants hold by construction: who is primary is one field, and
 * modes follow from membership.
 *
 * @param settings what an administrator decided
 * @param sessions everybody with a seat, in the order they came
 * @param primary who has control; null when nobody has. Always an admitted session whose role may control
 * @param queue who asked for control, in order; admitted, not primary, each once
 * @param epoch grows whenever control changes hands or is released; never falls
 * @param revision grows whenever what clients are shown changes
 */
public record Roster(
        Settings settings,
        List<Session> sessions,
        @Nullable SessionId primary,
        List<SessionId> queue,
        long epoch,
        long revision) {

    public static final Roster EMPTY = new Roster(Settings.DEFAULTS, List.of(), null, List.of(), 0, 0);

    public Roster {
        sessions = List.copyOf(sessions);
        queue = List.copyOf(queue);
        Set<SessionId> ids = new HashSet<>();
        for (Session session : sessions) {
            if (!ids.add(session.id())) {
                throw new IllegalArgumentException("a session is in the roster once: " + session.id());
            }
        }
        if (primary != null) {
            Session holder =
                    find(sessions, primary).orElseThrow(() -> new IllegalArgumentException("the primary has a seat"));
            if (!holder.admitted() || !holder.role().mayControl()) {
                throw new IllegalArgumentException("the primary is admitted and may control");
            }
        }
        Set<SessionId> waiting = new HashSet<>();
        for (SessionId id : queue) {
            boolean admitted = find(sessions, id).map(Session::admitted).orElse(false);
            if (!admitted || id.equals(primary) || !waiting.add(id)) {
                throw new IllegalArgumentException("the queue holds admitted sessions that are not primary, each once");
            }
        }
    }

    public Optional<Session> session(SessionId id) {
        return find(sessions, id);
    }

    /** The session with this peer connection; a link that was replaced belongs to nobody. */
    public Optional<Session> byLink(PeerId link) {
        for (Session session : sessions) {
            if (link.equals(session.link())) {
                return Optional.of(session);
            }
        }
        return Optional.empty();
    }

    public Mode mode(Session session) {
        if (!session.admitted()) {
            return Mode.PENDING;
        }
        if (session.id().equals(primary)) {
            return Mode.PRIMARY;
        }
        return queue.contains(session.id()) ? Mode.QUEUED : Mode.OBSERVER;
    }

    /** Whether input from this peer may reach the target. Called for every input message; does not allocate. */
    public boolean controls(PeerId link) {
        SessionId holder = primary;
        if (holder == null) {
            return false;
        }
        for (int i = 0; i < sessions.size(); i++) {
            Session session = sessions.get(i);
            if (session.id().equals(holder)) {
                return link.equals(session.link());
            }
        }
        return false;
    }

    private static Optional<Session> find(List<Session> sessions, SessionId id) {
        return sessions.stream().filter(session -> session.id().equals(id)).findFirst();
    }
}
