// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of every change of the roster. Registered as a service (whiteboard); order among listeners does not matter.
 *
 * <p>Threading. Called by the desk's thread, in order of commits; must not block.
 *
 * <p>Errors. An exception thrown here is logged and changes nothing.
 */
@ConsumerType
public interface RosterListener {

    /** The roster changed; the effects were carried out. */
    void changed(Roster before, Roster after, List<Effect> effects);

    /**
     * A command was decided, refusals included. Replaying what is told here from a snapshot gives the same rosters.
     *
     * @param command with its actor
     * @param at when, on the desk's clock
     * @param outcome done, or why not
     * @param after the roster afterwards
     * @param effects what followed; empty when refused
     */
    default void decided(Command command, Instant at, Outcome outcome, Roster after, List<Effect> effects) {}

    /** As above, with all there is to know: for who must notice when it missed something. The desk calls this one. */
    default void decided(DecisionRecord decided) {
        decided(decided.command(), decided.at(), decided.outcome(), decided.after(), decided.effects());
    }
}
