// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import java.util.List;

/**
 * What is known of a bundle at one moment.
 *
 * @param name the symbolic name
 * @param version the version
 * @param life where it is in its life
 * @param isReplaced whether another version of the bundle runs beside it
 * @param components its component configurations
 * @param notReady why it is not ready, by its own words; empty where it is
 */
record BundleFacts(
        String name, String version, Life life, boolean isReplaced, List<Unit> components, List<String> notReady) {

    /** Where a bundle is in its life. */
    enum Life {
        STOPPED,
        CHANGING,
        RUNNING,
        /** It belongs to another bundle and is in use. */
        ATTACHED
    }

    /** How a component configuration is. */
    enum Condition {
        SATISFIED,
        MISSING_CONFIGURATION,
        MISSING_SERVICE,
        FAILED
    }

    /**
     * A component configuration.
     *
     * @param name the simple name of the component
     * @param condition how it is
     * @param missing names of references without a service
     */
    record Unit(String name, Condition condition, List<String> missing) {}
}
