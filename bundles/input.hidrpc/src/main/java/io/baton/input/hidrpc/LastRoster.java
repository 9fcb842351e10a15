// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The roster as the desk says, or last said: nobody comes, goes or gains control while the desk is away. Good for
 * refusing and for telling; what reaches the target is decided by a desk that is there.
 *
 * <p>Threading. On the lane only.
 */
final class LastRoster {

    private final Supplier<@Nullable SessionCoordinator> desk;
    private @Nullable Roster last;

    LastRoster(Supplier<@Nullable SessionCoordinator> desk) {
        this.desk = desk;
    }

    /** Null when no desk was ever there. */
    @Nullable
    Roster get() {
        SessionCoordinator present = desk.get();
        if (present != null) {
            last = present.roster();
        }
        return last;
    }
}
