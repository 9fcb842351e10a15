// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps the roster: takes commands one after the other, has the policy decide each, and carries out what follows.
 * Obtained as a service by the door and by whoever acts for a person.
 *
 * <p>Threading. All methods may be called from any thread and do not block. Stages complete on the desk's thread, after
 * the effects were carried out; what is chained to them must not block.
 *
 * <p>Errors. A full mailbox is {@link Reason#BUSY}; an absent policy is {@link Reason#TEMPORARILY_UNAVAILABLE} after a
 * bounded wait.
 */
@ProviderType
public interface SessionCoordinator {

    /** A client with an offer knocks: a new session, or its own again. Takes a seat until its link is up. */
    CompletionStage<Admission> join(JoinRequest knock);

    /** A client whose peer connection is alive came back on a new socket; the login is the one it has there. */
    CompletionStage<Admission> attach(Login login, String resumeToken);

    /** Submits a command. */
    CompletionStage<Outcome> submit(Command command);

    /**
     * Somebody did something a person does: kept for the next {@link Command.Tick}, where it counts against the expiry
     * of sessions. Whoever serves calls says so for each that is not automatic; an unknown session is ignored.
     */
    void active(SessionId session);

    /** The present roster, one volatile read. */
    Roster roster();

    /** The time by the clock that every instant in the roster is of. It is never set; wall clocks are. */
    Instant now();
}
