// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import io.baton.peer.PeerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole session state as one immutable value. Its invariants hold by construction: control is one field, and modes
 * follow from membership.
 *
 * @param settings what an administrator decided
 * @param sessions every session with a seat, in the order of joining
 * @param control the state of control
 * @param requests requests for control, in order; of admitted sessions other than the primary, each once
 * @param denials recent denials
 * @param emergency the state of the emergency promotion limiter
 * @param lastPrimary the previous primary; null when there was none, or it left
 * @param handedOver when control was last handed over by hand; null when it never was
 * @param epoch grows whenever control changes hands or is released; never falls
 * @param revision grows whenever what clients are shown changes
 */
public record Roster(
        Settings settings,
        List<Session> sessions,
        Control control,
        List<ControlRequest> requests,
        List<Denial> denials,
        Emergency emergency,
        @Nullable SessionId lastPrimary,
        @Nullable Instant handedOver,
        long epoch,
        long revision) {

    public static final Roster EMPTY = empty(Settings.DEFAULTS);

    public Roster {
        SessionTable table = SessionTable.of(sessions);
        sessions = table;
        requests = List.copyOf(requests);
        denials = List.copyOf(denials);
        switch (control) {
            case Control.Held(SessionId holder, Instant since) -> {
                Session session = member(table, holder);
                require(session.admitted() && session.mayControl(), "the primary is admitted and may control");
                require(!session.inGrace(), "the primary is not in grace");
            }
            case Control.Reserved(SessionId owner) -> {
                Session session = member(table, owner);
                require(
                        session.admitted() && session.mayControl(),
                        "control is reserved for an admitted session that may control");
                require(session.inGrace(), "control is reserved for a session in grace");
            }
            case Control.Vacant vacant -> {
                // says everything
            }
        }
        for (int i = 0; i < requests.size(); i++) {
            ControlRequest request = requests.get(i);
            Session session = member(table, request.session());
            require(session.admitted() && session.mayControl(), "a queued session is admitted and may control");
            require(!request.session().equals(control.holder()), "the primary is not queued");
            require(isFirstOf(requests, i), "a session is queued once");
        }
        require(lastPrimary == null || table.find(lastPrimary) != null, "the last primary is in the roster");
    }

    /** Returns a roster without sessions. */
    public static Roster empty(Settings settings) {
        return new Roster(
                settings,
                List.of(),
                new Control.Vacant(Control.VacancyReason.EMPTY),
                List.of(),
                List.of(),
                Emergency.NONE,
                null,
                null,
                0,
                0);
    }

    /** The same in a later control epoch. */
    public Roster withEpoch(long newEpoch) {
        return new Roster(
                settings, sessions, control, requests, denials, emergency, lastPrimary, handedOver, newEpoch, revision);
    }

    /** Returns the primary; null when there is none. */
    public @Nullable SessionId primary() {
        return control.holder();
    }

    /** Returns the queued sessions, in order. */
    public List<SessionId> queue() {
        return requests.stream().map(ControlRequest::session).toList();
    }

    /** Returns whether a request of this session waits. */
    public boolean isQueued(SessionId id) {
        for (int i = 0; i < requests.size(); i++) {
            if (requests.get(i).session().equals(id)) {
                return true;
            }
        }
        return false;
    }

    public Optional<Session> session(SessionId id) {
        return Optional.ofNullable(SessionTable.of(sessions).find(id));
    }

    /** Returns the session with this peer connection; a replaced link belongs to no session. */
    public Optional<Session> byLink(PeerId link) {
        for (Session session : sessions) {
            if (link.equals(session.link())) {
                return Optional.of(session);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the session that a token resumes. Compares with the tokens of every session, each in constant time, so
     * that the time tells nothing of the session's place.
     */
    public Optional<Session> resumedBy(TokenDigest token) {
        Optional<Session> found = Optional.empty();
        for (Session session : sessions) {
            if (session.isResumedBy(token)) {
                found = Optional.of(session);
            }
        }
        return found;
    }

    public Mode mode(Session session) {
        if (!session.admitted()) {
            return Mode.PENDING;
        }
        if (session.id().equals(primary())) {
            return Mode.PRIMARY;
        }
        return isQueued(session.id()) ? Mode.QUEUED : Mode.OBSERVER;
    }

    /** Whether input from this peer may reach the target. Called for every input message; does not allocate. */
    public boolean controls(PeerId link) {
        if (!(control instanceof Control.Held held)) {
            return false;
        }
        Session session = SessionTable.of(sessions).find(held.session());
        return session != null && link.equals(session.link());
    }

    private static boolean isFirstOf(List<ControlRequest> requests, int place) {
        for (int i = 0; i < place; i++) {
            if (requests.get(i).session().equals(requests.get(place).session())) {
                return false;
            }
        }
        return true;
    }

    private static Session member(SessionTable sessions, SessionId id) {
        Session found = sessions.find(id);
        if (found == null) {
            throw new IllegalArgumentException("unknown session: " + id);
        }
        return found;
    }

    private static void require(boolean holds, String invariant) {
        if (!holds) {
            throw new IllegalArgumentException(invariant);
        }
    }
}
