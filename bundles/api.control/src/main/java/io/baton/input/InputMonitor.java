// SPDX-License-Identifier: Apache-2.0
package io.baton.input;

import io.baton.peer.PeerId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Shows what became of input. Obtained as a service by the session coordinator (activity), health checks and the
 * console.
 *
 * <p>Threading. Any thread; does not block.
 */
@ProviderType
public interface InputMonitor {

    /** Counters over all peers. */
    InputCounters counters();

    /** Nanoseconds on the clock of {@link System#nanoTime()} when this peer's input was last accepted; 0 for never. */
    long lastInputNanos(PeerId peer);
}
