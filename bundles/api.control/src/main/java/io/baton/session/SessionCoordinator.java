// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps the roster: takes commands one after the other, has the policy decide each, and carries out what follows.
 * Obtained as a service by signalling and by the bundles that act for a user.
 *
 * <p>Threading. All methods may be called from any thread and do not block. Stages complete on the coordinator's
 * thread, after the effects were carried out; what is chained to them must not block.
 *
 * <p>Errors. A full command queue is {@link Reason#BUSY}; an absent policy is {@link Reason#TEMPORARILY_UNAVAILABLE}
 * after a bounded wait.
 */
@ProviderType
public interface SessionCoordinator {

    /** Joins a client that sent an offer, as a new session or as its own again. Takes a seat until its link is up. */
    CompletionStage<Admission> join(JoinRequest request);

    /** Attaches a new socket to a session whose peer connection is alive; the login is the one of that socket. */
    CompletionStage<Admission> attach(Login login, String resumeToken);

    /** Submits a command. */
    CompletionStage<Outcome> submit(Command command);

    /**
     * Reports activity of a user: kept for the next {@link Command.Tick}, where it counts against the expiry of
     * sessions. The RPC bundle reports each call that is not automatic; an unknown session is ignored.
     */
    void active(SessionId session);

    /** The present roster, one volatile read. */
    Roster roster();

    /** The time by the clock that every instant in the roster is of. It is never set; wall clocks are. */
    Instant now();

    /**
     * Converts an instant of the coordinator's clock, such as those in the roster, to the time of day, by the present
     * difference of the two clocks. Everything that is published goes through it: the time of day may have been set
     * since the instant.
     */
    Instant wallTime(Instant instant);
}
