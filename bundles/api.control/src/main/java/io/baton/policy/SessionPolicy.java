// SPDX-License-Identifier: Apache-2.0
package io.baton.policy;

import io.baton.session.Command;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.session.TrustScore;
import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The rules of control. Obtained as a service by the session coordinator, which calls it for every command.
 *
 * <p>Threading. Pure: no state, no clock, no randomness, no I/O; any thread.
 *
 * <p>Errors. Total: every command in every roster has a decision; an exception is a bug.
 */
@ProviderType
public interface SessionPolicy {

    Decision decide(Roster roster, Command command, Instant now);

    /** When a {@link Command.Tick} would change something, should nothing else happen before; empty for never. */
    Optional<Instant> nextDeadline(Roster roster);

    /** How far a session is trusted with control it did not ask for; empty when there is no such session. */
    Optional<TrustScore> trust(Roster roster, SessionId session, Instant now);
}
