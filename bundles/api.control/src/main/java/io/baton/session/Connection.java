// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import io.baton.peer.PeerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a session stands with its peer connection.
 *
 * @param state how far it got
 * @param peer the peer connection; null before the first answer and in grace
 * @param since when it got there
 * @param lostAt when its grace began; null unless it is in grace, or on its way back from it
 * @param grade 0 for a connection that can hardly be used to 100 for a very good one
 * @param socketClosed when its socket closed; null while it is open, or was never told of
 */
public record Connection(
        State state,
        @Nullable PeerId peer,
        Instant since,
        @Nullable Instant lostAt,
        int grade,
        @Nullable Instant socketClosed) {

    /** How far a connection got. */
    public enum State {
        /** The session is accepted: it has a seat and no link yet. */
        ACCEPTED,
        /** The offer was answered. */
        ANSWERED,
        /** It is up. */
        UP,
        /** It was lost: the session is in grace. */
        LOST
    }

    public Connection {
        boolean hasPeer = state == State.ANSWERED || state == State.UP;
        if (hasPeer != (peer != null)) {
            throw new IllegalArgumentException("exactly an answered session has a peer connection");
        }
        if ((state == State.LOST && lostAt == null) || (state == State.UP && lostAt != null)) {
            throw new IllegalArgumentException("a session in grace knows since when, one whose link is up is in none");
        }
        if (grade < 0 || grade > 100) {
            throw new IllegalArgumentException("a link's grade is 0–100: " + grade);
        }
    }

    /** Returns the connection of a session that was just accepted. */
    public static Connection accepted(Instant now) {
        return new Connection(State.ACCEPTED, null, now, null, 0, null);
    }

    /** The client came back with an offer: its present link, if any, lives on until the answer. */
    public Connection returning(Instant now) {
        return state == State.LOST
                ? new Connection(State.ACCEPTED, null, now, lostAt, grade, null)
                : withSocketClosed(null);
    }

    public Connection answered(PeerId newPeer, Instant now) {
        return new Connection(State.ANSWERED, newPeer, now, lostAt, grade, null);
    }

    public Connection up(Instant now) {
        return new Connection(State.UP, peer, now, null, grade, socketClosed);
    }

    /** Grace begins, or goes on if it was on its way back from it. */
    public Connection lost(Instant now) {
        return new Connection(State.LOST, null, now, lostAt == null ? now : lostAt, grade, socketClosed);
    }

    public Connection withGrade(int newGrade) {
        return new Connection(state, peer, since, lostAt, newGrade, socketClosed);
    }

    public Connection withSocketClosed(@Nullable Instant at) {
        return new Connection(state, peer, since, lostAt, grade, at);
    }
}
