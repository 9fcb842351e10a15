// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

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
}
