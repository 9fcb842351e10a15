// SPDX-License-Identifier: Apache-2.0
package io.baton.power;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Learns changes of the target's power. Registered as a service (whiteboard).
 *
 * <p>Threading. Called on the provider's own thread; it must not block.
 */
@ConsumerType
public interface PowerListener {

    /** The state of a provider changed; {@link PowerControl#state} returns it, or a newer one. */
    void changed(PowerControl control);
}
