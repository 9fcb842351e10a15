// SPDX-License-Identifier: Apache-2.0
package io.baton.serial;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A serial line to the target that sessions share. Obtained as a service by what shows its state.
 *
 * <p>Threading. Any thread; does not block.
 */
@ProviderType
public interface SerialConsole {

    SerialStatus status();
}
