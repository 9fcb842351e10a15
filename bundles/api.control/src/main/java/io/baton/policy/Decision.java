// SPDX-License-Identifier: Apache-2.0
package io.baton.policy;

import io.baton.session.Effect;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import java.util.List;

/**
 * What the rules say to a command.
 *
 * @param outcome done, or why not
 * @param next the roster afterwards; the very same object when refused
 * @param effects what follows, in order; empty when refused
 */
public record Decision(Outcome outcome, Roster next, List<Effect> effects) {

    public Decision {
        effects = List.copyOf(effects);
    }

    public static Decision refused(Roster unchanged, Outcome.Refused refusal) {
        return new Decision(refusal, unchanged, List.of());
    }

    public static Decision done(Roster next, List<Effect> effects) {
        return new Decision(Outcome.done(), next, effects);
    }
}
