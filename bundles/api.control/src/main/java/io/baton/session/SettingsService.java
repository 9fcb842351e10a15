// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads and changes the session settings. Obtained as a service by the bundles that serve administrators.
 *
 * <p>Threading. Any thread; does not block. Stages complete on a thread of the coordinator, which must not be blocked.
 *
 * <p>Errors. A bad set is {@link Reason#BAD_VALUE}; its message names every field, value, allowed range and reason.
 */
@ProviderType
public interface SettingsService {

    /**
     * The settings in force by name, in the order of {@link Setting}: {@code Boolean}, {@code String}, {@code Long}, or
     * {@code Double} where seconds are not whole; units as {@link Setting.Kind} says.
     */
    Map<String, Object> current();

    /**
     * What is wrong with the configuration while the last good settings are in force instead; empty when all is well.
     */
    default List<Violation> problems() {
        return List.of();
    }

    /**
     * Changes some settings: checked together with all others, applied at once, and kept for the next start.
     *
     * @param actor the session that acts; an administrator's
     * @param subset new values by name, as in {@link #current}
     */
    CompletionStage<Outcome> change(SessionId actor, Map<String, Object> subset);
}
