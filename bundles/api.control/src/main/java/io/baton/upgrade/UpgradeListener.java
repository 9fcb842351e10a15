// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told of every change of an upgrade's status. Registered as a service.
 *
 * <p>Threading. Called from the upgrade's own thread, in order; must not block.
 */
@ConsumerType
public interface UpgradeListener {

    void upgradeChanged(UpgradeStatus status);
}
