// SPDX-License-Identifier: Apache-2.0
package io.baton.hid;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is notified of the keys that are down on the target and of its LEDs. Registered as a service (whiteboard).
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
