// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The roster of the coordinator, or the last one known while the coordinator is absent: membership and control do not
 * change meanwhile. The last roster suffices for refusing input and for sending state; input is delivered only by the
 * {@link #current} one.
 *
 * <p>Threading. Any thread.
 */
final class LastRoster {

    private final Supplier<@Nullable SessionCoordinator> coordinator;
    private volatile @Nullable Roster last;

    LastRoster(Supplier<@Nullable SessionCoordinator> coordinator) {
        this.coordinator = coordinator;
    }

    /** Returns the coordinator's roster; null while the coordinator is absent. */
    @Nullable
    Roster current() {
        SessionCoordinator present = coordinator.get();
        if (present == null) {
            return null;
        }
        Roster roster = present.roster();
        last = roster;
        return roster;
    }

    /** Returns the current roster or the last one known; null before the first coordinator. */
    @Nullable
    Roster get() {
        Roster current = current();
        return current != null ? current : last;
    }
}
