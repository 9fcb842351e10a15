// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of upgrades. */
@ObjectClassDefinition(name = "Baton upgrades", description = "How long an upgrade is observed before it is permanent.")
@interface UpgradeConfig {

    String PID = "io.baton.upgrade.signed";

    @AttributeDefinition(
            name = "Probation (s)",
            description = "Seconds for which new bundles are observed before an upgrade is permanent, 5–3600.",
            min = "5",
            max = "3600")
    int probationSeconds() default 60;
}
