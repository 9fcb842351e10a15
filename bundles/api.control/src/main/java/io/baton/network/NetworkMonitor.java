// SPDX-License-Identifier: Apache-2.0
package io.baton.network;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells the state of the interface by which the device is reached.
 *
 * <p>Threading. Any thread; returns at once what was read last, a few seconds ago at most.
 */
@ProviderType
public interface NetworkMonitor {

    NetworkState state();
}
