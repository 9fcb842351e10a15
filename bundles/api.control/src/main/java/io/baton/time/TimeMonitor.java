// SPDX-License-Identifier: Apache-2.0
package io.baton.time;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells whether the clock of the device can be trusted.
 *
 * <p>Threading. Any thread; returns at once what was read last.
 */
@ProviderType
public interface TimeMonitor {

    TimeState state();
}
