// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told of every change of the roster and of every decision. Registered as a service (whiteboard); the order among
 * listeners is not defined.
 *
 * <p>Threading. Called on the coordinator's thread, in order of commits; must not block.
 *
 * <p>Errors. An exception thrown here is logged and changes nothing.
 */
@ConsumerType
public interface RosterListener {

    /**
     * The roster changed and the effects were carried out. This includes changes that no command caused: the
     * coordinator raises the control epoch by itself when the HID output has a newer one.
     */
    void changed(Roster before, Roster after, List<Effect> effects);

    /**
     * A command was decided, refusals included; follows {@link #changed} where the roster changed. Replaying the
     * records from a snapshot gives the same rosters.
     */
    default void decided(DecisionRecord decided) {}
}
