// SPDX-License-Identifier: Apache-2.0
package io.baton.hid;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what is down on the target and what its LEDs show. Registered as a service (whiteboard).
 *
 * <p>Threading. Called by the writer thread, in order; must not block.
 */
@ConsumerType
public interface HidListener {

    /** The keys that are down changed. */
    default void keysDown(KeysDown keys) {}

    /** The LEDs changed; bits as {@link HidOutput#leds()}. */
    default void leds(int bits) {}
}
