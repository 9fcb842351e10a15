// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import io.baton.peer.PeerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The link of a session: its peer connection, its grace, and its offer that waits for an answer.
 *
 * @param state the state of the link
 * @param peer the peer connection; null before the first answer and in grace
 * @param since when the state began; while a link is set up, when the set-up began, however many offers it takes
 * @param lostAt when its grace began; null unless it is in grace, or on its way back from it
 * @param grade 0 for a connection that can hardly be used to 100 for a very good one
 * @param socketClosed when its socket closed; null while it is open, or was never told of
 * @param offer digest of the token that belongs to the newest offer, while that waits for its answer; null when none
 *     waits
 */
public record Connection(
        State state,
        @Nullable PeerId peer,
        Instant since,
        @Nullable Instant lostAt,
        int grade,
        @Nullable Instant socketClosed,
        @Nullable TokenDigest offer) {

    /** The state of a link. */
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
            throw new IllegalArgumentException("a session in grace has its start, a session whose link is up has none");
        }
        if (state == State.LOST && offer != null) {
            throw new IllegalArgumentException("a session in grace has no offer that waits");
        }
        if (grade < 0 || grade > 100) {
            throw new IllegalArgumentException("a link's grade is 0–100: " + grade);
        }
    }

    /**
     * Returns the connection of a session that was just accepted.
     *
     * @param offer digest of the token that belongs to its offer
     */
    public static Connection accepted(TokenDigest offer, Instant now) {
        return new Connection(State.ACCEPTED, null, now, null, 0, null, offer);
    }

    /** Accepts another offer: the present link, if any, lives on until the answer. */
    public Connection offered(TokenDigest newOffer, Instant now) {
        return state == State.LOST
                ? new Connection(State.ACCEPTED, null, now, lostAt, grade, null, newOffer)
                : new Connection(state, peer, since, lostAt, grade, null, newOffer);
    }

    /** The newest offer failed; the present link lives on. */
    public Connection withoutOffer() {
        return new Connection(state, peer, since, lostAt, grade, socketClosed, null);
    }

    /** Records the answer, which replaces the present link. */
    public Connection answered(PeerId newPeer, Instant now) {
        Instant begun = state == State.UP ? now : since;
        return new Connection(State.ANSWERED, newPeer, begun, lostAt, grade, socketClosed, null);
    }

    public Connection up(Instant now) {
        return new Connection(State.UP, peer, now, null, grade, socketClosed, offer);
    }

    /** Ends the link while an offer waits: the session stays accepted, and its grace begins behind that. */
    public Connection awaitingAnswer(Instant now) {
        return state == State.UP
                ? new Connection(State.ACCEPTED, null, now, now, grade, socketClosed, offer)
                : new Connection(State.ACCEPTED, null, since, lostAt, grade, socketClosed, offer);
    }

    /** Grace begins, or goes on if it was on its way back from it. */
    public Connection lost(Instant now) {
        return new Connection(State.LOST, null, now, lostAt == null ? now : lostAt, grade, socketClosed, null);
    }

    public Connection withGrade(int newGrade) {
        return new Connection(state, peer, since, lostAt, newGrade, socketClosed, offer);
    }

    public Connection withSocketClosed(@Nullable Instant at) {
        return new Connection(state, peer, since, lostAt, grade, at, offer);
    }
}
